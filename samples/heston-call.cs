#:project ../src/Pathwise.Calculus/Pathwise.Calculus.csproj

// A call under Heston's model: its price and Greeks by the closed form, and by paths with pathwise derivatives.
// Run it with: dotnet run samples/heston-call.cs

using Pathwise;
using Pathwise.Calculus;
using Pathwise.Calculus.Models;
using static Pathwise.Functions;

var market = new Market(new(Stock: 100, Variance: 0.04), new(Rate: 0.05, Reversion: 2, Level: 0.04, VolatilityOfVariance: 0.3, Correlation: -0.7));

// The formula is a program without noise, so that two paths are plenty and its derivatives are exact.
var formula = Expectation.Of((Market m, Noise _) => m.Model.Call(m.Start, strike: 100, expiry: 1)).ValueAndGradient(market, paths: 2);

var paths = Expectation.Of((Market m, Noise noise) =>
{
    var path = m.Model.Equation.Solve(m.Start, TimeGrid.Uniform(0, 1, steps: 128), EulerMaruyama.Scheme, noise);
    return Exp(-m.Model.Rate) * Max(path.Terminal.Stock - 100, 0);
}).ValueAndGradient(market, paths: 100_000, seed: 7);

Console.WriteLine("               formula      paths");
Console.WriteLine($"price         {formula.Value,8:0.000}   {paths.Value,8:0.000} ± {paths.StandardError:0.000}");
Row("d/d stock", m => m.Start.Stock);
Row("d/d variance", m => m.Start.Variance);
Row("d/d reversion", m => m.Model.Reversion);
Row("d/d level", m => m.Model.Level);
Row("d/d vol of v", m => m.Model.VolatilityOfVariance);
Row("d/d corr", m => m.Model.Correlation);
Row("d/d rate", m => m.Model.Rate);

void Row(string name, Func<Market, Real> of) => Console.WriteLine($"{name,-13} {(double)of(formula.Gradient),8:0.000}   {(double)of(paths.Gradient),8:0.000} ± {(double)of(paths.GradientStandardError):0.000}");

record Market(HestonState Start, Heston Model);
