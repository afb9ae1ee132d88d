using Pathwise.Estimation;
using Pathwise.Language;

namespace Pathwise.Language.Tests;

/// <summary>What models mean: values of expressions, functionals of paths, verdicts, agreement with the library.</summary>
public class MeaningTests
{
    static double Value(string expression) => (double)Model.Parse($"const two = 2\nexpect v = {expression}", "m.pw").Program.Result.AsReal();

    [Theory]
    [InlineData("-2^2", -4)]
    [InlineData("2^3^2", 512)]
    [InlineData("2^-1", 0.5)]
    [InlineData("2^-2^2", 0.0625)]
    [InlineData("--3", 3)]
    [InlineData("1 - 2 - 3", -4)]
    [InlineData("12 / 2 / 3", 2)]
    [InlineData("1 + 2 * 3", 7)]
    [InlineData("(1 + 2) * 3", 9)]
    [InlineData("if 1 < 2 and not 2 < 1 then 5 else 6", 5)]
    [InlineData("if 1 > 2 or 1 == 2 then 5 else if 3 != 4 then 7 else 8", 7)]
    [InlineData("min(1, 2) + max(3, 4) + clamp(9, 0, 5)", 10)]
    [InlineData("floor(2.7) + ceil(2.1) + round(2.5) + sign(-3) + abs(-1)", 7)]
    [InlineData("two * pi / pi", 2)]
    [InlineData("1.5e1 + .5 + 2.", 17.5)]
    [InlineData("exp(0) + log(1) + sqrt(4) + pow(2, 3)", 11)]
    [InlineData("(1 +\n 2)", 3)]
    [InlineData("3 # a comment", 3)]
    public void Expressions(string expression, double expected) => Assert.Equal(expected, Value(expression), 14);

    static GradientEstimate Estimate(string text, long paths, long seed = 0)
    {
        var program = Model.Parse(text, "m.pw").Program;
        return GradientEstimator.Run(program, program.Parameters, new EstimationOptions { Paths = paths, Seed = seed }, complete: false);
    }

    /// <summary>Without noise, functionals of the Euler path of dX = X dt are sums that are easily written down.</summary>
    [Fact]
    public void Functionals_of_a_path()
    {
        double Functional(string f) => Estimate($"""
            sde t in [1, 2], steps 4, scheme euler
                X(1) = 2
                y = X^2
                dX = X dt
            expect v = {f}
            """, 1).Value;
        double[] x = [2, 2.5, 3.125, 3.90625, 4.8828125];
        double[] t = [1, 1.25, 1.5, 1.75, 2];
        Assert.Equal(x[1..].Average(), Functional("mean(X)"), 14);
        Assert.Equal(x[1..].Select(v => v * v).Average(), Functional("mean(y)"), 14);
        Assert.Equal(x.Zip(t, (v, s) => Math.Abs(v - 3 * s)).Max(), Functional("max(abs(X - 3*t))"), 14);
        Assert.Equal(x[0], Functional("min(X)"), 14);
        Assert.Equal(x[..4].Zip(t, (v, s) => v * s).Sum() * 0.25, Functional("integral(t*X)"), 14);
        Assert.Equal(x[4] - x[0], Functional("X(2) - X(1)"), 14);
    }

    [Fact]
    public void Drivers_are_shared_by_name_and_correlated()
    {
        // E W1 W2 = rho at time 1, and the same driver in two equations is the same noise.
        string text = """
            param rho = 0.6
            sde t in [0, 1], steps 4, scheme euler
                A(0) = 0
                B(0) = 0
                C(0) = 0
                corr(W1, W2) = rho
                dA = dW1
                dB = -dW2
                dC = 2 dW1
            expect v = A(1)*B(1) + (C(1) - 2*A(1))^2
            """;
        var e = Estimate(text, 100_000);
        Assert.True(Math.Abs(e.Value + 0.6) <= 5 * e.StandardError, $"{e.Value} ± {e.StandardError}");
        Assert.True(Math.Abs(e.Gradient[0].Mean![0] + 1) <= 5 * e.Gradient[0].StandardError![0]);
        Assert.Equal("PW0016", Assert.Throws<PathwiseException>(() => Estimate(text.Replace("0.6", "1.1", StringComparison.Ordinal), 10)).Id);
    }

    [Fact]
    public void A_draw_elsewhere_changes_no_other_draw()
    {
        double one = Estimate("x ~ normal(0, 1)\ny ~ normal(0, 1)\nexpect v = y", 1000).Value;
        double two = Estimate("w ~ uniform(0, 1)\ny ~ normal(0, 1)\nx ~ normal(0, 1)\nexpect v = y", 1000).Value;
        Assert.Equal(one, two);
    }

    [Theory]
    [InlineData("naive-sampling.pw", "detached detached")]
    [InlineData("reparameterised.pw", "pathwise pathwise")]
    [InlineData("partial-detachment.pw", "partial detached")]
    [InlineData("digital-option.pw", "jump jump jump")]
    [InlineData("asian-call.pw", "pathwise pathwise pathwise")]
    public void Verdicts_of_the_shipped_models(string file, string verdicts) =>
        Assert.Equal(verdicts, string.Join(" ", Model.Read(Samples.Path(file)).Program.Certificate().Entries.Select(e => e.Verdict.ToString().ToLowerInvariant())));

    [Fact]
    public void Other_verdicts_have_their_line_and_column()
    {
        var certificate = Model.Parse("param p = 0.3, q = 2, s = 1\nb ~ bernoulli(p)\nx = s + floor(q * b + 0.5)\nexpect v = x", "m.pw").Program.Certificate();
        Assert.Equal(Verdict.Discrete, certificate["p"].Verdict);
        Assert.Equal((2, 1), (certificate["p"].Sites[0].Place.Line, certificate["p"].Sites[0].Place.Column));
        // floor of a coin: piecewise constant in q for each of its values, so no jump in the expectation almost everywhere.
        Assert.Equal(Verdict.Independent, certificate["q"].Verdict);
        Assert.Equal(Verdict.Pathwise, certificate["s"].Verdict);
        Assert.Contains(Model.Read(Samples.Path("heston.pw")).Program.Certificate()["kappa"].Sites, site => site.Kind == "unbounded");
    }

    [Fact]
    public void A_detached_draw_upstream_of_an_sde_is_still_refused()
    {
        string text = """
            param mu = 1, sigma = 0.2
            z ~ normal(mu, 1) detached
            sde t in [0, 1], steps 8, scheme euler
                X(0) = z
                dX = -X dt + sigma dW
            expect v = X(1)^2
            """;
        var certificate = Model.Parse(text, "m.pw").Program.Certificate();
        Assert.Equal(Verdict.Detached, certificate["mu"].Verdict);
        Assert.Equal(Verdict.Pathwise, certificate["sigma"].Verdict);
    }

    [Fact]
    public void Every_shipped_model_runs()
    {
        foreach (string file in Samples.All)
        {
            var program = Model.Read(file).Program;
            var e = GradientEstimator.Run(program, program.Parameters, new EstimationOptions { Paths = 2000 }, complete: false);
            Assert.True(double.IsFinite(e.Value));
            Assert.All(e.Gradient, entry => Assert.Equal(entry.Certificate.Verdict is not (Verdict.Detached or Verdict.Partial), entry.Mean is not null));
        }
    }

    [Fact]
    public void Setting_a_parameter()
    {
        var model = Model.Read(Samples.Path("reparameterised.pw")).With([("mu", 3)]);
        Assert.Equal(3, model.Program.Parameters[0].Value[0]);
        Assert.Contains("sigma", Assert.Throws<PathwiseException>(() => model.With([("sgima", 3)])).Message, StringComparison.Ordinal);
        Assert.Throws<PathwiseException>(() => model.With([("mu", double.NaN)]));
    }
}
