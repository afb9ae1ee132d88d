using System.Numerics;
using System.Runtime.InteropServices;

namespace Pathwise.Learning.Data;

/// <summary>
/// Numbers of data in row-major order, as they are stored: bytes, 32- or 64-bit whole numbers, or numbers in single or double precision. They become doubles or floats where they are taken, so that a set of images
/// stays as small as its file. Immutable.
/// </summary>
public sealed class DataArray
{
    readonly Array _elements;

    /// <summary>An array of bytes, which are copied. PW4008 if they are not as many as the shape has elements.</summary>
    public DataArray(Shape shape, byte[] elements) : this((Array)elements.Clone(), shape) { }

    /// <summary>An array of 32-bit whole numbers, which are copied. PW4008 if they are not as many as the shape has elements.</summary>
    public DataArray(Shape shape, int[] elements) : this((Array)elements.Clone(), shape) { }

    /// <summary>An array of 64-bit whole numbers, which are copied. PW4008 if they are not as many as the shape has elements.</summary>
    public DataArray(Shape shape, long[] elements) : this((Array)elements.Clone(), shape) { }

    /// <summary>An array of single-precision numbers, which are copied. PW4008 if they are not as many as the shape has elements.</summary>
    public DataArray(Shape shape, float[] elements) : this((Array)elements.Clone(), shape) { }

    /// <summary>An array of numbers, which are copied. PW4008 if they are not as many as the shape has elements.</summary>
    public DataArray(Shape shape, double[] elements) : this((Array)elements.Clone(), shape) { }

    /// <summary>The same, of elements that nobody else holds.</summary>
    internal DataArray(Array elements, Shape shape)
    {
        if (elements.Length != shape.Count) throw new PathwiseException("PW4008", $"{elements.Length} numbers for an array of shape {shape}", $"give {shape.Count} numbers", Place.OfCaller());
        (_elements, Shape) = (elements, shape);
    }

    /// <summary>The extents; of a set of rows, the number of rows is the first.</summary>
    public Shape Shape { get; }

    /// <summary>The type that elements are stored as: byte, int, long, float or double.</summary>
    public Type ElementType => _elements.GetType().GetElementType()!;

    /// <summary>The number at a place in row-major order, as the nearest double (whole numbers beyond 2⁵³ are rounded).</summary>
    public double this[int index] => _elements switch
    {
        byte[] bytes => bytes[index],
        int[] numbers => numbers[index],
        long[] numbers => numbers[index],
        float[] numbers => numbers[index],
        _ => ((double[])_elements)[index],
    };

    /// <summary>Copies a run of numbers, from a place in row-major order on, as doubles.</summary>
    public void CopyTo(int start, Span<double> destination) => CopyAs(start, destination);

    /// <summary>Copies a run of numbers, from a place in row-major order on, as floats (the nearest).</summary>
    public void CopyTo(int start, Span<float> destination) => CopyAs(start, destination);

    /// <summary>All numbers in row-major order, as doubles.</summary>
    public double[] ToArray()
    {
        var all = new double[Shape.Count];
        CopyTo(0, all);
        return all;
    }

    /// <summary>The elements as they are stored. PW4005 if that is another type.</summary>
    public ReadOnlySpan<T> Elements<T>() where T : unmanaged =>
        _elements as T[] ?? throw new PathwiseException("PW4005", $"an array of {ElementType.Name} taken as {typeof(T).Name}", $"take Elements<{ElementType.Name}>(), or copy numbers by CopyTo", Place.OfCaller());

    /// <summary>The same numbers in another shape. PW4008 if that has another number of elements.</summary>
    public DataArray Reshaped(Shape shape) => new(_elements, shape);

    /// <summary>The numbers as a constant of a program.</summary>
    public Real ToReal() => Real.FromArray(Shape, ToArray());

    /// <summary>Writes the elements as they are stored, in the machine's order of bytes.</summary>
    internal void WriteTo(Stream stream)
    {
        switch (_elements)
        {
            case byte[] bytes: Write<byte>(stream, bytes); break;
            case int[] numbers: Write<int>(stream, numbers); break;
            case long[] numbers: Write<long>(stream, numbers); break;
            case float[] numbers: Write<float>(stream, numbers); break;
            default: Write<double>(stream, (double[])_elements); break;
        }
    }

    static void Write<T>(Stream stream, ReadOnlySpan<T> elements) where T : unmanaged
    {
        // In parts, as the bytes of an array may be more than a span can hold.
        const int part = 1 << 24;
        for (int start = 0; start < elements.Length; start += part) stream.Write(MemoryMarshal.AsBytes(elements.Slice(start, Math.Min(part, elements.Length - start))));
    }

    void CopyAs<T>(int start, Span<T> destination) where T : INumberBase<T>
    {
        switch (_elements)
        {
            case byte[] bytes: Convert(bytes.AsSpan(start, destination.Length), destination); break;
            case int[] numbers: Convert(numbers.AsSpan(start, destination.Length), destination); break;
            case long[] numbers: Convert(numbers.AsSpan(start, destination.Length), destination); break;
            case float[] numbers: Convert(numbers.AsSpan(start, destination.Length), destination); break;
            default: Convert(((double[])_elements).AsSpan(start, destination.Length), destination); break;
        }
    }

    static void Convert<TFrom, TTo>(ReadOnlySpan<TFrom> from, Span<TTo> to) where TFrom : INumberBase<TFrom> where TTo : INumberBase<TTo>
    {
        for (int i = 0; i < to.Length; i++) to[i] = TTo.CreateTruncating(from[i]);
    }
}
