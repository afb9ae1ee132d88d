using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Pathwise.Learning.Data;

/// <summary>The bytes of a data file in order. Nothing is allocated on the word of a header alone: what it declares is compared with what can follow first.</summary>
internal sealed class ByteReader(Stream stream, string file, long most)
{
    long _position;

    /// <summary>Reads a file, decompressed if it is compressed by gzip.</summary>
    public static T Read<T>(string path, Func<ByteReader, T> read)
    {
        using var stream = Gzip.Open(path);
        return Of(stream, path, read);
    }

    /// <summary>The same of a stream that can seek.</summary>
    public static T Of<T>(Stream stream, string file, Func<ByteReader, T> read) => Gzip.Read(stream, file, (inside, most) => read(new(inside, file, most)));

    /// <summary>The file is cut short, corrupt, or longer than it says.</summary>
    public PathwiseException Broken(string cause) => new("PW4004", $"{file}: byte {_position.ToString(CultureInfo.InvariantCulture)}: {cause}", "get the file again, or write it again");

    /// <summary>The file is not of the kind it is read as, or its header makes no sense.</summary>
    public PathwiseException Malformed(string cause, string cure) => new("PW4003", $"{file}: byte {_position.ToString(CultureInfo.InvariantCulture)}: {cause}", cure);

    /// <summary>Its numbers are of a type that is not read.</summary>
    public PathwiseException Unsupported(string cause, string cure) => new("PW4005", $"{file}: byte {_position.ToString(CultureInfo.InvariantCulture)}: {cause}", cure);

    /// <summary>The shape that a header declares. PW4006 if it has no element, or more than an array may have.</summary>
    public Shape Shape(ReadOnlySpan<long> extents)
    {
        long count = 1;
        foreach (long n in extents)
        {
            if (n < 1 || n > Pathwise.Shape.MaximumCount || (count *= n) > Pathwise.Shape.MaximumCount)
                throw new PathwiseException("PW4006", $"{file}: byte {_position.ToString(CultureInfo.InvariantCulture)}: an array of shape [{string.Join(", ", extents.ToArray())}] is declared",
                    $"arrays have between 1 and {Pathwise.Shape.MaximumCount} elements: split the file");
        }
        return new([.. extents.ToArray().Select(n => (int)n)]);
    }

    /// <summary>Some of the bytes that follow; PW4004 if there are fewer.</summary>
    public void Read(Span<byte> destination, string what)
    {
        int read = stream.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false);
        _position += read;
        if (read < destination.Length) throw Broken($"the file ends within {what}, {destination.Length - read} bytes too early");
    }

    /// <summary>Numbers of one type; PW4004 if the file cannot hold as many.</summary>
    public T[] Numbers<T>(int count, bool bigEndian, string what) where T : unmanaged
    {
        long size = (long)count * Marshal.SizeOf<T>();
        if (size > most - _position) throw Broken($"the file ends within {what}: {size} bytes are declared, at most {most - _position} follow");
        var numbers = new T[count];
        // In parts, as the bytes of an array may be more than a span can hold.
        const int part = 1 << 24;
        for (int start = 0; start < count; start += part)
            Read(MemoryMarshal.AsBytes(numbers.AsSpan(start, Math.Min(part, count - start))), what);
        if (bigEndian == BitConverter.IsLittleEndian) Reverse(numbers);
        return numbers;
    }

    /// <summary>PW4004 unless all bytes are read.</summary>
    public void End(string what)
    {
        Span<byte> one = stackalloc byte[1];
        if (stream.Read(one) > 0) throw Broken($"more bytes follow {what} than are declared");
    }

    static void Reverse<T>(T[] numbers) where T : unmanaged
    {
        switch (Marshal.SizeOf<T>())
        {
            case 2: var words = MemoryMarshal.Cast<T, ushort>(numbers.AsSpan()); BinaryPrimitives.ReverseEndianness(words, words); break;
            case 4: var doubleWords = MemoryMarshal.Cast<T, uint>(numbers.AsSpan()); BinaryPrimitives.ReverseEndianness(doubleWords, doubleWords); break;
            case 8: var quadWords = MemoryMarshal.Cast<T, ulong>(numbers.AsSpan()); BinaryPrimitives.ReverseEndianness(quadWords, quadWords); break;
        }
    }
}
