using static Pathwise.Analyzers.Tests.Harness;

namespace Pathwise.Analyzers.Tests;

public class ChangingCaptureTests
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    // Assigned between the capture and a use.
    [InlineData("double k = 100;\nvar call = Expectation.Of((Market m, Noise noise) => Max(m.Spot - [|k|], 0));\nk = 110;\ncall.Value(new(100, 0.05, 0.2));")]
    [InlineData("double k = 100;\nvar call = Expectation.Of((Market m, Noise noise) => Max(m.Spot - [|k|], 0));\nfor (int i = 0; i < 3; i++)\n{\n    call.Value(new(100, 0.05, 0.2));\n    k += 10;\n}")]
    [InlineData("int k = 0;\nvar call = Expectation.Of((Market m, Noise noise) => m.Spot - [|k|]);\nfor (; k < 3; k++) call.Value(new(100, 0.05, 0.2));")]
    [InlineData("double k = 100;\nExpectation<Market> call;\ncall = Expectation.Of((Market m, Noise noise) => m.Spot - [|k|]);\nk++;\ncall.Value(new(100, 0.05, 0.2));")]
    [InlineData("double k = 100;\nReal Payoff(Market m, Noise noise) => m.Spot - [|k|];\nvar call = Expectation.Of<Market>(Payoff);\nk = 110;\ncall.Value(new(100, 0.05, 0.2));")]
    [InlineData("Real k = 100;\nvar call = Expectation.Of((Market m, Noise noise) => Ito.Sde((s, t) => [|k|] * s, (s, t) => s).Solve(m.Spot, TimeGrid.Uniform(0, 1, 4), EulerMaruyama.Scheme, noise).Terminal);\n(k, var l) = (110, 0);\ncall.Value(new(100, 0.05, 0.2));")]
    // One variable of a for loop in programs that are kept.
    [InlineData("var calls = new Expectation<Market>[3];\nfor (int k = 0; k < 3; k++) calls[k] = Expectation.Of((Market m, Noise noise) => m.Spot - [|k|]);")]
    [InlineData("var calls = new List<Expectation<Market>>();\nfor (int k = 0; k < 3; k++) calls.Add(Expectation.Of((Market m, Noise noise) => m.Spot - [|k|]));")]
    // Written inside.
    [InlineData("int traces = 0;\nExpectation.Of((Market m, Noise noise) => { [|traces|]++; return m.Spot; }).Value(new(100, 0.05, 0.2));")]
    [InlineData("Real leaked = 0;\nExpectation.Of((Market m, Noise noise) => [|leaked|] = m.Spot * noise.Normal()).Value(new(100, 0.05, 0.2));")]
    [InlineData("Real total = 0;\nvar program = Expectation.Of((Market m, Noise noise) => { for (int i = 0; i < 3; i++) [|total|] += m.Spot; return total; });")]
    [InlineData("double k = 1;\nvoid Change(ref double x) => x++;\nvar program = Expectation.Of((Market m, Noise noise) => { Change(ref [|k|]); return m.Spot; });")]
    public Task Changes_are_found(string code) => Check<ChangingCaptureAnalyzer>(Method(code), Stop);

    [Theory]
    // Never changed, or changed before.
    [InlineData("double k = 100;\nvar call = Expectation.Of((Market m, Noise noise) => Max(m.Spot - k, 0));\ncall.Value(new(100, 0.05, 0.2));")]
    [InlineData("double k = 100;\nk += 10;\nvar call = Expectation.Of((Market m, Noise noise) => Max(m.Spot - k, 0));\ncall.Value(new(100, 0.05, 0.2));")]
    // Not used after, or made anew.
    [InlineData("double k = 100;\nvar call = Expectation.Of((Market m, Noise noise) => m.Spot - k);\ncall.Value(new(100, 0.05, 0.2));\nk = 110;\nConsole.WriteLine(k);")]
    [InlineData("for (int k = 90; k < 120; k += 10)\n    Console.WriteLine(Expectation.Of((Market m, Noise noise) => Max(m.Spot - k, 0)).Value(new(100, 0.05, 0.2)));")]
    [InlineData("for (int k = 90; k < 120; k += 10)\n{\n    var call = Expectation.Of((Market m, Noise noise) => Max(m.Spot - k, 0));\n    Console.WriteLine(call.Value(new(100, 0.05, 0.2)));\n}")]
    [InlineData("double k = 90;\nwhile (k < 120)\n{\n    Console.WriteLine(Expectation.Of((Market m, Noise noise) => Max(m.Spot - k, 0)).Value(new(100, 0.05, 0.2)));\n    k += 10;\n}")]
    // A variable for each step.
    [InlineData("var calls = new List<Expectation<Market>>();\nforeach (double k in new[] { 90.0, 110 }) calls.Add(Expectation.Of((Market m, Noise noise) => m.Spot - k));")]
    [InlineData("var calls = new List<Expectation<Market>>();\nfor (int i = 0; i < 3; i++)\n{\n    double k = 100;\n    k += i;\n    calls.Add(Expectation.Of((Market m, Noise noise) => m.Spot - k));\n}")]
    // The program's own variables.
    [InlineData("var program = Expectation.Of((Market m, Noise noise) =>\n{\n    Real x = m.Spot;\n    for (int i = 0; i < 3; i++) x += noise.Normal();\n    Real Twice() => x = 2 * x;\n    return Twice();\n});\nprogram.Value(new(100, 0.05, 0.2));")]
    // Parameters that change outside are what parameters are for.
    [InlineData("var call = Expectation.Of((Market m, Noise noise) => m.Spot);\nvar at = new Market(100, 0.05, 0.2);\nfor (int i = 0; i < 3; i++) at = at with { Spot = at.Spot - call.ValueAndGradient(at).Gradient.Spot };")]
    [InlineData("int count = 0;\nFunc<double, double> f = x => { count++; return x; };\ncount = 3;")]
    public Task What_cannot_be_missed_is_left_alone(string code) => Check<ChangingCaptureAnalyzer>(Method(code), Stop);

    [Fact]
    public Task Fields_that_methods_write_and_kept_programs_read() => Check<ChangingCaptureAnalyzer>(Class("""
        double _strike = 100, _initial;
        readonly double _fixed = 1;
        static double s_strike = 100;
        readonly Expectation<Market> _call;
        static readonly Expectation<Market> s_call = Expectation.Of((Market m, Noise noise) => m.Spot - [|s_strike|]);
        Expectation<Market> Put { get; }
        User()
        {
            _initial = 2;
            _call = Expectation.Of((Market m, Noise noise) => m.Spot - [|_strike|] - _fixed - _initial);
            Put = Expectation.Of<Market>(Payoff);
        }
        Real Payoff(Market m, Noise noise) => [|_strike|] - m.Spot;
        void Set(double strike) => _strike = strike;
        static void SetAll(double strike) => s_strike = strike;
        """), Stop);

    [Fact]
    public Task Fields_are_left_alone_where_programs_are_made_anew() => Check<ChangingCaptureAnalyzer>(Class("""
        static readonly Expectation<Market> s_other = Expectation.Of((Market m, Noise noise) => m.Spot);
        double _strike = 100;
        Expectation<Market> _call;
        void Set(double strike)
        {
            _strike = strike;
            _call = Expectation.Of((Market m, Noise noise) => m.Spot - _strike);
        }
        Estimate Price() => Expectation.Of((Market m, Noise noise) => m.Spot - _strike).Value(new(100, 0.05, 0.2));
        """), Stop);

    [Fact]
    public Task A_field_written_inside_is_found() => Check<ChangingCaptureAnalyzer>(Class("""
        Real _last;
        int _traces;
        Estimate Price() => Expectation.Of((Market m, Noise noise) => { [|_traces|]++; return [|_last|] = m.Spot; }).Value(new(100, 0.05, 0.2));
        """), Stop);
}
