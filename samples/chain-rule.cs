#:project ../src/Pathwise.Calculus/Pathwise.Calculus.csproj
#:project ../src/Pathwise.Plots/Pathwise.Plots.csproj

// The ordinary chain rule is wrong for Itô's integral. For log S of a geometric Brownian motion it gives d(log S) = r dt + sigma dW; the lemma
// adds −sigma²/2 dt. Both are added up along the same noise and compared with log S itself: only the lemma's difference vanishes, as √h.
// Run it with: dotnet run samples/chain-rule.cs

using Pathwise.Calculus;
using Pathwise.Plots;

string folder = args.Length > 0 ? args[0] : ".";
var (r, sigma) = (Expression.Unknown("r"), Expression.Unknown("sigma"));
var stock = Ito.Sde((s, t) => r * s, (s, t) => sigma * s).Formulas("S", "S");
var lemma = stock.Lemma(Expression.Apply("log", Expression.Symbol("S", isPositive: true)));

Console.WriteLine($"{stock}\n{lemma}\n\nchain rule {lemma.ChainRule}, Itô's term {lemma.Correction}, quadratic variation {stock.QuadraticVariation(lemma.Function)}\n");

var values = new Dictionary<string, double> { ["r"] = 0.05, ["sigma"] = 0.5, ["S"] = 100 };
var right = lemma.Check(values, levels: 7);
var wrong = lemma.Check(values, levels: 7, withCorrection: false);
Console.WriteLine($"with Itô's term\n{right}\n\nwithout it\n{wrong}");

double[] steps = [.. right.Steps.Select(n => (double)n)];
var figure = new Figure("log S against the sum of its differentials, along the same noise", "steps", "root mean square of the difference", Scale.Logarithmic, Scale.Logarithmic);
figure.TicksAt(steps);
figure.Curve("ordinary chain rule", steps, wrong.Differences, marks: true);
figure.Curve("Itô's lemma", steps, right.Differences, marks: true);
figure.Reference("√h", steps, [.. steps.Select(n => right.Differences[0] * Math.Sqrt(steps[0] / n))]);
figure.Save(Path.Combine(folder, "chain-rule.svg"));
