#:project ../src/Pathwise.Calculus/Pathwise.Calculus.csproj

// An arithmetic Asian call under geometric Brownian motion: its price and its derivatives in spot, rate and volatility.
// Run it with: dotnet run samples/asian-call.cs

using Pathwise;
using Pathwise.Calculus;
using static Pathwise.Functions;

var asianCall = Expectation.Of((Market m, Noise noise) =>
{
    var stock = Ito.Sde(drift: (s, t) => m.Rate * s, diffusion: (s, t) => m.Volatility * s);
    var path = stock.Solve(m.Spot, TimeGrid.Uniform(0, 1, steps: 252), Milstein.Scheme, noise);
    return Exp(-m.Rate) * Max(path.Mean - 100, 0);
});

var e = asianCall.ValueAndGradient(new(100, 0.05, 0.2), paths: 20_000, seed: 7);

Console.WriteLine(e.Certificate);
Console.WriteLine($"price          {e.Value:0.000} ± {e.StandardError:0.000}");
Console.WriteLine($"d/d spot       {(double)e.Gradient.Spot:0.0000} ± {(double)e.GradientStandardError.Spot:0.0000}");
Console.WriteLine($"d/d rate       {(double)e.Gradient.Rate:0.00} ± {(double)e.GradientStandardError.Rate:0.00}");
Console.WriteLine($"d/d volatility {(double)e.Gradient.Volatility:0.00} ± {(double)e.GradientStandardError.Volatility:0.00}");

record Market(Real Spot, Real Rate, Real Volatility);
