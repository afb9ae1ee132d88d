namespace Pathwise.Numerics;

/// <summary>
/// A vector of 64-bit lanes, seen as doubles by the arithmetic operators and as words by what works on bits. Code over lanes is written once and compiled for each
/// width, so that no machine emulates vectors wider than its own (.NET makes them of halves, at many times the cost). Every operation is exactly
/// rounded and works lane by lane: the bits do not depend on the width.
/// </summary>
internal interface ILanes<TSelf> where TSelf : unmanaged, ILanes<TSelf>
{
    /// <summary>The number of lanes.</summary>
    static abstract int Count { get; }

    /// <summary>A number in every lane.</summary>
    static abstract TSelf Of(double value);

    /// <summary>A word in every lane.</summary>
    static abstract TSelf Of(ulong word);

    /// <summary>Words in a row: first, first + 1, ….</summary>
    static abstract TSelf Counting(ulong first);

    /// <summary>The words in memory from this one on.</summary>
    static abstract TSelf Load(ref readonly ulong from);

    /// <summary>The numbers in memory from this one on.</summary>
    static abstract TSelf Load(ref readonly double from);

    /// <summary>Writes the numbers to memory from this one on.</summary>
    void Store(ref double to);

    /// <summary>The numbers in single precision in memory from this one on.</summary>
    static abstract TSelf LoadSingle(ref readonly float from);

    /// <summary>Writes the numbers, rounded to single precision, to memory from this one on.</summary>
    void StoreSingle(ref float to);

    /// <summary>The number in the first lane.</summary>
    double First { get; }

    static abstract TSelf operator +(TSelf a, TSelf b);
    static abstract TSelf operator -(TSelf a, TSelf b);
    static abstract TSelf operator *(TSelf a, TSelf b);
    static abstract TSelf operator /(TSelf a, TSelf b);
    static abstract TSelf operator -(TSelf a);

    /// <summary>a·b + c, rounded once.</summary>
    static abstract TSelf FusedMultiplyAdd(TSelf a, TSelf b, TSelf c);

    static abstract TSelf Sqrt(TSelf a);
    static abstract TSelf Abs(TSelf a);

    /// <summary>The size of the one with the sign of the other.</summary>
    static abstract TSelf CopySign(TSelf size, TSelf sign);

    /// <summary>All bits where a &lt; b, none elsewhere.</summary>
    static abstract TSelf Less(TSelf a, TSelf b);

    /// <summary>The one's bits where the mask has ones, and the other's elsewhere.</summary>
    static abstract TSelf Select(TSelf mask, TSelf a, TSelf b);

    /// <summary>Whether no bit is set in any lane.</summary>
    static abstract bool IsZero(TSelf mask);

    static abstract TSelf operator &(TSelf a, TSelf b);
    static abstract TSelf operator |(TSelf a, TSelf b);
    static abstract TSelf operator ^(TSelf a, TSelf b);
    static abstract TSelf operator <<(TSelf a, int count);
    static abstract TSelf operator >>>(TSelf a, int count);

    /// <summary>Each word shifted to the right by a count of its own, from 0 to 63.</summary>
    static abstract TSelf ShiftRight(TSelf a, TSelf counts);

    static abstract TSelf AddWords(TSelf a, TSelf b);
    static abstract TSelf SubtractWords(TSelf a, TSelf b);

    /// <summary>The products of words, modulo 2⁶⁴.</summary>
    static abstract TSelf MultiplyWords(TSelf a, TSelf b);

    /// <summary>The 64-bit products of the words' low halves; the high halves of b must be 0.</summary>
    static abstract TSelf MultiplyLowHalves(TSelf a, TSelf b);

    /// <summary>All bits where the words are equal, none elsewhere.</summary>
    static abstract TSelf EqualWords(TSelf a, TSelf b);
}
