using System.Globalization;
using System.Numerics;

namespace Pathwise.Calculus;

/// <summary>A number of an expression: an exact fraction, or a double where no more is known. Its default is 0.</summary>
internal readonly struct Coefficient : IEquatable<Coefficient>, IComparable<Coefficient>
{
    /// <summary>Fractions of more bits than this become doubles: nobody reads them, and powers of powers would not end.</summary>
    const int MaximumBits = 512;

    readonly BigInteger _numerator, _denominatorLessOne;
    readonly double _value;
    readonly bool _rounded;

    Coefficient(BigInteger numerator, BigInteger denominator) => (_numerator, _denominatorLessOne) = (numerator, denominator - 1);

    Coefficient(double value) => (_value, _rounded) = (value, true);

    public static Coefficient Zero => default;
    public static Coefficient One { get; } = new(1, 1);
    public static Coefficient Half { get; } = new(1, 2);

    public bool IsExact => !_rounded;
    public BigInteger Numerator => _numerator;
    public BigInteger Denominator => _denominatorLessOne + 1;
    public bool IsZero => _rounded ? _value == 0 : _numerator.IsZero;
    public bool IsOne => !_rounded && _numerator.IsOne && _denominatorLessOne.IsZero;
    public bool IsInteger => !_rounded && _denominatorLessOne.IsZero;
    public bool IsEven => IsInteger && _numerator.IsEven;
    public int Sign => _rounded ? Math.Sign(_value) : _numerator.Sign;

    public static implicit operator Coefficient(int value) => new(value, 1);

    public static Coefficient Fraction(BigInteger numerator, BigInteger denominator)
    {
        if (denominator.Sign < 0) (numerator, denominator) = (-numerator, -denominator);
        var common = BigInteger.GreatestCommonDivisor(numerator, denominator);
        if (!common.IsOne) (numerator, denominator) = (numerator / common, denominator / common);
        return numerator.GetBitLength() + denominator.GetBitLength() > MaximumBits ? new(Quotient(numerator, denominator)) : new(numerator, denominator);
    }

    /// <summary>
    /// The fraction that a double stands for: a decimal of up to 12 digits as written, or the fraction with a small denominator that rounds to it (1/252); else the double.
    /// Two such fractions never round to one double, for they differ by more than its rounding.
    /// </summary>
    public static Coefficient Of(double value)
    {
        string text = value.ToString("E16", CultureInfo.InvariantCulture), shortest = value.ToString("R", CultureInfo.InvariantCulture);
        if (value == 0) return Zero;
        int exponent = int.Parse(text.AsSpan(text.IndexOf('E', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture);
        string digits = string.Concat(shortest.Split('E')[0].Where(char.IsAsciiDigit)).Trim('0');
        if (digits.Length <= 12 && Math.Abs(exponent) < 40)
        {
            int scale = exponent - digits.Length + 1;
            var whole = BigInteger.Parse(digits, CultureInfo.InvariantCulture) * Math.Sign(value);
            return scale >= 0 ? new(whole * BigInteger.Pow(10, scale), 1) : Fraction(whole, BigInteger.Pow(10, -scale));
        }
        return Math.Abs(value) is > 1e-6 and < 1e6 && SmallFraction(value) is { } fraction ? fraction : new(value);
    }

    /// <summary>By continued fractions, the fraction of denominator up to 10⁴ that rounds to the double.</summary>
    static Coefficient? SmallFraction(double value)
    {
        long p = 1, q = 0, beforeP = 0, beforeQ = 1;
        double rest = Math.Abs(value);
        for (int step = 0; step < 20; step++)
        {
            double whole = Math.Floor(rest);
            if (whole > 1e7) return null;
            (p, beforeP, q, beforeQ) = ((long)whole * p + beforeP, p, (long)whole * q + beforeQ, q);
            if (q > 10_000) return null;
            if ((double)p / q == Math.Abs(value)) return Fraction(p * Math.Sign(value), q);
            rest = 1 / (rest - whole);
        }
        return null;
    }

    public double ToDouble() => _rounded ? _value : Quotient(_numerator, Denominator);

    static double Quotient(BigInteger numerator, BigInteger denominator)
    {
        // Both to at most 1000 bits, which doubles hold.
        long excess = Math.Max(0, Math.Max(numerator.GetBitLength(), denominator.GetBitLength()) - 1000);
        return (double)(numerator >> (int)excess) / (double)(denominator >> (int)excess);
    }

    /// <summary>The value as a small whole number.</summary>
    public bool IsWhole(out int value)
    {
        bool fits = IsInteger && BigInteger.Abs(_numerator) < 1_000_000;
        value = fits ? (int)_numerator : 0;
        return fits;
    }

    public static Coefficient operator +(Coefficient a, Coefficient b)
    {
        if (!a._rounded && !b._rounded) return Fraction(a._numerator * b.Denominator + b._numerator * a.Denominator, a.Denominator * b.Denominator);
        double x = a.ToDouble(), y = b.ToDouble(), sum = x + y;
        // What remains of equal numbers of opposite sign is rounding.
        return Math.Abs(sum) <= 1e-14 * Math.Max(Math.Abs(x), Math.Abs(y)) ? Zero : new(sum);
    }

    public static Coefficient operator *(Coefficient a, Coefficient b) =>
        !a._rounded && !b._rounded ? Fraction(a._numerator * b._numerator, a.Denominator * b.Denominator)
        : a.IsZero || b.IsZero ? Zero : new(a.ToDouble() * b.ToDouble());

    public static Coefficient operator -(Coefficient a) => a._rounded ? new(-a._value) : new(-a._numerator, a.Denominator);
    public static Coefficient operator -(Coefficient a, Coefficient b) => a + -b;
    public static Coefficient operator /(Coefficient a, Coefficient b) => a * b.Inverse;

    public Coefficient Inverse => IsZero ? throw new PathwiseException("PW2020", "a formula divides by zero", "check the denominators of the expression")
        : _rounded ? new(1 / _value) : Fraction(Denominator, _numerator);

    public Coefficient Abs => Sign < 0 ? -this : this;

    public Coefficient Floor => _rounded ? new(Math.Floor(_value)) : new(BigInteger.Divide(_numerator - (_numerator.Sign < 0 ? _denominatorLessOne : 0), Denominator), 1);

    public Coefficient Power(int n)
    {
        if (n < 0) return Inverse.Power(-n);
        if (_rounded || Math.Max(_numerator.GetBitLength(), Denominator.GetBitLength()) * n > 2 * MaximumBits) return new(Math.Pow(ToDouble(), n));
        return Fraction(BigInteger.Pow(_numerator, n), BigInteger.Pow(Denominator, n));
    }

    /// <summary>A power with any exponent, rounded.</summary>
    public Coefficient Power(Coefficient exponent) => new(Math.Pow(ToDouble(), exponent.ToDouble()));

    /// <summary>The largest number of which both are whole multiples; 1 for rounded ones.</summary>
    public static Coefficient Common(Coefficient a, Coefficient b) => a._rounded || b._rounded ? One
        : Fraction(BigInteger.GreatestCommonDivisor(a._numerator * b.Denominator, b._numerator * a.Denominator), a.Denominator * b.Denominator);

    public int CompareTo(Coefficient other) => _rounded || other._rounded ? ToDouble().CompareTo(other.ToDouble())
        : (_numerator * other.Denominator).CompareTo(other._numerator * Denominator);

    public bool Equals(Coefficient other) => _rounded == other._rounded && _numerator == other._numerator && _denominatorLessOne == other._denominatorLessOne && _value.Equals(other._value);
    public override bool Equals(object? obj) => obj is Coefficient other && Equals(other);
    public override int GetHashCode() => HashCode.Combine(_numerator, _denominatorLessOne, _value);
    public override string ToString() => _rounded ? _value.ToString("R", CultureInfo.InvariantCulture) : $"{_numerator}/{Denominator}";
}
