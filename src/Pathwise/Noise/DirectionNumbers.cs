namespace Pathwise.NoiseSources;

/// <summary>
/// Direction numbers of Sobol points (S. Joe and F. Y. Kuo, Constructing Sobol sequences with better two-dimensional projections, SIAM J. Sci.
/// Comput. 30, 2635–2654, 2008; the set new-joe-kuo-6). The embedded file begins with a text that states its source, format and licence.
/// </summary>
internal static class DirectionNumbers
{
    /// <summary>The number of dimensions there are numbers for.</summary>
    public const int Dimensions = 21_201;

    const string Resource = "new-joe-kuo-6.21201.bin";

    /// <summary>
    /// The first direction numbers v₁, v₂, … of each of the first dimensions, as binary fractions of 64 digits: coordinate d of point i is the
    /// exclusive or of the vₖ over the binary digits of i.
    /// </summary>
    public static ulong[][] Of(int dimensions, int columns)
    {
        var all = new ulong[dimensions][];
        int d = 0;
        foreach (var dimension in Read().Take(dimensions)) all[d++] = Extend(dimension, columns);
        return all;
    }

    /// <summary>vₖ = mₖ·2⁻ᵏ; beyond the degree s the recurrence vₖ = a₁vₖ₋₁ ⊕ … ⊕ aₛ₋₁vₖ₋ₛ₊₁ ⊕ vₖ₋ₛ ⊕ 2⁻ˢvₖ₋ₛ of the polynomial.</summary>
    static ulong[] Extend((int Degree, uint Inner, uint[] Initial) dimension, int columns)
    {
        var (s, a, initial) = dimension;
        var v = new ulong[columns];
        for (int k = 0; k < columns; k++)
        {
            if (k < initial.Length)
            {
                v[k] = (ulong)initial[k] << (63 - k);
                continue;
            }
            v[k] = s == 0 ? 1ul << (63 - k) : v[k - s] ^ (v[k - s] >> s);
            for (int i = 1; i < s; i++)
                if (((a >> (s - 1 - i)) & 1) != 0) v[k] ^= v[k - i];
        }
        return v;
    }

    /// <summary>Of each dimension: its polynomial's degree s and inner coefficients a₁…aₛ₋₁, and m₁…mₛ. The first has none: all its mₖ are 1.</summary>
    internal static IEnumerable<(int Degree, uint Inner, uint[] Initial)> Read()
    {
        yield return (0, 0, []);
        var bits = new BitReader(Load());
        for (int d = 1; d < Dimensions; d++)
        {
            int s = (int)bits.Next(5);
            uint a = bits.Next(s - 1);
            var m = new uint[s];
            for (int k = 0; k < s; k++) m[k] = 2 * bits.Next(k) + 1;
            yield return (s, a, m);
        }
    }

    static byte[] Load()
    {
        using var stream = typeof(DirectionNumbers).Assembly.GetManifestResourceStream(Resource)!;
        var file = new byte[stream.Length];
        stream.ReadExactly(file);
        return file[(Array.IndexOf(file, (byte)0) + 1)..];
    }

    sealed class BitReader(byte[] bytes)
    {
        int _position;

        public uint Next(int count)
        {
            uint value = 0;
            for (; count > 0; count--, _position++) value = (value << 1) | (uint)((bytes[_position >> 3] >> (7 - (_position & 7))) & 1);
            return value;
        }
    }
}
