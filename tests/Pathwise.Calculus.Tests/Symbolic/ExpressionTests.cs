using static Pathwise.Functions;

namespace Pathwise.Calculus.Tests.Symbolic;

/// <summary>What formulas simplify to, and how they are written.</summary>
public class ExpressionTests
{
    static readonly Real x = Expression.Unknown("x"), y = Expression.Unknown("y"), a = Expression.Unknown("a"), sigma = Expression.Unknown("sigma"), theta = Expression.Unknown("theta"),
        kappa = Expression.Unknown("kappa"), X = Expression.Unknown("X"), S = Expression.Unknown("S"), r = Expression.Unknown("r"), v = Expression.Unknown("v"), beta = Expression.Unknown("beta");

    static void Is(string text, Real traced) => Assert.Equal(text, Expression.Traced(traced).ToString());

    [Fact]
    public void Arithmetic()
    {
        Is("0", x - x);
        Is("1", x / x);
        Is("2*x", x + x);
        Is("-x", 0 - x);
        Is("-x/2", -0.5 * x);
        Is("x^2", x * x);
        Is("3*x/2", 1.5 * x);
        Is("0.05*x", 0.05 * x);
        Is("x/252", x * (1.0 / 252));
        Is("sigma*S", S * sigma);
        Is("r - sigma^2/2", r - 0.5 * sigma * sigma);
        Is("kappa*(theta - v)", kappa * (theta - v));
        Is("S*(r - a)", (r - a) * S);
        Is("sqrt(1 + X^2)", Sqrt(1 + X * X));
        Is("X/sqrt(1 + X^2)", X / Sqrt(1 + X * X));
        Is("1/(1 + x)", 1 / (1 + x));
        Is("1/(1 - x^2)", 1 / (1 - x * x));
        Is("x/(y*(1 + x))", x / y / (1 + x));
        Is("1", x / (1 + x) + 1 / (1 + x));
        Is("x/(1 + x)", 1 - 1 / (1 + x));
        Is("1 + x", (1 - x * x) / (1 - x));
        Is("sqrt(1 + x)", (1 + x) / Sqrt(1 + x));
        Is("sqrt(1 + 0.3*x)", Sqrt(1 + 0.3 * x));
        Is("2*sqrt(2)", Sqrt((Real)8));
        Is("0.03*sqrt(30)*x^(3/2)", Pow(0.3 * x, 1.5));
        Is("1/(1 + x)^2", 1 / ((1 + x) * (1 + x)));
        Is("sigma*S^beta", sigma * Pow(S, beta));
        Is("S^(2*beta)", Pow(S, beta) * Pow(S, beta));
        Is("S^(1 + beta)", Pow(S, beta) * S);
        Is("x^(3/2)", x * Sqrt(x));
    }

    [Fact]
    public void Functions_simplify()
    {
        Is("abs(x)", Sqrt(x * x));
        Is("x", Pow(Sqrt(x), 2));
        Is("exp(x + y)", Exp(x) * Exp(y));
        Is("1", Exp(x) * Exp(-x));
        Is("x", Log(Exp(x)));
        Is("x", Exp(Log(x)));
        Is("x^a", Exp(a * Log(x)));
        Is("1", Sin(x) * Sin(x) + Cos(x) * Cos(x));
        Is("cos(x)^2", 1 - Sin(x) * Sin(x));
        Is("1", Cosh(x) * Cosh(x) - Sinh(x) * Sinh(x));
        Is("cosh(x)", Sqrt(1 + Sinh(x) * Sinh(x)));
        Is("sqrt(1 + x^2)", Cosh(Asinh(x)));
        Is("x", Tanh(Atanh(x)));
        Is("atan(tan(x))", Atan(Tan(x)));
        Is("-sin(x)", Sin(-x));
        Is("cos(x)", Cos(-x));
        Is("sin(x)", Tan(x) * Cos(x) + 0 * x);
        Is("max(x, 0)", Max(x, 0));
        Is("1 + (if x < 0 then y else 1)", 1 + Where(x < 0, y, 1));
        Is("log(x*y)", Log(x * y));
        var (p, q) = (Expression.Symbol("p", isPositive: true), Expression.Symbol("q", isPositive: true));
        Assert.Equal("log(p) + 2*log(q)", Expression.Apply("log", p * q * q).ToString());
        Assert.Equal("p", (p * p).Sqrt().ToString());
        Assert.Equal("p*sqrt(q)", (p * p * q).Sqrt().ToString());
    }

    /// <summary>Every function of the language is one of formulas, and gives what the graph gives.</summary>
    [Fact]
    public void All_functions_of_the_language()
    {
        foreach (var (name, (arguments, apply)) in Language.FunctionTable.Functions)
        {
            var symbols = Enumerable.Range(0, arguments).Select(i => Expression.Symbol($"x{i}")).ToArray();
            var traced = Expression.Traced(apply([.. symbols.Select(symbol => Expression.Unknown(symbol.ToString()))]));
            Assert.Equal(traced, Expression.Apply(name, symbols));
            foreach (double at in new[] { 0.37, 1.6 })
            {
                double expected = (double)apply([.. Enumerable.Range(0, arguments).Select(i => (Real)(at + 0.2 * i))]);
                if (double.IsFinite(expected)) Assert.Equal(expected, traced.Evaluate(symbol => at + 0.2 * (symbol[1] - '0')), 1e-13 * (1 + Math.Abs(expected)));
            }
        }
    }

    [Fact]
    public void Latex()
    {
        void Is(string text, Real traced) => Assert.Equal(text, Expression.Traced(traced).ToLatex());
        Is(@"r - \tfrac{1}{2}\sigma^{2}", r - 0.5 * sigma * sigma);
        Is(@"\kappa \left(\theta - v\right)", kappa * (theta - v));
        Is(@"\frac{X}{\sqrt{1 + X^{2}}}", X / Sqrt(1 + X * X));
        Is(@"e^{-r} \sin^{2} x", Exp(-r) * Sin(x) * Sin(x));
        Is(@"\mathrm{rate} + S_{0}", Expression.Unknown("S_0") + Expression.Unknown("rate"));
    }

    /// <summary>Powers of sums that would have thousands of terms stay powers.</summary>
    [Fact]
    public void Large_powers_stay_powers()
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var b = Expression.Unknown("b");
        Is("(a + b + x)^50", Pow(a + b + x, 50));
        Is("(a + b)^80*(b + x)^80", Pow(a + b, 80) * Pow(b + x, 80) + Pow(a + b + x, 50) - Pow(a + b + x, 50));
        Real sum = 0;
        for (int i = 0; i < 300; i++) sum += Expression.Unknown($"u{i}");
        Assert.Equal(301, Expression.Traced(sum * sum * sum - sum).Terms.Length);
        // A small graph of a formula that nobody could write down.
        Real deep = x;
        for (int i = 0; i < 60; i++) deep = Sin(deep) * Cos(deep);
        Assert.Equal("PW2020", Assert.Throws<PathwiseException>(() => Expression.Traced(deep)).Id);
        Real chain = x;
        for (int i = 0; i < 5000; i++) chain = chain + 1;
        Is("5000 + x", chain);
        for (int i = 0; i < 5000; i++) chain = Tanh(chain);
        Assert.Equal("PW2020", Assert.Throws<PathwiseException>(() => Expression.Traced(chain)).Id);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"{watch.Elapsed}");
    }
}
