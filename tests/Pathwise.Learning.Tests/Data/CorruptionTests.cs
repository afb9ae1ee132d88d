using CsCheck;

namespace Pathwise.Learning.Tests.Data;

/// <summary>Whatever happens to a file, the readers give an array or a <see cref="PathwiseException"/>, and do not allocate on a damaged header's word.</summary>
public class CorruptionTests
{
    static readonly byte[] s_npy = Files.NpyOf("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3), }", [.. Enumerable.Range(0, 24).Select(i => (byte)i)]);
    static readonly byte[] s_idx = [0, 0, 11, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
    static readonly byte[] s_csv = [.. "alpha,\"beta\"\r\n1.5,-2e3\r\n\"3\",4\r\n0.25,6\r\n"u8];

    static readonly byte[] s_safetensors = Files.SafetensorsOf("""{"__metadata__":{"format":"pt"},"b":{"dtype":"F32","shape":[2,1],"data_offsets":[8,16]},"a":{"dtype":"F64","shape":[],"data_offsets":[0,8]}}""", [.. BitConverter.GetBytes(1.5), .. BitConverter.GetBytes(2f), .. BitConverter.GetBytes(-3f)]);

    static readonly (byte[] File, Func<byte[], object> Read)[] s_files =
    [
        (s_npy, Files.Npy), (Files.Gzip(s_npy), Files.Npy), (s_idx, Files.Idx), (Files.Gzip(s_idx), Files.Idx),
        (s_csv, bytes => Files.Csv(bytes)), (Files.Gzip(s_csv), bytes => Files.Csv(bytes)), (Files.Zip(("a.npy", s_npy), ("b.npy", s_npy)), Files.Npz), (s_safetensors, Files.Safetensors),
    ];

    static bool IsRead(Func<byte[], object> read, byte[] bytes)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            read(bytes);
            return true;
        }
        catch (PathwiseException e)
        {
            Assert.StartsWith("PW4", e.Id, StringComparison.Ordinal);
            Assert.NotNull(e.Cure);
            return false;
        }
        finally { Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8_000_000); }
    }

    [Fact]
    public void Files_cut_at_every_byte()
    {
        foreach (var (file, read) in s_files)
        {
            Assert.True(IsRead(read, file));
            for (int length = 0; length < file.Length; length++)
            {
                // A text may end anywhere where a row does; and the last eight bytes of gzip are its checksum and length.
                bool read1 = IsRead(read, file[..length]);
                if (file != s_csv) Assert.False(read1, $"{length} of {file.Length} bytes");
                else if (read1) Assert.InRange(length, "alpha,\"beta\"\r\n1,2".Length, file.Length);
            }
        }
    }

    [Fact]
    public void Files_with_a_byte_too_many()
    {
        foreach (var (file, read) in s_files.Where((_, i) => i is 0 or 2 or 7)) Assert.False(IsRead(read, [.. file, 0]));
    }

    [Fact]
    public void Files_with_bytes_changed() =>
        Gen.Select(Gen.Int[0, s_files.Length - 1], Gen.Select(Gen.Int[0, 10_000], Gen.Byte).Array[1, 6], Gen.Int[0, 3]).Sample((which, changes, kind) =>
        {
            var (file, read) = s_files[which];
            var bytes = file.ToList();
            foreach (var (at, value) in changes)
            {
                int place = at % bytes.Count;
                if (kind == 0) bytes[place] = value;
                else if (kind == 1) bytes[place] ^= (byte)(1 << (value & 7));
                else if (kind == 2) bytes.Insert(place, value);
                else if (bytes.Count > 1) bytes.RemoveAt(place);
            }
            IsRead(read, [.. bytes]);
        }, iter: 20_000, threads: 1, seed: "0000000000001");

    [Fact]
    public void Bytes_without_sense() =>
        Gen.Select(Gen.Int[0, s_files.Length - 1], Gen.Byte.Array[0, 200]).Sample((which, bytes) => { IsRead(s_files[which].Read, bytes); }, iter: 5_000, threads: 1, seed: "0000000000001");

    static readonly string[] s_words = ["{", "}", "'descr'", "'shape'", "'fortran_order'", ":", ",", "(", ")", "'<f8'", "True", "False", "3", "99999999", " ", "'", "[", "'|u1'", "\0"];

    /// <summary>Words of a header, put together at random.</summary>
    [Fact]
    public void Headers_without_sense() =>
        Gen.Int[0, 18].Select(word => s_words[word]).Array[0, 24].Sample(
            words => { IsRead(Files.Npy, Files.NpyOf(string.Concat(words), new byte[24])); }, iter: 20_000, threads: 1, seed: "0000000000001");
}
