#:project ../src/Pathwise.Plots/Pathwise.Plots.csproj

// Which estimator of ∂E f(x)/∂μ has the least variance, for x ~ N(μ, σ²) with μ = σ = 1? The study of Mohamed, Rosca, Figurnov and Mnih,
// Monte Carlo gradient estimation in machine learning, JMLR 21 (2020), section 3: no estimator is best everywhere. The pathwise estimator
// follows the slope of the cost, so a cost that wiggles makes it noisy; the score function sees values of the cost alone.
// Run it with: dotnet run samples/score-against-pathwise.cs

using Pathwise;
using Pathwise.Distributions;
using Pathwise.Plots;
using static Pathwise.Functions;

const int Paths = 100_000;
string folder = args.Length > 0 ? args[0] : ".", extension = args.Length > 1 ? args[1] : "svg";

double[] centres = [.. Enumerable.Range(0, 25).Select(i => -3 + 0.25 * i)];
double[] rates = [.. Enumerable.Range(0, 25).Select(i => Math.Pow(10, -1 + 2 * i / 24.0))];

Study("(x − k)²", "square", centres, Scale.Linear, (x, k) => (x - k) * (x - k), k => 4, k => Math.Pow(1 - k, 4) + 14 * (1 - k) * (1 - k) + 15);
Study("exp(−k x²)", "exponential", rates, Scale.Logarithmic, (x, k) => Exp(-k * x * x));
Study("cos k x", "cosine", rates, Scale.Logarithmic, (x, k) => Cos(k * x), PathwiseOfCosine, ScoreOfCosine);

void Study(string cost, string name, double[] sizes, Scale scale, Func<Real, Real, Real> f, Func<double, double>? pathwise = null, Func<double, double>? score = null)
{
    (string Name, Estimator By)[] ways =
    [
        ("score function", Estimators.Score), ("score function, leave-one-out baseline", Estimators.LeaveOneOut), ("measure-valued, coupled", Estimators.MeasureValued), ("pathwise", Estimators.Pathwise),
    ];
    var figure = new Figure($"Variance of estimators of ∂E[{cost}]/∂μ, one path", "k", "variance", scale, Scale.Logarithmic) { Legend = Corner.TopLeft };
    Console.WriteLine($"\n{cost,-12} {string.Concat(ways.Select(way => $"{way.Name,40}"))}");
    var variances = ways.Select(way =>
    {
        var expectation = Expectation.Of((Law law, Noise noise) => f(new Normal(law.Mean, law.Deviation).Sample(noise).By(way.By), law.K));
        return sizes.Select(k => Math.Pow((double)expectation.ValueAndGradient(new(1, 1, k), Paths).GradientStandardError.Mean, 2) * Paths).ToArray();
    }).ToArray();
    for (int i = 0; i < sizes.Length; i += 4) Console.WriteLine($"k = {sizes[i],-8:0.###} {string.Concat(variances.Select(v => $"{v[i],40:0.#####}"))}");
    for (int w = 0; w < ways.Length; w++) figure.Curve(ways[w].Name, sizes, variances[w]);
    if (pathwise is not null && score is not null)
    {
        figure.Reference("in closed form", sizes, [.. sizes.Select(score)]);
        figure.Reference("in closed form", sizes, [.. sizes.Select(pathwise)]);
    }
    figure.Save(Path.Combine(folder, $"score-against-pathwise-{name}.{extension}"));
}

// With a = e^(−k²/2) and b = e^(−2k²), at μ = σ = 1.
double PathwiseOfCosine(double k) => k * k * (0.5 * (1 - Math.Exp(-2 * k * k) * Math.Cos(2 * k)) - Math.Exp(-k * k) * Math.Pow(Math.Sin(k), 2));

double ScoreOfCosine(double k) => 0.5 * (1 + (1 - 4 * k * k) * Math.Exp(-2 * k * k) * Math.Cos(2 * k)) - k * k * Math.Exp(-k * k) * Math.Pow(Math.Sin(k), 2);

record Law(Real Mean, Real Deviation, Real K);
