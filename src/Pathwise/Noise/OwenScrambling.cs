namespace Pathwise.NoiseSources;

/// <summary>
/// Nested uniform scrambling of one coordinate (A. B. Owen, Randomly permuted (t,m,s)-nets and (t,s)-sequences, 1995): the k-th binary digit is
/// flipped by a random bit of its own for each value of the digits before it. The bits are a hash of those digits, so that the scramble is a
/// pure function: six levels of the tree, 63 bits, take one 64-bit hash.
/// </summary>
/// <remarks>
/// The first 36 digits are scrambled so; the 16 below them take one hash of all 36. That is the same law for points whose further digits are 0
/// and whose first 36 digits differ, which holds for the first 2³⁶ Sobol points in every coordinate. The hash is SplitMix64's finaliser
/// twice, between two secret words (the construction of Even and Mansour).
/// </remarks>
internal readonly struct OwenScrambling
{
    const uint ScrambleDomain = 2;
    const int Levels = 6, Groups = 6;

    readonly ulong _before, _between, _top;

    public OwenScrambling(long seed, long scramble, int dimension)
    {
        ulong key = SiteKey.Mix((ulong)seed + 0x9E3779B97F4A7C15);
        var (a, b, c, d) = Philox.Block((uint)dimension, (uint)scramble, 0, ScrambleDomain, (uint)key, (uint)(key >> 32));
        _before = ((ulong)b << 32) | a;
        _between = ((ulong)d << 32) | c;
        _top = Hash(1);
    }

    /// <summary>The number of digits that are scrambled one by one: at most 2 to this power points may be taken.</summary>
    public const int ScrambledDigits = Levels * Groups;

    /// <summary>Scrambles a binary fraction of 64 digits; 52 digits of the result are meaningful.</summary>
    public ulong Apply(ulong x)
    {
        ulong flips = Flips(_top, x >> 58) << 58;
        for (int group = 1; group < Groups; group++)
        {
            int shift = 64 - Levels * group;
            ulong node = (1ul << (Levels * group)) | (x >> shift);
            flips |= Flips(Hash(node), (x >> (shift - Levels)) & 63) << (shift - Levels);
        }
        return x ^ (flips | (Hash((1ul << ScrambledDigits) | (x >> (64 - ScrambledDigits))) >> ScrambledDigits));
    }

    /// <summary>The flips of six digits: level j takes bit 2ʲ + (the j digits before) of the hash.</summary>
    static ulong Flips(ulong hash, ulong digits)
    {
        ulong flips = (hash >> 1) & 1;
        flips = (flips << 1) | ((hash >> (int)(2 | (digits >> 5))) & 1);
        flips = (flips << 1) | ((hash >> (int)(4 | (digits >> 4))) & 1);
        flips = (flips << 1) | ((hash >> (int)(8 | (digits >> 3))) & 1);
        flips = (flips << 1) | ((hash >> (int)(16 | (digits >> 2))) & 1);
        return (flips << 1) | ((hash >> (int)(32 | (digits >> 1))) & 1);
    }

    ulong Hash(ulong node) => SiteKey.Mix(SiteKey.Mix(node ^ _before) ^ _between);
}
