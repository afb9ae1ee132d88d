using static Pathwise.Functions;

namespace Pathwise.Calculus.Tests.Symbolic;

/// <summary>Itô's calculus in formulas, as textbooks have them.</summary>
public class ItoTests
{
    static readonly Real r = Unknown("r"), sigma = Unknown("sigma"), theta = Unknown("theta"), m = Unknown("m"), kappa = Unknown("kappa"), xi = Unknown("xi"), rho = Unknown("rho"), beta = Unknown("beta");
    static readonly Expression S = Expression.Symbol("S"), v = Expression.Symbol("v"), X = Expression.Symbol("X"), Y = Expression.Symbol("Y");

    static Real Unknown(string name) => Expression.Unknown(name);

    static readonly ItoEquations s_geometric = ItoEquations.Of((s, t) => r * s, (s, t) => sigma * s, "S");
    static readonly ItoEquations s_reverting = ItoEquations.Of((x, t) => theta * (m - x), (x, t) => sigma);
    static readonly ItoEquations s_root = ItoEquations.Of((x, t) => kappa * (theta - x), (x, t) => xi * Sqrt(x), "v");
    static readonly ItoEquations s_elastic = ItoEquations.Of((s, t) => r * s, (s, t) => sigma * Pow(s, beta), "S");
    static readonly ItoEquations s_kubo = ItoEquations.Of(new ItoSystem((t, x) => [-0.5 * x[0], -0.5 * x[1]], (t, x) => new Real?[,] { { -x[1] }, { x[0] } }, 1), ["X", "Y"]);

    static readonly ItoEquations s_heston = ItoEquations.Of(new ItoSystem((t, x) => [r * x[0], kappa * (theta - x[1])],
        (t, x) => new Real?[,] { { Sqrt(x[1]) * x[0], null }, { null, xi * Sqrt(x[1]) } }, 2, new Real[,] { { 1, 0 }, { rho, Sqrt(1 - rho * rho) } }), ["S", "v"]);

    static Expression Log(Expression x) => Expression.Apply("log", x);

    static void Is(string text, object statement) => Assert.Equal(text, statement.ToString());

    [Fact]
    public void Equations()
    {
        Is("dS = r*S dt + sigma*S dW", s_geometric);
        Assert.Equal(@"dS = r S\,dt + \sigma S\,dW", s_geometric.ToLatex());
        Is("dX = theta*(m - X) dt + sigma dW", s_reverting);
        Is("dS = r*S dt + sqrt(v)*S dW1\ndv = kappa*(theta - v) dt + xi*sqrt(v) dW2", s_heston);
        Is("dS = r*S dt + sigma*S^beta dW", s_elastic);
        Is("dX = -X/2 dt - Y dW\ndY = -Y/2 dt + X dW", s_kubo);
        Assert.Contains("x1 --> x0", s_heston.ToMermaid(), StringComparison.Ordinal);
        Assert.DoesNotContain("x0 --> x1", s_heston.ToMermaid(), StringComparison.Ordinal);
    }

    [Fact]
    public void Lemma()
    {
        var log = s_geometric.Lemma(Log(S));
        Is("d(log S) = (r - sigma^2/2) dt + sigma dW", log);
        Assert.Equal(@"d\left(\log S\right) = \left(r - \tfrac{1}{2}\sigma^{2}\right)\,dt + \sigma\,dW", log.ToLatex());
        Is("r", log.ChainRule);
        Is("-sigma^2/2", log.Correction);
        Assert.Contains("Itô's correction: -sigma^2/2 dt", log.ToMermaid(), StringComparison.Ordinal);
        Is("d(S^2) = (2*r + sigma^2)*S^2 dt + 2*sigma*S^2 dW", s_geometric.Lemma(s => s * s));
        Is("d(exp(-r*t)*S) = sigma*exp(-r*t)*S dW", s_geometric.Lemma((t, s) => Exp(-r * t) * s[0]));
        Is("d(X^2) = (sigma^2 + 2*theta*X*(m - X)) dt + 2*sigma*X dW", s_reverting.Lemma(x => x * x));
        Is("d(log S) = (r - v/2) dt + sqrt(v) dW1", s_heston.Lemma(Log(S)));
        Is("d(sqrt v) = (4*kappa*(theta - v) - xi^2)/(8*sqrt(v)) dt + xi/2 dW", s_root.Lemma(x => Sqrt(x)));
        Is("d(X^2 + Y^2) = 0", s_kubo.Lemma(X * X + Y * Y));
    }

    [Fact]
    public void Variations()
    {
        Is("d[log S] = sigma^2 dt", s_geometric.QuadraticVariation(Log(S)));
        Is("d[log S, v] = rho*xi*v dt", s_heston.Covariation(Log(S), v));
        Assert.Equal(@"d[\log S] = \sigma^{2}\,dt", s_geometric.QuadraticVariation(Log(S)).ToLatex());
    }

    [Fact]
    public void Generators()
    {
        var generator = s_geometric.Generator();
        Is("L f = r*S f_S + 1/2 sigma^2*S^2 f_SS", generator);
        Is("u_t + r*S u_S + 1/2 sigma^2*S^2 u_SS = 0", generator.BackwardEquation);
        Is("r - sigma^2/2", generator.Of(Log(S)));
        Is("L* p = -(r*S p)_S + 1/2 (sigma^2*S^2 p)_SS", s_geometric.Adjoint());
        Is("L* p = (sigma^2 - r) p + (2*sigma^2 - r)*S p_S + 1/2 sigma^2*S^2 p_SS", s_geometric.Adjoint().Expanded);
        Is("p_t = -(theta*(m - X) p)_X + 1/2 (sigma^2 p)_XX", s_reverting.Adjoint().ForwardEquation);
        Is("L f = r*S f_S + kappa*(theta - v) f_v + 1/2 v*S^2 f_SS + rho*xi*v*S f_Sv + 1/2 xi^2*v f_vv", s_heston.Generator());
        // The density of the stationary law solves L* p = 0.
        var gauss = Expression.Traced(z => Exp(-theta * (z - m) * (z - m) / (sigma * sigma)), "X");
        Is("0", s_reverting.Adjoint().Of(gauss));
        // Both forms of the adjoint are one: the expanded one has p, p_S, p_SS with p = S^2.
        Is("0", s_geometric.Adjoint().Of(S * S) - Expression.Traced(s => (sigma * sigma - r) * s * s + (2 * sigma * sigma - r) * s * 2 * s + sigma * sigma * s * s, "S"));
    }

    [Fact]
    public void Stratonovich()
    {
        Is("dS = (r - sigma^2/2)*S dt + sigma*S o dW", s_geometric.Stratonovich());
        Is("dX = -Y o dW\ndY = X o dW", s_kubo.Stratonovich());
        Is("dS = S*(r - rho*xi/4 - v/2) dt + sqrt(v)*S o dW1\ndv = (kappa*(theta - v) - xi^2/4) dt + xi*sqrt(v) o dW2", s_heston.Stratonovich());
        Is("dX = theta*(m - X) dt + sigma o dW", s_reverting.Stratonovich());
        Is("dX = sigma^2*X/2 dt + sigma*X dW", ItoEquations.OfStratonovich("X", 0, Expression.Symbol("sigma") * X));
        Is(s_kubo.ToString(), ItoEquations.OfStratonovich(["X", "Y"], [0, 0], new[,] { { -Y }, { X } }));
        Assert.Equal(@"dX = -Y\,\circ dW" + "\n" + @"dY = X\,\circ dW", s_kubo.Stratonovich().ToLatex());
    }

    /// <summary>Oracles 5 to 7: equations whose solutions are functions of W. Their inverse functions turn them into dW, and back.</summary>
    [Fact]
    public void Functions_of_Brownian_motion()
    {
        var circular = ItoEquations.Of((x, t) => -Sin(x) * Pow(Cos(x), 3), (x, t) => Cos(x) * Cos(x));
        var hyperbolic = ItoEquations.Of((x, t) => 0.5 * x, (x, t) => Sqrt(1 + x * x));
        var bounded = ItoEquations.Of((x, t) => -beta * beta * x * (1 - x * x), (x, t) => beta * (1 - x * x));
        Is("d(tan X) = dW", circular.Lemma(x => Tan(x)));
        Is("d(asinh X) = dW", hyperbolic.Lemma(x => Asinh(x)));
        Is("d(atanh X) = beta dW", bounded.Lemma(x => Atanh(x)));
        Is("dX = cos(X)^2 o dW", circular.Stratonovich());
        Is("dX = sqrt(1 + X^2) o dW", hyperbolic.Stratonovich());
        Is("dX = beta*(1 - X^2) o dW", bounded.Stratonovich());
        foreach (var equations in new[] { circular, hyperbolic, bounded }) Is("dY = dW", equations.Lamperti());
        var brownian = ItoEquations.Of((x, t) => 0, (x, t) => 1, "B");
        Expression B = Expression.Symbol("B"), b = Expression.Symbol("beta");
        Assert.Equal(circular, brownian.Transform(Expression.Apply("atan", B), "X").Equations);
        Assert.Equal(hyperbolic, brownian.Transform(Expression.Apply("sinh", B), "X").Equations);
        Assert.Equal(bounded, brownian.Transform(Expression.Apply("tanh", b * B), "X").Equations);
    }

    [Fact]
    public void Changes_of_variable()
    {
        Is("dY = (r - sigma^2/2) dt + sigma dW", s_geometric.Transform(Log(S)));
        Is("exp(Y)", s_geometric.Transform(Log(S)).Inverse);
        Is("dY = (r/sigma - sigma/2) dt + dW", s_geometric.Lamperti());
        Is("dY = theta*(m/sigma - Y) dt + dW", s_reverting.Lamperti());
        var root = s_root.Lamperti();
        Is("dY = (kappa*(2*theta/(xi^2*Y) - Y/2) - 1/(2*Y)) dt + dW", root);
        Is("xi^2*Y^2/4", root.Inverse);
        Is("dY = (r*(1 - beta)*Y + beta/(2*(beta - 1)*Y)) dt + dW", s_elastic.Lamperti());
        Is("dY = (r*Y - 6/Y)/4 dt + dW", ItoEquations.Of((s, t) => r * s, (s, t) => sigma * Pow(s, 0.75), "S").Lamperti());
        Assert.EndsWith(" dt + dW", ItoEquations.Of((x, t) => m - x, (x, t) => Sqrt(x * (1 - x))).Lamperti().ToString(), StringComparison.Ordinal);
    }

    /// <summary>The equation of Y = f(X) at y = f(x) is the lemma at x, by numbers.</summary>
    [Fact]
    public void Changed_variables_have_the_values_of_the_lemma()
    {
        var affine = ItoEquations.Of((x, t) => m - x, (x, t) => sigma + beta * x);
        var fractional = ItoEquations.Of((x, t) => m - x, (x, t) => xi * Sqrt(x * (1 - x)));
        var logistic = ItoEquations.Of((x, t) => r * x, (x, t) => sigma * x * (1 - x));
        var wide = ItoEquations.Of((x, t) => r * x, (x, t) => sigma * Sqrt(2 + 3 * x * x));
        var narrow = ItoEquations.Of((x, t) => r * x, (x, t) => sigma * Sqrt(2 - 3 * x * x));
        var cosine = ItoEquations.Of((x, t) => r * x, (x, t) => sigma * Cos(x) * Cos(x));
        var square = ItoEquations.Of((x, t) => r * x, (x, t) => sigma * (4 - x * x));
        var transformed = new[] { s_geometric, s_reverting, s_root, s_elastic, affine, fractional, logistic, wide, narrow, cosine, square }.Select(equations => equations.Lamperti())
            .Append(ItoEquations.Of((s, t) => r * s, (s, t) => sigma * s, "S", "S").Transform(S.Pow(-2))).Append(s_reverting.Transform(Expression.Apply("tanh", 2 * X + 1))).Append(s_root.Transform(Expression.Apply("exp", v.Sqrt()))).ToArray();
        foreach (var change in transformed)
        {
            static double Parameter(string name) => name switch { "r" => 0.3, "sigma" => 0.7, "theta" => 0.4, "m" => 0.9, "kappa" => 1.6, "xi" => 0.5, "beta" => 0.8, _ => double.NaN };
            string state = change.Lemma.Equations.States[0];
            foreach (double x in new[] { 0.15, 0.37, 0.61 })
            {
                double OfState(string name) => name == state ? x : Parameter(name);
                double y = change.Lemma.Function.Evaluate(OfState);
                double OfY(string name) => name == "Y" ? y : Parameter(name);
                Assert.Equal(x, change.Inverse.Evaluate(OfY), 1e-12);
                Assert.Equal(change.Lemma.Drift.Evaluate(OfState), change.Equations.Drift[0].Evaluate(OfY), 1e-11);
                Assert.Equal(change.Lemma.Diffusion[0].Evaluate(OfState), change.Equations.DiffusionOf(0, 0).Evaluate(OfY), 1e-11);
            }
        }
    }

    /// <summary>The adjoint is one: ∫ g L f = ∫ f L* g for functions that vanish at both ends.</summary>
    [Fact]
    public void The_adjoint_is_adjoint()
    {
        var (f, g) = (Expression.Traced(x => Exp(-x * x) * (1 + x), "X"), Expression.Traced(x => Exp(-(x - 0.5) * (x - 0.5)), "X"));
        var equations = ItoEquations.Of((x, t) => Sin(x) - x, (x, t) => Sqrt(1 + x * x));
        var difference = g * equations.Generator().Of(f) - f * equations.Adjoint().Of(g);
        double sum = 0, size = 0;
        for (int i = -800; i <= 800; i++)
        {
            double value = difference.Evaluate(_ => 0.01 * i);
            (sum, size) = (sum + value, size + Math.Abs(value));
        }
        // The rule of equal steps is exact to rounding for what decays so fast.
        Assert.True(Math.Abs(sum) < 1e-12 * size, $"{sum} of {size}");
    }

    record Market(Real Rate, Real Volatility);

    [Fact]
    public void Equations_of_a_solver()
    {
        string text = "";
        _ = Expectation.Of((Market m, Noise noise) =>
        {
            var equation = Ito.Sde((x, t) => m.Rate * x, (x, t) => m.Volatility * x);
            text = equation.Formulas("S").ToString();
            return equation.Solve(1, TimeGrid.Uniform(0, 1, 4), EulerMaruyama.Scheme, noise).Terminal;
        }).Value(new(0.05, 0.2), 16);
        Is("dS = Rate*S dt + Volatility*S dW", text);
    }

    [Fact]
    public void What_cannot_be_done_is_refused()
    {
        static void Refused(string id, Action action) => Assert.Equal(id, Assert.Throws<PathwiseException>(action).Id);
        Refused("PW2026", () => ItoEquations.Of((x, t) => 0, (x, t) => 1 + Exp(x)).Lamperti());
        Refused("PW2025", () => s_reverting.Transform(X + X.Pow(3)));
        Refused("PW2025", () => s_reverting.Transform(X * X));
        Refused("PW2024", () => s_heston.Transform(Log(S)));
        Refused("PW2023", () => ItoEquations.Of(["S", "v"], [S], new[,] { { S }, { v } }));
        Refused("PW2027", () => s_geometric.Lemma(Log(S)).Check(new Dictionary<string, double> { ["S"] = 1, ["r"] = 0 }));
        Refused("PW2022", () => Expression.Traced(Sum((Real)new double[] { 1, 2 } * sigma)));
        Refused("PW2021", () => Expression.Apply("sinc", S));
        Refused("PW2020", () => Expression.Traced(r / (r - r)));
    }

    /// <summary>Both sides along the same noise differ by O(√h); without Itô's correction, by O(1).</summary>
    [Fact]
    public void The_lemma_holds_path_by_path()
    {
        var values = new Dictionary<string, double> { ["r"] = 0.05, ["sigma"] = 0.5, ["S"] = 1, ["v"] = 0.3, ["kappa"] = 2, ["theta"] = 0.3, ["xi"] = 0.2, ["rho"] = -0.7 };
        foreach (var lemma in new[] { s_geometric.Lemma(Log(S)), s_heston.Lemma(Log(S)), s_heston.Lemma(S * v) })
        {
            Assert.Equal(0.5, lemma.Check(values).Order, 0.1);
            Assert.Equal(lemma.Check(values).Differences, lemma.Check(values).Differences);
        }
        Assert.Equal(0, s_geometric.Lemma(Log(S)).Check(values, withCorrection: false).Order, 0.1);
    }
}
