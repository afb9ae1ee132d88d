#:project ../src/Pathwise.Calculus/Pathwise.Calculus.csproj
#:project ../src/Pathwise.Plots/Pathwise.Plots.csproj

// A path of Brownian motion has no derivative: looked at ever finer, one and the same path, the sum of its squared increments tends to t
// (quadratic variation), and the sum of their absolute values grows without bound (total variation), as √(2n/π).
// Run it with: dotnet run samples/brownian-paths.cs

using Pathwise;
using Pathwise.Calculus;
using Pathwise.Plots;
using static Pathwise.Functions;

const int Halvings = 14;
string folder = args.Length > 0 ? args[0] : ".";

double[] steps = [.. Enumerable.Range(0, Halvings + 1).Select(k => Math.Pow(2, k))];
double[] quadratic = [.. Enumerable.Range(0, Halvings + 1).Select(k => OnePath(k, w => Sum(w * w)))];
double[] total = [.. Enumerable.Range(0, Halvings + 1).Select(k => OnePath(k, w => Sum(Abs(w))))];

Console.WriteLine($"{"steps",8} {"Σ ΔW²",12} {"Σ |ΔW|",12} {"√(2n/π)",12}");
for (int k = 0; k <= Halvings; k += 2) Console.WriteLine($"{steps[k],8:N0} {quadratic[k],12:0.0000} {total[k],12:0.000} {Math.Sqrt(2 * steps[k] / Math.PI),12:0.000}");

var figure = new Figure("One Brownian path on [0, 1], looked at ever finer", "steps", "variation", Scale.Logarithmic, Scale.Logarithmic) { Legend = Corner.TopLeft };
figure.Curve("total: Σ |ΔW|", steps, total, marks: true);
figure.Curve("quadratic: Σ ΔW²", steps, quadratic, marks: true);
figure.Reference("√(2n/π), and 1", steps, [.. steps.Select(n => Math.Sqrt(2 * n / Math.PI))]);
figure.Reference("", steps, [.. steps.Select(_ => 1.0)]);
figure.Save(Path.Combine(folder, "brownian-paths.svg"));

// The same motion whatever the number of halvings: each adds what lies between the points known before.
static double OnePath(int halvings, Func<Real, Real> functional) => Expectation.Of((Real unused, Noise noise) =>
{
    var motion = new BrownianMotion(TimeGrid.Uniform(0, 1, 1), noise);
    for (int k = 0; k < halvings; k++) motion = motion.Finer();
    return functional(motion.Increments()) + 0 * unused;
}).Value(0, paths: 1, seed: 4).Value;
