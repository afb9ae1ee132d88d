using System.IO.Compression;

namespace Pathwise.Learning.Data;

/// <summary>NPZ files, NumPy's format of several named arrays: a ZIP archive of NPY files.</summary>
public static class Npz
{
    /// <summary>
    /// The arrays of a file by their names (without <c>.npy</c>). PW4001 if the file cannot be read, PW4003 if it is no archive of NPY files, PW4004 if it is corrupt (the archive's checksums are compared) or an array is
    /// shorter or longer than declared, and the errors of <see cref="Npy.Read(string)"/>.
    /// </summary>
    public static IReadOnlyDictionary<string, DataArray> Read(string path)
    {
        using var stream = Gzip.Open(path);
        return Read(stream, path);
    }

    internal static IReadOnlyDictionary<string, DataArray> Read(Stream stream, string file)
    {
        try
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            // Entries that share their bytes could be any number of arrays in a small file.
            if (archive.Entries.Aggregate(0.0, (sum, entry) => sum + entry.CompressedLength) > stream.Length) throw new InvalidDataException("its entries overlap");
            var arrays = new Dictionary<string, DataArray>(StringComparer.Ordinal);
            foreach (var entry in archive.Entries)
            {
                string name = entry.FullName.EndsWith(".npy", StringComparison.Ordinal) ? entry.FullName[..^4]
                    : throw new PathwiseException("PW4003", $"{file}: the archive holds '{entry.FullName}', which is no NPY file", "name an NPZ file, as numpy.savez writes");
                if (!arrays.TryAdd(name, Array(entry, file))) throw new PathwiseException("PW4003", $"{file}: the archive holds '{entry.FullName}' twice", "write the file again");
            }
            return arrays;
        }
        catch (Exception e) when (e is InvalidDataException or NotSupportedException or ArgumentException or OverflowException)
        {
            throw new PathwiseException("PW4003", $"{file}: the archive cannot be read: {e.Message}", "name an NPZ file, as numpy.savez writes, or get it again");
        }
        catch (IOException e)
        {
            throw new PathwiseException("PW4004", $"{file}: the archive ends too early: {e.Message}", "get the file again, or write it again");
        }
    }

    static DataArray Array(ZipArchiveEntry entry, string file)
    {
        // More than deflate can make of the entry's bytes is not there, whatever the archive's directory says.
        long most = Math.Min(entry.Length, entry.CompressedLength * Gzip.Ratio);
        using var inside = new ChecksumStream(entry.Open());
        var array = Npy.Read(new ByteReader(inside, $"{file}({entry.FullName})", most));
        if (inside.Checksum != entry.Crc32) throw new PathwiseException("PW4004", $"{file}: the checksum of '{entry.FullName}' is not that of its bytes", "get the file again, or write it again");
        return array;
    }
}
