#:project ../src/Pathwise.Learning/Pathwise.Learning.csproj

// A perceptron learns a sine from 256 noisy points. The loss is an expectation whose parameters are the network and whose paths are rows of data; the batch is never visible.
// Run it with: dotnet run -c Release samples/regression.cs

using Pathwise;
using Pathwise.Learning;

var key = new RandomKey(7);
double[] x = key["x"].Uniform(256).ToArray(), noise = key["noise"].Normal(256).ToArray();
Point[] points = [.. x.Select((u, k) => new Point(4 * u - 2, Math.Sin(3 * (4 * u - 2)) + 0.1 * noise[k]))];

var loss = Expectation.Of((Mlp network, Point point, Noise _) =>
{
    Real miss = network.Apply(Functions.Reshape(point.X, 1))[0] - point.Y;
    return miss * miss;
});

const int Steps = 1500;
var trained = Trainer.Of(loss, points, new TrainingOptions
{
    Steps = Steps,
    BatchSize = points.Length,
    Rate = Schedules.WarmUp(50, Schedules.Cosine(0.01, Steps - 50)),
    ClipNorm = 1,
    RecordEvery = 250,
}).Run(Mlp.Of([1, 64, 64, 1], Activation.Tanh, key["network"], Initialisations.XavierUniform));

foreach (var record in trained.History) Console.WriteLine($"step {record.Step,4}  loss {record.Loss:0.00000}");
foreach (double at in new[] { -1.5, -0.5, 0.5, 1.5 })
    Console.WriteLine($"at {at,4:0.0}  learnt {(double)trained.Model.Apply(new double[] { at })[0],7:0.000}  sine {Math.Sin(3 * at),7:0.000}");

record Point(Real X, Real Y);
