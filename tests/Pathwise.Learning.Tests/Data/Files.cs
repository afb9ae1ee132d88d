using System.IO.Compression;
using System.Text;

namespace Pathwise.Learning.Tests.Data;

/// <summary>Files as bytes, read as the public readers read them.</summary>
static class Files
{
    public static DataArray Npy(byte[] bytes) => ByteReader.Of(new MemoryStream(bytes), "a.npy", Learning.Data.Npy.Read);

    public static DataArray Idx(byte[] bytes) => ByteReader.Of(new MemoryStream(bytes), "a.idx", Learning.Data.Idx.Read);

    public static IReadOnlyDictionary<string, DataArray> Npz(byte[] bytes) => Learning.Data.Npz.Read(new MemoryStream(bytes), "a.npz");

    public static NamedArrays Safetensors(byte[] bytes) => ByteReader.Of(new MemoryStream(bytes), "a.safetensors", Learning.Data.Safetensors.Read);

    /// <summary>A safetensors file as its documents describe it, written here by other code than the library's.</summary>
    public static byte[] SafetensorsOf(string header, byte[] numbers) => [.. BitConverter.GetBytes((long)Encoding.UTF8.GetByteCount(header)), .. Encoding.UTF8.GetBytes(header), .. numbers];

    public static Table Csv(byte[] bytes, bool header = true, char separator = ',') => Learning.Data.Csv.Read(new MemoryStream(bytes), "a.csv", header, separator);

    public static Table Csv(string text, bool header = true, char separator = ',') => Csv(Encoding.UTF8.GetBytes(text), header, separator);

    /// <summary>An NPY file as NumPy's documents describe it, written here by other code than the library's.</summary>
    public static byte[] NpyOf(string header, byte[] numbers, byte version = 1)
    {
        byte[] text = (version == 3 ? Encoding.UTF8 : Encoding.Latin1).GetBytes(header + "\n"), length = BitConverter.GetBytes(text.Length);
        return [0x93, .. "NUMPY"u8, version, 0, .. version == 1 ? length[..2] : length, .. text, .. numbers];
    }

    public static byte[] Gzip(byte[] bytes)
    {
        var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Optimal)) gzip.Write(bytes);
        return memory.ToArray();
    }

    public static byte[] Zip(params (string Name, byte[] Bytes)[] entries)
    {
        var memory = new MemoryStream();
        using (var archive = new ZipArchive(memory, ZipArchiveMode.Create))
            foreach (var (name, bytes) in entries)
            {
                using var entry = archive.CreateEntry(name).Open();
                entry.Write(bytes);
            }
        return memory.ToArray();
    }

    public static PathwiseException Refused(string id, Func<object> read)
    {
        var e = Assert.Throws<PathwiseException>(read);
        Assert.Equal(id, e.Id);
        Assert.NotNull(e.Cure);
        return e;
    }
}
