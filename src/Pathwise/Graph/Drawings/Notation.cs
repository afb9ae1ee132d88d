using System.Globalization;

namespace Pathwise.Graphs.Drawings;

/// <summary>Names and numbers as papers write them: sigma is σ, S0 is S₀, 0.003968… is 1/252.</summary>
internal static class Notation
{
    static readonly Dictionary<string, string> s_greek = new(StringComparer.Ordinal)
    {
        ["alpha"] = "α", ["beta"] = "β", ["gamma"] = "γ", ["delta"] = "δ", ["epsilon"] = "ε", ["eps"] = "ε", ["zeta"] = "ζ", ["eta"] = "η", ["theta"] = "θ",
        ["iota"] = "ι", ["kappa"] = "κ", ["lambda"] = "λ", ["mu"] = "μ", ["nu"] = "ν", ["xi"] = "ξ", ["rho"] = "ρ", ["sigma"] = "σ", ["tau"] = "τ",
        ["phi"] = "φ", ["chi"] = "χ", ["psi"] = "ψ", ["omega"] = "ω",
    };

    public static string Name(string name)
    {
        string stem = name.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
        if (stem.Length == 0) return name;
        string digits = string.Concat(name.Skip(stem.Length).Select(Subscript));
        return s_greek.GetValueOrDefault(stem, stem) + digits;
    }

    public static string Subscript(int number) => string.Concat(number.ToString(CultureInfo.InvariantCulture).Select(Subscript));

    static char Subscript(char digit) => (char)(digit - '0' + '₀');

    public static string Number(double value)
    {
        string exact = value.ToString("R", CultureInfo.InvariantCulture);
        return (exact.Length <= 6 ? exact : value.ToString("G4", CultureInfo.InvariantCulture)).Replace('-', '−');
    }

    /// <summary>The divisor that reads better than the number: 252 for 1/252, √252 for its root.</summary>
    public static string? Divisor(double value)
    {
        if (value.ToString("R", CultureInfo.InvariantCulture).Length <= 6) return null;
        double n = Math.Round(1 / value), root = Math.Round(1 / (value * value));
        if (n is > 1 and < 1e7 && 1 / n == value) return Number(n);
        return root is > 1 and < 1e7 && Math.Abs(value * value * root - 1) < 1e-14 ? $"√{Number(root)}" : null;
    }

    public static string Exponent(int n) => n switch { 2 => "²", 3 => "³", 4 => "⁴", 5 => "⁵", 6 => "⁶", 7 => "⁷", 8 => "⁸", _ => "⁹" };
}
