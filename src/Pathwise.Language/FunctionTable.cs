using static Pathwise.Functions;

namespace Pathwise.Language;

/// <summary>The functions of numbers that expressions may call, by name: the arguments and the meaning.</summary>
internal static class FunctionTable
{
    public static readonly IReadOnlyDictionary<string, (int Arguments, Func<Real[], Real> Apply)> Functions =
        new Dictionary<string, (int, Func<Real[], Real>)>(StringComparer.Ordinal)
        {
            ["exp"] = (1, x => Exp(x[0])),
            ["log"] = (1, x => Log(x[0])),
            ["expm1"] = (1, x => Expm1(x[0])),
            ["log1p"] = (1, x => Log1p(x[0])),
            ["sqrt"] = (1, x => Sqrt(x[0])),
            ["sin"] = (1, x => Sin(x[0])),
            ["cos"] = (1, x => Cos(x[0])),
            ["tan"] = (1, x => Tan(x[0])),
            ["asin"] = (1, x => Asin(x[0])),
            ["acos"] = (1, x => Acos(x[0])),
            ["atan"] = (1, x => Atan(x[0])),
            ["sinh"] = (1, x => Sinh(x[0])),
            ["cosh"] = (1, x => Cosh(x[0])),
            ["tanh"] = (1, x => Tanh(x[0])),
            ["asinh"] = (1, x => Asinh(x[0])),
            ["acosh"] = (1, x => Acosh(x[0])),
            ["atanh"] = (1, x => Atanh(x[0])),
            ["erf"] = (1, x => Erf(x[0])),
            ["erfc"] = (1, x => Erfc(x[0])),
            ["normal_cdf"] = (1, x => NormalCdf(x[0])),
            ["normal_quantile"] = (1, x => NormalQuantile(x[0])),
            ["lgamma"] = (1, x => LogGamma(x[0])),
            ["digamma"] = (1, x => Digamma(x[0])),
            ["sigmoid"] = (1, x => Sigmoid(x[0])),
            ["softplus"] = (1, x => Softplus(x[0])),
            ["abs"] = (1, x => Abs(x[0])),
            ["floor"] = (1, x => Floor(x[0])),
            ["ceil"] = (1, x => Ceiling(x[0])),
            ["round"] = (1, x => Round(x[0])),
            ["sign"] = (1, x => Sign(x[0])),
            ["min"] = (2, x => Min(x[0], x[1])),
            ["max"] = (2, x => Max(x[0], x[1])),
            ["pow"] = (2, x => Pow(x[0], x[1])),
            ["clamp"] = (3, x => Clamp(x[0], x[1], x[2])),
            ["stop_gradient"] = (1, x => StopGradient(x[0])),
        };

    /// <summary>Functions of a path, with one argument.</summary>
    public static readonly string[] Functionals = ["mean", "max", "min", "integral"];

    /// <summary>The probability that a state meets a level: a state and a level.</summary>
    public const string Crosses = "crosses";

    /// <summary>The mean time at which a state first meets a level, or the end if that is earlier: a state, and a level or one on either side.</summary>
    public const string FirstPassage = "first_passage";

    public static bool IsKnown(string name) => Functions.ContainsKey(name) || Functionals.Contains(name, StringComparer.Ordinal) || name is Crosses or FirstPassage;
}
