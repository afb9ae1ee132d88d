using System.Buffers.Binary;

namespace Pathwise.Learning.Data;

/// <summary>
/// A look at the footer of a Parquet file before it is read: whether it is one structure of Thrift's compact protocol from its first to its last byte. (Parquet.Net believes the lengths of lists in a footer, and would go through
/// billions of elements beyond its end.)
/// </summary>
internal ref struct ParquetFooter
{
    const int MostBytes = 1 << 28, Deepest = 64;

    readonly ReadOnlySpan<byte> _bytes;
    int _at;

    ParquetFooter(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>Throws an <see cref="InvalidDataException"/> if the footer is no such structure; leaves the stream at its beginning.</summary>
    public static void Check(Stream stream)
    {
        Span<byte> tail = stackalloc byte[8];
        if (stream.Length < 12) throw new InvalidDataException("the file is too short");
        stream.Position = stream.Length - 8;
        stream.ReadExactly(tail);
        int length = BinaryPrimitives.ReadInt32LittleEndian(tail);
        if (!tail[4..].SequenceEqual("PAR1"u8)) throw new InvalidDataException("it does not end with PAR1");
        if (length < 1 || length > stream.Length - 12 || length > MostBytes) throw Wrong();
        var bytes = new byte[length];
        stream.Position = stream.Length - 8 - length;
        stream.ReadExactly(bytes);
        stream.Position = 0;
        var footer = new ParquetFooter(bytes);
        footer.Structure(0);
        if (footer._at != length) throw Wrong();
    }

    static InvalidDataException Wrong() => new("its footer is damaged");

    /// <summary>Fields until a stop: four bits of type, and the step from the last identifier or 0 and an identifier.</summary>
    void Structure(int depth)
    {
        if (depth > Deepest) throw Wrong();
        for (byte header = Byte(); header != 0; header = Byte())
        {
            if (header >> 4 == 0) Number();
            // Truth is told by the type of a field, and takes a byte in a list.
            if ((header & 15) is not (1 or 2)) Value(header & 15, depth);
        }
    }

    void Value(int type, int depth)
    {
        switch (type)
        {
            case 1 or 2 or 3: Byte(); break;
            case 4 or 5 or 6: Number(); break;
            case 7: Skip(8); break;
            case 8: Skip(Number()); break;
            case 9 or 10: List(depth); break;
            case 12: Structure(depth + 1); break;
            default: throw Wrong();
        }
    }

    void List(int depth)
    {
        byte header = Byte();
        ulong count = header >> 4 == 15 ? Number() : (ulong)header >> 4;
        // No element takes less than a byte.
        if (depth > Deepest || count > (ulong)(_bytes.Length - _at)) throw Wrong();
        for (ulong i = 0; i < count; i++) Value(header & 15, depth + 1);
    }

    byte Byte() => _at < _bytes.Length ? _bytes[_at++] : throw Wrong();

    void Skip(ulong count)
    {
        if (count > (ulong)(_bytes.Length - _at)) throw Wrong();
        _at += (int)count;
    }

    ulong Number()
    {
        ulong number = 0;
        for (int shift = 0; shift < 70; shift += 7)
        {
            byte b = Byte();
            number |= (ulong)(b & 127) << shift;
            if (b < 128) return number;
        }
        throw Wrong();
    }
}
