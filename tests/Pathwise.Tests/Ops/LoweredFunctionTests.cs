using Pathwise.Graphs;
using Pathwise.Numerics;

namespace Pathwise.Tests.Ops;

public class LoweredFunctionTests
{
    public static TheoryData<string> Names => [.. LoweredFunctions.OfOne.Keys, "pow"];

    static (double Worst, double At) GreatestError(string name, Precision precision)
    {
        var (x, y, rest) = LoweredFunctions.Golden(name, precision);
        var got = LoweredFunctions.Run(LoweredFunctions.Graph(name, precision), precision, x);
        double worst = 0, at = 0;
        for (int i = 0; i < y.Length; i++)
        {
            double place = LoweredFunctions.LastPlace(y[i], precision);
            double error = got[i] == y[i] ? Math.Abs(rest[i]) : Math.Abs((got[i] - y[i]) / place - rest[i]);
            if (precision == Precision.F32 && Math.Abs(y[i]) >= float.MaxValue && double.IsInfinity(got[i])) error = 0.5;
            if (!(error <= worst)) (worst, at) = (error, x[0][i]);
            if (double.IsNaN(worst)) break;
        }
        return (worst, at);
    }

    [Fact]
    public void Report()
    {
        foreach (var name in Names.Select(n => n.Data))
            foreach (var p in new[] { Precision.F64, Precision.F32 })
            {
                var (worst, at) = GreatestError(name, p);
                TestContext.Current.SendDiagnosticMessage($"{name,-18} {p} {worst,10:F3} ulp at {at:R}  {LoweredFunctions.Primitives(LoweredFunctions.Graph(name, p))} primitives");
                Console.WriteLine($"{name,-18} {p} {worst,10:F3} ulp at {at:R}  {LoweredFunctions.Primitives(LoweredFunctions.Graph(name, p))} primitives");
            }
    }
}
