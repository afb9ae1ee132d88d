#:project ../src/Pathwise.Calculus/Pathwise.Calculus.csproj
#:project ../src/Pathwise.Plots/Pathwise.Plots.csproj

// Two kinds of derivative of one equation, a particle in a double well. The Fokker–Planck equation moves the density, and ∂p/∂σ is a function of x
// (a weak derivative: how probability moves); a path moves itself, and ∂X/∂σ is a number on each path (pathwise). For every f they must agree:
// ∂E f(X)/∂σ = ∫ f ∂p/∂σ dx = E f′(X) ∂X/∂σ.
// Run it with: dotnet run samples/density-and-derivative.cs

using Pathwise;
using Pathwise.Calculus;
using Pathwise.Plots;
using static Pathwise.Functions;

string folder = args.Length > 0 ? args[0] : ".";
var at = new Well(0.7);
const double Start = -0.5, End = 2;

var density = Densities.Of((Well w) => Equation(w)).At(at, _ => Start, End, new() { Cells = 1500, Steps = 1500 });

(string Name, Func<Real, Real> OfReal, Func<double, double> OfNumber)[] functions =
    [("X", x => x, x => x), ("X²", x => x * x, x => x * x), ("sin X", Sin, Math.Sin), ("e^(−X²)", x => Exp(-x * x), x => Math.Exp(-x * x))];
Console.WriteLine($"{"f",10} {"∫ f ∂p/∂σ dx",16} {"E f′(X) ∂X/∂σ",28}");
foreach (var (name, f, g) in functions)
{
    var e = Expectation.Of((Well w, Noise noise) => f(Equation(w).Solve(Start, TimeGrid.Uniform(0, End, 256), StochasticRungeKutta.Scheme, noise).Terminal)).ValueAndGradient(at, paths: 50_000, seed: 1);
    Console.WriteLine($"{name,10} {density.ExpectationDerivative("Sigma", g),16:0.0000} {(double)e.Gradient.Sigma,18:0.0000} ± {(double)e.GradientStandardError.Sigma:0.0000}");
}

var figure = new Figure("A particle in a double well: its density, and how noise moves it", "x", "density, and its derivative in σ") { Legend = Corner.TopRight };
int[] shown = [.. Enumerable.Range(0, density.Centres.Count).Where(i => Math.Abs(density.Centres[i]) < 2.5)];
figure.Curve("p", [.. shown.Select(i => density.Centres[i])], [.. shown.Select(i => density.Values[i])]);
figure.Curve("∂p/∂σ", [.. shown.Select(i => density.Centres[i])], [.. shown.Select(i => density.Derivatives["Sigma"][i])]);
figure.Save(Path.Combine(folder, "density-and-derivative.svg"));

static ItoSde Equation(Well w) => Ito.Sde((x, t) => x - x * x * x, (x, t) => w.Sigma + 0 * x);

record Well(Real Sigma);
