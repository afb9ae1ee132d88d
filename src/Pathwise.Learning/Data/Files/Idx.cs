using System.Buffers.Binary;

namespace Pathwise.Learning.Data;

/// <summary>
/// IDX files, in which the MNIST family of data sets is published: two zero bytes, a byte for the type of numbers, a byte for the number of axes, the extents as 32-bit numbers, then the numbers, all with their highest byte
/// first (LeCun, Cortes and Burges, The MNIST database of handwritten digits, 1998). Compressed by gzip or not.
/// </summary>
public static class Idx
{
    /// <summary>
    /// The array of a file: unsigned bytes stay bytes; signed ones and 16-bit numbers become 32-bit ones. PW4001 if the file cannot be read, PW4003 if it is no IDX file, PW4004 if it is shorter or longer than it
    /// declares or corrupt, PW4005 of an unknown type of numbers, PW4006 if the shape is empty or too large.
    /// </summary>
    public static DataArray Read(string path) => ByteReader.Read(path, Read);

    internal static DataArray Read(ByteReader reader)
    {
        Span<byte> magic = stackalloc byte[4];
        reader.Read(magic, "the first four bytes of an IDX file");
        if (magic[0] != 0 || magic[1] != 0) throw reader.Malformed($"an IDX file begins with two zero bytes, this one with {magic[0]:x2} {magic[1]:x2}", "name an IDX file");
        StoredType type = magic[2] switch
        {
            0x08 => StoredType.UInt8,
            0x09 => StoredType.Int8,
            0x0B => StoredType.Int16,
            0x0C => StoredType.Int32,
            0x0D => StoredType.Single,
            0x0E => StoredType.Double,
            _ => throw reader.Unsupported($"the type of numbers {magic[2]:x2} is not one of IDX", "types are 08, 09, 0b, 0c, 0d and 0e"),
        };
        var extents = new long[magic[3]];
        Span<byte> extent = stackalloc byte[4];
        for (int axis = 0; axis < extents.Length; axis++)
        {
            reader.Read(extent, "the extents");
            extents[axis] = BinaryPrimitives.ReadUInt32BigEndian(extent);
        }
        var shape = reader.Shape(extents);
        var elements = type.Read(reader, shape.Count, bigEndian: true);
        reader.End("the numbers");
        return new(elements, shape);
    }
}
