#:project ../src/Pathwise.Learning/Pathwise.Learning.csproj
#:project ../src/Pathwise.Plots/Pathwise.Plots.csproj

// Normalizing flows learn three laws of the plane: a law is a smooth invertible map of a normal law, so that its density is exact and its samples are functions of noise.
// Run it with: dotnet run -c Release samples/flow.cs [folder] [steps]

using Pathwise;
using Pathwise.Learning;
using Pathwise.Learning.Data;
using Pathwise.Learning.Flows;
using Pathwise.Plots;

string folder = args.Length > 0 ? args[0] : ".";
int steps = args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 2000;

var figure = new HeatMaps("Densities that flows have learnt");
Learn("eight Gaussians", Toys.EightGaussians, Toys.EightGaussians.Entropy, side: 3);
Learn("checkerboard", Toys.Checkerboard, Math.Log(32), side: 4.5);
Learn("spirals", Toys.Spirals, null, side: 4);
figure.Save(Path.Combine(folder, "flows.svg"));

void Learn(string name, Toy law, double? entropy, double side)
{
    // Four couplings of rational-quadratic splines, the identity at first. The loss is −E log p(x) over draws x of the law: its least value is the law's entropy.
    var start = Flow.NeuralSpline(2, 4, [32, 32], new RandomKey(3), new SplineMap(Bins: 8, Bound: side));
    var loss = FlowLosses.CrossEntropy(law.Sample);
    var trained = Trainer.Of(loss, new TrainingOptions { Steps = steps, BatchSize = 256, Rate = Schedules.Cosine(5e-3, steps), ClipNorm = 5, RecordEvery = steps }).Run(start);

    var nats = loss.Value(trained.Model, new EstimationOptions { Paths = 100_000, Seed = 1, Precision = Precision.F32 });
    Console.WriteLine($"{name,-16} −log p {nats.Value:0.000} ± {nats.StandardError:0.000} nats{(entropy is { } least ? $", the entropy is {least:0.000}" : "")}");

    // A bijection says what its inverse and its log-determinant are; here is how nearly that is so.
    var check = trained.Model.Map.Check(new Dataset(law.Rows(100, seed: 2)).Inputs);
    Console.WriteLine($"{"",-16} round trip {check.RoundTrip:0e+0}, log-determinant against the dense Jacobian {check.LogDeterminant:0e+0}");

    // The density at the middles of the cells of a square.
    const int Cells = 120;
    double Middle(int cell) => side * ((2 * cell + 1.0) / Cells - 1);
    Real[] grid = [.. Enumerable.Range(0, Cells * Cells).Select(e => (Real)new[] { Middle(e % Cells), Middle(e / Cells) })];
    var density = Simulation.Of((Flow flow, Real x, Noise _) => Functions.Exp(flow.LogDensity(x))).Run(trained.Model, grid, new EstimationOptions { Paths = grid.Length, Precision = Precision.F32 });
    var values = new double[Cells, Cells];
    for (int e = 0; e < grid.Length; e++) values[e / Cells, e % Cells] = density[e];
    figure.Panel(name, values, -side, side, -side, side);
}
