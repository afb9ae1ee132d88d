using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Pathwise.Learning.Data;

/// <summary>
/// NPY files, NumPy's format of one array (versions 1, 2 and 3; NumPy Enhancement Proposal 1), of either order of bytes and either order of elements; compressed by gzip or not.
/// </summary>
public static class Npy
{
    static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    const int MostHeader = 1 << 20;

    /// <summary>
    /// The array of a file, in row-major order. Types u1, i4, i8, f4 and f8 stay as they are; b1 becomes bytes, i1, i2 and u2 become 32-bit and u4 64-bit whole numbers, f2 becomes single precision. PW4001 if the file
    /// cannot be read, PW4003 if it is no NPY file, PW4004 if it is shorter or longer than it declares or corrupt, PW4005 of other types, PW4006 if the shape is empty or too large.
    /// </summary>
    public static DataArray Read(string path) => ByteReader.Read(path, Read);

    internal static DataArray Read(ByteReader reader)
    {
        Span<byte> start = stackalloc byte[8];
        reader.Read(start, "the first eight bytes of an NPY file");
        if (!start[..6].SequenceEqual(Magic)) throw reader.Malformed("an NPY file begins with the bytes 93 'NUMPY'", "name an NPY file, as numpy.save writes");
        if (start[6] is < 1 or > 3 || start[7] != 0) throw reader.Malformed($"version {start[6]}.{start[7]} of the format is unknown", "versions are 1.0, 2.0 and 3.0");

        var header = Header(reader, start[6]);
        if (header.Type is null) throw reader.Unsupported("the array is one of records", "save each field as an array of its own");
        var (type, bigEndian) = TypeOf(header.Type, reader);
        var shape = reader.Shape(header.Extents);
        var elements = type.Read(reader, shape.Count, bigEndian);
        reader.End("the numbers");
        return new(header.Fortran == true ? FirstAxisFastest(elements, shape) : elements, shape);
    }

    static NpyHeader Header(ByteReader reader, byte version)
    {
        Span<byte> length = stackalloc byte[4];
        length.Clear();
        reader.Read(length[..(version == 1 ? 2 : 4)], "the length of the header");
        uint size = BinaryPrimitives.ReadUInt32LittleEndian(length);
        if (size > MostHeader) throw reader.Malformed($"the header is said to have {size} bytes", "headers are short: get the file again");
        byte[] header = reader.Numbers<byte>((int)size, bigEndian: false, "the header");
        string text = (version == 3 ? Encoding.UTF8 : Encoding.Latin1).GetString(header);
        return NpyHeader.Parse(text, cause => reader.Malformed(cause, "write the file again, as numpy.save does"));
    }

    static (StoredType Type, bool BigEndian) TypeOf(string name, ByteReader reader)
    {
        char order = name.Length > 0 ? name[0] : ' ';
        StoredType? type = name.Length != 3 ? null : name[1..] switch
        {
            "b1" or "u1" => StoredType.UInt8,
            "i1" => StoredType.Int8,
            "u2" => StoredType.UInt16,
            "i2" => StoredType.Int16,
            "u4" => StoredType.UInt32,
            "i4" => StoredType.Int32,
            "i8" => StoredType.Int64,
            "f2" => StoredType.Half,
            "f4" => StoredType.Single,
            "f8" => StoredType.Double,
            _ => null,
        };
        bool one = type is StoredType.UInt8 or StoredType.Int8;
        if (type is null || !(order is '<' or '>' or '=' || order == '|' && one))
            throw reader.Unsupported($"numbers of type '{name}' are not read", "convert them first, as by array.astype('<f8')");
        return (type.Value, order == '>' || order == '=' && !BitConverter.IsLittleEndian);
    }

    /// <summary>From Fortran's order, in which the first index runs fastest, to row-major order.</summary>
    static Array FirstAxisFastest(Array elements, Shape shape)
    {
        var ordered = (Array)elements.Clone();
        switch (elements, ordered)
        {
            case (byte[] from, byte[] to): Transpose(from, to, shape); break;
            case (int[] from, int[] to): Transpose(from, to, shape); break;
            case (long[] from, long[] to): Transpose(from, to, shape); break;
            case (float[] from, float[] to): Transpose(from, to, shape); break;
            case (double[] from, double[] to): Transpose(from, to, shape); break;
        }
        return ordered;
    }

    static void Transpose<T>(T[] from, T[] to, Shape shape)
    {
        int[] strides = shape.Strides();
        var index = new int[shape.Rank];
        int place = 0;
        foreach (var element in from)
        {
            to[place] = element;
            for (int axis = 0; axis < index.Length; axis++)
            {
                place += strides[axis];
                if (++index[axis] < shape[axis]) break;
                place -= strides[axis] * shape[axis];
                index[axis] = 0;
            }
        }
    }

    /// <summary>Writes an array as a file of version 1, lowest byte first, in row-major order and with its own type of elements. PW4010 if the file cannot be written.</summary>
    public static void Write(string path, DataArray array) => WrittenFile.Write(path, () =>
    {
        using var stream = File.Create(path);
        Write(stream, array);
    });

    internal static void Write(Stream stream, DataArray array)
    {
        string type = array.ElementType.Name switch { nameof(Byte) => "|u1", nameof(Int32) => "<i4", nameof(Int64) => "<i8", nameof(Single) => "<f4", _ => "<f8" };
        if (!BitConverter.IsLittleEndian) type = type.Replace('<', '>');
        string extents = string.Join(", ", array.Shape.Extents.ToArray().Select(n => n.ToString(CultureInfo.InvariantCulture))) + (array.Shape.Rank == 1 ? "," : "");
        string header = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({extents}), }}";
        // Padded so that the numbers begin at a multiple of 64 bytes.
        int length = (10 + header.Length + 1 + 63) / 64 * 64 - 10;
        stream.Write([.. Magic, 1, 0, (byte)length, (byte)(length >> 8), .. Encoding.ASCII.GetBytes(header.PadRight(length - 1) + "\n")]);
        array.WriteTo(stream);
    }
}
