namespace Pathwise.Learning.Data;

/// <summary>A type of numbers in a file, and how an array of them is read: as it is, or as the smallest of the types of <see cref="DataArray"/> that holds all its values.</summary>
internal enum StoredType { UInt8, Int8, UInt16, Int16, UInt32, Int32, Int64, Half, Single, Double }

internal static class StoredTypes
{
    public static Array Read(this StoredType type, ByteReader reader, int count, bool bigEndian, string what = "the numbers")
    {
        return type switch
        {
            StoredType.UInt8 => Numbers<byte>(),
            StoredType.Int8 => Array.ConvertAll(Numbers<sbyte>(), x => (int)x),
            StoredType.UInt16 => Array.ConvertAll(Numbers<ushort>(), x => (int)x),
            StoredType.Int16 => Array.ConvertAll(Numbers<short>(), x => (int)x),
            StoredType.UInt32 => Array.ConvertAll(Numbers<uint>(), x => (long)x),
            StoredType.Int32 => Numbers<int>(),
            StoredType.Int64 => Numbers<long>(),
            StoredType.Half => Array.ConvertAll(Numbers<Half>(), x => (float)x),
            StoredType.Single => Numbers<float>(),
            _ => Numbers<double>(),
        };

        T[] Numbers<T>() where T : unmanaged => reader.Numbers<T>(count, bigEndian, what);
    }
}
