using System.Buffers.Binary;
using System.IO.Compression;

namespace Pathwise.Learning.Data;

/// <summary>
/// Files that may be compressed by gzip, which they are if they begin as such (Deutsch, RFC 1952). Length and checksum at the end are compared here, as the platform's decompressor does not miss them where a file is cut short. A
/// file is one gzip member.
/// </summary>
internal static class Gzip
{
    /// <summary>The greatest ratio that deflate can compress by: 258 bytes by two bits (Deutsch, RFC 1951).</summary>
    public const int Ratio = 1032;

    /// <summary>Reads a stream to its end; what the system and the decompressor have to say becomes an error of ours.</summary>
    /// <param name="stream">A stream that can seek.</param>
    /// <param name="file">Its name.</param>
    /// <param name="read">What is done with the bytes, of which there are at most as many as the second argument says.</param>
    public static T Read<T>(Stream stream, string file, Func<Stream, long, T> read)
    {
        try
        {
            Span<byte> magic = stackalloc byte[2], trailer = stackalloc byte[8];
            bool compressed = stream.ReadAtLeast(magic, 2, throwOnEndOfStream: false) == 2 && magic[0] == 0x1F && magic[1] == 0x8B;
            stream.Position = 0;
            if (!compressed) return read(stream, stream.Length);
            using var inside = new ChecksumStream(new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true));
            T result = read(inside, stream.Length * Ratio);
            stream.Position = Math.Max(0, stream.Length - 8);
            if (stream.ReadAtLeast(trailer, 8, throwOnEndOfStream: false) < 8 || BinaryPrimitives.ReadUInt32LittleEndian(trailer) != inside.Checksum || BinaryPrimitives.ReadUInt32LittleEndian(trailer[4..]) != (uint)inside.Count)
                throw new InvalidDataException("checksum and length at the end of the file are not those of its contents");
            return result;
        }
        catch (InvalidDataException e) { throw new PathwiseException("PW4004", $"{file}: the compressed data are cut short or corrupt: {e.Message}", "get the file again, or write it again, compressed in one piece"); }
        catch (IOException e) { throw Unreadable(file, e); }
    }

    public static FileStream Open(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            return File.OpenRead(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException) { throw Unreadable(path, e); }
    }

    static PathwiseException Unreadable(string file, Exception e) => new("PW4001", $"{file} cannot be read: {e.Message}", "name a file that exists and that you may read");
}
