using static Pathwise.Analyzers.Tests.Harness;

namespace Pathwise.Analyzers.Tests;

public class ReusedDrawTests
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>A state x and constants, around a draw and a loop.</summary>
    static string Walk(string code) => Program($"const int n = 10;\nconst double h = 0.1;\nReal x = m.Spot;\n{code}\nreturn x;");

    [Theory]
    // Exact and Euler steps of geometric Brownian motion.
    [InlineData("var z = noise.Normal();\nfor (int i = 0; i < n; i++) x *= Exp((m.Rate - 0.5 * m.Volatility * m.Volatility) * h + m.Volatility * Math.Sqrt(h) * [|z|]);")]
    [InlineData("var dw = Math.Sqrt(h) * noise.Normal();\nfor (int i = 0; i < n; i++) x += m.Rate * x * h + m.Volatility * x * [|dw|];")]
    [InlineData("var dw = noise.Normal();\nfor (int i = 0; i < n; i++) x = x + m.Rate * x * h + m.Volatility * x * [|dw|];")]
    [InlineData("var z = noise.Normal();\nvar root = Math.Sqrt(h);\nfor (int i = 0; i < n; i++)\n{\n    var dx = m.Rate * x * h + m.Volatility * x * root * [|z|];\n    x += dx;\n}")]
    [InlineData("var z = noise.Normal();\nfor (int i = 0; i < n; i++) x = x * (1 + m.Rate * h + m.Volatility * [|z|]);")]
    [InlineData("var z = noise.Normal();\nfor (int i = 0; i < n; i++) x *= 1 + m.Rate * h + m.Volatility * Sqrt(x) * Math.Sqrt(h) * [|z|];")]
    // A mean-reverting equation, a random walk, an autoregression.
    [InlineData("var z = noise.Normal();\nfor (int i = 0; i < n; i++) x += m.Rate * (100 - x) * h + m.Volatility * [|z|];")]
    [InlineData("var z = noise.Normal();\nforeach (int i in Enumerable.Range(0, n)) x -= [|z|];")]
    [InlineData("var z = noise[\"x\"].Normal();\nint i = 0;\nwhile (i++ < n) x = 0.9 * x + m.Volatility * [|z|];")]
    [InlineData("var z = noise.Normal();\nfor (int i = 0; i < n; i++)\n{\n    var next = 0.9 * x + m.Volatility * [|z|];\n    x = next;\n}")]
    // A vector of states, each step with the same vector of draws.
    [InlineData("var z = noise.Normal(3);\nfor (int i = 0; i < n; i++) x = x + m.Rate * x * h + m.Volatility * x * Math.Sqrt(h) * [|z|];")]
    public Task A_recursion_on_one_draw(string code) => Check<ReusedDrawAnalyzer>(Walk(code), Stop);

    [Theory]
    // Fresh draws.
    [InlineData("for (int i = 0; i < n; i++)\n{\n    var dw = Math.Sqrt(h) * noise.Normal();\n    x += m.Rate * x * h + m.Volatility * x * dw;\n}")]
    [InlineData("for (int i = 0; i < n; i++) x += m.Volatility * noise[\"x\"].Normal();")]
    [InlineData("var z = noise.Normal(n);\nfor (int i = 0; i < n; i++) x = x + m.Rate * x * h + m.Volatility * x * Math.Sqrt(h) * z[i];")]
    [InlineData("var z = noise.Normal();\nfor (int i = 0; i < n; i++)\n{\n    x = 0.9 * x + m.Volatility * z;\n    z = noise.Normal();\n}")]
    [InlineData("var common = noise.Normal();\nfor (int i = 0; i < n; i++) x = 0.9 * x + m.Volatility * common + noise.Normal();")]
    // The draw is the state.
    [InlineData("var v = noise.Normal();\nfor (int i = 0; i < n; i++) { v = v - h * x; x = x + h * v; }")]
    // Sums and products over items with one common factor.
    [InlineData("var market = noise.Normal();\nforeach (double w in new[] { 0.1, 0.2 }) x += w * Exp(0.3 * w * Math.Sqrt(h) * market);")]
    [InlineData("var market = noise.Normal();\nfor (int i = 0; i < n; i++) x += i * market;")]
    [InlineData("var market = noise.Normal();\nforeach (double b in new[] { 0.1, 0.2 }) x *= 1 - NormalCdf((b - 0.3 * market) / Math.Sqrt(1 - b));")]
    // Powers, Horner's rule, Hermite's recurrence.
    [InlineData("var z = noise.Normal();\nfor (int i = 0; i < n; i++) x *= z;")]
    [InlineData("var z = noise.Normal();\nforeach (double c in new[] { 1.0, 2.0 }) x = x * z + c;")]
    [InlineData("var z = noise.Normal();\nReal before = 1;\nfor (int i = 1; i < n; i++)\n{\n    var next = z * x - i * before;\n    before = x;\n    x = next;\n}")]
    // Newton's iteration and an implicit step by iteration to the fixed point.
    [InlineData("var z = Math.Sqrt(h) * noise.Normal();\nfor (int i = 0; i < n; i++) x = x - (x + Exp(x) - z) / (1 + Exp(x));")]
    [InlineData("var dw = Math.Sqrt(h) * noise.Normal();\nvar y = x;\nfor (int i = 0; i < n; i++) y = x - h * y * y + m.Volatility * dw;\nx = y;")]
    // A latent value that every layer sees, and a flow with a random coefficient.
    [InlineData("var latent = noise.Normal();\nforeach (double w in new[] { 0.1, 0.2 }) x = Tanh(w * x + w * latent);")]
    [InlineData("var k = noise.Normal();\nfor (int i = 0; i < n; i++) x += h * (k - x);")]
    [InlineData("var k = m.Rate + m.Volatility * noise.Normal();\nfor (int i = 0; i < n; i++) x *= 1 - h * k;")]
    // No state.
    [InlineData("var z = noise.Normal();\nvar xs = new Real[n];\nfor (int i = 0; i < n; i++) xs[i] = x + m.Volatility * z;\nx = Stack(xs).Sum;")]
    public Task One_draw_may_be_right(string code) => Check<ReusedDrawAnalyzer>(Walk(code), Stop);

    static string Equation(string draws, string drift, string diffusion) => Program($"""
        {draws}
        var stock = Ito.Sde(drift: (s, t) => {drift}, diffusion: (s, t) => {diffusion});
        return stock.Solve(m.Spot, TimeGrid.Uniform(0, 1, 4), EulerMaruyama.Scheme, noise).Terminal;
        """);

    [Theory]
    [InlineData("var dw = noise.Normal();", "m.Rate * s", "m.Volatility * s * [|dw|]")]
    [InlineData("var z = noise.Normal();", "m.Rate * s", "m.Volatility * s * [|z|]")]
    [InlineData("var dw = noise.Normal();", "m.Rate * s + m.Volatility * s * [|dw|]", "0")]
    [InlineData("var z = noise.Normal();", "m.Rate * s + m.Volatility * s * Math.Sqrt(0.25) * [|z|]", "0")]
    public Task An_equation_draws_its_increments_itself(string draws, string drift, string diffusion) => Check<ReusedDrawAnalyzer>(Equation(draws, drift, diffusion), Stop);

    [Theory]
    [InlineData("var v = Exp(m.Volatility + 0.2 * noise.Normal());", "m.Rate * s", "v * s")]
    [InlineData("var v = m.Volatility + 0.2 * noise.Normal();", "m.Rate * s", "v * s")]
    [InlineData("var b = 0.2 * noise.Normal();", "m.Rate * s + b * s", "(m.Volatility + b) * s")]
    [InlineData("var b = noise.Uniform();", "m.Rate * s", "b * s")]
    public Task An_equation_may_have_random_coefficients(string draws, string drift, string diffusion) => Check<ReusedDrawAnalyzer>(Equation(draws, drift, diffusion), Stop);

    [Fact]
    public Task A_scope_named_twice_goes_on_with_fresh_draws() => Check<ReusedDrawAnalyzer>(
        Walk("var a = noise[\"x\"].Normal();\nvar b = noise[\"x\"].Normal();\nfor (int i = 0; i < n; i++) x += a * b * noise[\"x\"].Normal();"), Stop);

    [Fact]
    public Task Methods_that_take_noise_are_seen_and_others_are_not() => Check<ReusedDrawAnalyzer>(Class("""
        static Real Walk(Real x, Noise noise)
        {
            var z = noise.Normal();
            for (int i = 0; i < 4; i++) x += [|z|];
            return x;
        }
        static Real Sum(Real x, Real z)
        {
            for (int i = 0; i < 4; i++) x += z;
            return x;
        }
        """), Stop);

    [Theory]
    [InlineData(
        "var dw = Math.Sqrt(h) * noise.Normal();\nfor (int i = 0; i < n; i++)\n{\n    x += m.Volatility * [|dw|];\n}",
        "for (int i = 0; i < n; i++)\n{\n    var dw = Math.Sqrt(h) * noise.Normal();\n    x += m.Volatility * dw;\n}")]
    [InlineData(
        "var z = noise.Normal();\nfor (int i = 0; i < n; i++) x += [|z|];",
        "for (int i = 0; i < n; i++)\n{\n    var z = noise.Normal();\n    x += z;\n}")]
    [InlineData(
        "\n// The shock.\nvar z = noise.Normal(); // standard\nint i = 0;\nwhile (i++ < n)\n    x += [|z|]; // a step",
        "int i = 0;\nwhile (i++ < n)\n{\n    // The shock.\n    var z = noise.Normal(); // standard\n    x += z; // a step\n}")]
    public Task The_draw_moves_into_the_loop(string wrong, string right) => Fix<ReusedDrawAnalyzer, DrawInsideLoopFix>(Walk(wrong), Walk(right), Stop);

    [Theory]
    [InlineData("var z = noise.Normal();\nfor (int i = 0; i < n; i++) x += [|z|];\nx *= z;")]
    [InlineData("Real z = noise.Normal(), y = 1;\nfor (int i = 0; i < n; i++) x += y * [|z|];")]
    public Task There_is_no_fix_where_the_draw_is_needed_outside(string code) => Fix<ReusedDrawAnalyzer, DrawInsideLoopFix>(Walk(code), Walk(code), Stop);
}
