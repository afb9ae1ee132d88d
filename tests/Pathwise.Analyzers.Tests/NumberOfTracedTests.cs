using static Pathwise.Analyzers.Tests.Harness;

namespace Pathwise.Analyzers.Tests;

public class NumberOfTracedTests
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("double spot = [|(double)m.Spot|];\nreturn spot;")]
    [InlineData("var z = noise.Normal();\nreturn z * [|(double)z|];")]
    [InlineData("if ([|(double)m.Spot|] > 100) return 1;\nreturn 0;")]
    [InlineData("return [|(double)m.Spot|] > 100 ? m.Rate : 0;")]
    [InlineData("var s = m.Spot * Exp(noise.Normal());\nreturn [|(double)s|] switch { > 100 => 1, _ => 0 };")]
    [InlineData("var x = m.Spot;\nwhile ([|(double)x|] < 100) x = 2 * x;\nreturn x;")]
    [InlineData("return [|Math.Exp((double)m.Rate)|];")]
    [InlineData("return [|MathF.Exp((float)m.Rate)|];")]
    [InlineData("return [|Math.Max((double)m.Spot - 100, (double)m.Rate)|];")]
    [InlineData("return [|Math.Sqrt(1 + Math.Abs((double)noise.Normal()))|];")]
    [InlineData("return m.Spot * [|noise.Normal(3).ToArray()|][0];")]
    [InlineData("var (spot, rate, _) = m;\nreturn spot * [|(double)rate|];")]
    [InlineData("var stock = Ito.Sde((s, t) => m.Rate * [|(double)t|], (s, t) => s);\nreturn stock.Solve(m.Spot, TimeGrid.Uniform(0, 1, 4), EulerMaruyama.Scheme, noise).Terminal;")]
    public Task Numbers_of_traced_values_are_found(string program) => Check<NumberOfTracedAnalyzer>(Program(program), Stop);

    [Theory]
    [InlineData("return Exp(m.Rate) * Math.Exp(0.5) * Math.Sqrt(2);")]
    [InlineData("return Where(m.Spot > 100, m.Rate, 0);")]
    [InlineData("return m.Spot * (int)2.5 + (double)3;")]
    [InlineData("return m.Spot.Shape.Count > 1 ? m.Spot.Sum : m.Spot;")]
    [InlineData("Real k = 100;\nreturn m.Spot - (double)k;")]
    [InlineData("var parts = new List<Real> { m.Spot, m.Rate };\nreturn Stack(parts.ToArray()).Sum;")]
    [InlineData("for (int i = 0; i < 3; i++)\n    if (i > 1) return m.Spot * i;\nreturn m.Spot;")]
    public Task Numbers_and_traced_functions_are_left_alone(string program) => Check<NumberOfTracedAnalyzer>(Program(program), Stop);

    [Fact]
    public Task Numbers_outside_a_trace_are_left_alone() => Check<NumberOfTracedAnalyzer>(Method("""
        Real strike = 100;
        var program = Expectation.Of((Market m, Noise noise) => Max(m.Spot - Math.Sqrt((double)strike), 0));
        var e = program.ValueAndGradient(new(100, 0.05, 0.2));
        if ((double)e.Gradient.Spot > 0.5) Console.WriteLine(Math.Abs((double)e.Gradient.Rate));
        Real[] weights = new Real[] { 1, 2 }.Select(w => w - 0.1 * (Real)(double)e.Gradient.Spot * (double)w).ToArray();
        Func<Real, double> number = x => (double)x;
        Real Scaled(Real x) => 0.1 * (double)x;
        """), Stop);

    [Fact]
    public Task Lambdas_of_Real_and_methods_that_take_noise_are_traced() => Check<NumberOfTracedAnalyzer>(Class("""
        static readonly Func<Real, Real> s_square = x => [|(double)x|] * x;
        static Real Step(Real x, int i, double[] data, Noise noise) => x * data[i] + [|(double)x|] * noise.Normal();
        """) + """
        class Scaled(Real scale)
        {
            Real Step(Real x, Noise noise) => x * (double)scale * noise.Normal();
        }
        """, Stop);

    [Theory]
    [InlineData("return [|Math.Exp(Math.Max(1, 2) * (double)m.Rate)|];", "return Exp(Math.Max(1, 2) * m.Rate);")]
    [InlineData("return [|Math.Exp((double)m.Rate)|];", "return Exp(m.Rate);")]
    [InlineData("return 2 * [|Math.Max((double)m.Spot - 100, 0)|] * m.Rate;", "return 2 * Max(m.Spot - 100, 0) * m.Rate;")]
    [InlineData("var a = [|Math.Sqrt(1 + Math.Abs((double)m.Rate))|];\nreturn a * m.Spot;", "var a = Sqrt(1 + Abs(m.Rate));\nreturn a * m.Spot;")]
    [InlineData("return [|MathF.Tanh((float)m.Rate)|];", "return Tanh(m.Rate);")]
    [InlineData("return [|Math.Exp(-(double)(m.Rate * 2))|];", "return Exp(-(m.Rate * 2));")]
    public Task Math_becomes_Functions(string wrong, string right) => Fix<NumberOfTracedAnalyzer, FunctionsInsteadOfMathFix>(Program(wrong), Program(right), Stop);

    [Fact]
    public Task Functions_is_named_where_it_is_not_imported()
    {
        static string Without(string code) => Program(code).Replace("using static Pathwise.Functions;\n", "", StringComparison.Ordinal);
        return Fix<NumberOfTracedAnalyzer, FunctionsInsteadOfMathFix>(Without("return [|Math.Exp((double)m.Rate)|];"), Without("return Functions.Exp(m.Rate);"), Stop);
    }

    [Theory]
    [InlineData("double a = [|Math.Exp((double)m.Rate)|];\nreturn a;")]
    [InlineData("return [|Math.Log((double)m.Rate, 2)|];")]
    [InlineData("return [|Math.Exp((double)m.Rate)|] > 1 ? 1 : m.Spot;")]
    [InlineData("double Twice(double x) => 2 * x;\nreturn [|Math.Exp((double)m.Rate + Twice([|(double)m.Spot|]))|];")]
    [InlineData("return [|Math.Cbrt((double)m.Rate)|];")]
    public Task There_is_no_fix_without_a_twin_or_where_a_number_is_needed(string program) =>
        Fix<NumberOfTracedAnalyzer, FunctionsInsteadOfMathFix>(Program(program), Program(program), Stop);
}
