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

var start = Mlp.Of([1, 64, 64, 1], Activation.Tanh, key["network"], Initialisations.XavierUniform);
var flat = new FlatParameters<Mlp>(start);
var (weights, gradient) = (new float[flat.Count], new float[flat.Count]);
flat.Read(start, weights.AsSpan());

const int Steps = 1500;
var adam = new Adam();
var state = adam.Start<float>(flat.Count);
var rate = Schedules.WarmUp(50, Schedules.Cosine(0.01, Steps - 50));
var options = new EstimationOptions { Paths = points.Length, Precision = Precision.F32 };
for (int step = 0; step <= Steps; step++)
{
    var e = loss.ValueAndGradient(flat.Build<float>(weights), points, options);
    if (step % 250 == 0) Console.WriteLine($"step {step,4}  loss {e.Value:0.00000}");
    flat.Read(e.Gradient, gradient.AsSpan());
    Clipping.ByNorm<float>(gradient, 1);
    adam.Step<float>(weights, gradient, rate(step), state);
}

var learnt = flat.Build<float>(weights);
foreach (double at in new[] { -1.5, -0.5, 0.5, 1.5 })
    Console.WriteLine($"at {at,4:0.0}  learnt {(double)learnt.Apply(new double[] { at })[0],7:0.000}  sine {Math.Sin(3 * at),7:0.000}");

record Point(Real X, Real Y);
