#:project ../../src/Pathwise.Learning/Pathwise.Learning.csproj

// A perceptron and a U-net learn to take noise away from digits, for the same time on one thread: the loss on digits that neither has seen, by processor seconds.
// Run it with: dotnet run -c Release benchmarks/learning/digits-networks.cs [seconds]

using System.Diagnostics;
using Pathwise;
using Pathwise.Learning;
using Pathwise.Learning.Data;
using Pathwise.Learning.Diffusion;

double seconds = args.Length > 0 ? double.Parse(args[0], System.Globalization.CultureInfo.InvariantCulture) : 60;
var (training, test) = Datasets.Digits().Split(0.9, seed: 1);
var model = DenoisingNetwork.Model<DenoisingNetwork>(new VariancePreserving(), Prediction.Edm(0.75));
var key = new RandomKey(1);
Compare("perceptron 256, 256, 256", ScoreNetwork.Of(64, [256, 256, 256], key), 2e-3, 500);
Compare("U-net 8, 16", ScoreUNet.Of(new(8, 8), [8, 16], key), 2e-3, 50);
Compare("U-net 16, 32", ScoreUNet.Of(new(8, 8), [16, 32], key), 2e-3, 25);

void Compare(string name, DenoisingNetwork start, double rate, long every)
{
    var loss = DenoisingLoss.OfRows(model, new LossOptions { Weighting = Weighting.Noise, Times = TimeLaw.Uniform(1e-3) }, new Dequantisation(17).Apply);
    using var stop = new CancellationTokenSource();
    var process = Process.GetCurrentProcess();
    double begun = 0, spent = 0, next = seconds / 8;
    long step = 0;
    double best = double.PositiveInfinity;
    Console.WriteLine($"{name}: {new FlatParameters<DenoisingNetwork>(start).Count:N0} parameters");
    double Measure(DenoisingNetwork at)
    {
        process.Refresh();
        double now = process.TotalProcessorTime.TotalSeconds;
        // The first steps compile.
        if (step > 0) spent += now - begun;
        step += every;
        double held = loss.Value(at, test.Inputs, new EstimationOptions { Paths = 20 * test.Count, Seed = 5, Precision = Precision.F32, Threads = 1 }).Value;
        best = Math.Min(best, held);
        if (spent >= next)
        {
            Console.WriteLine($"  {spent,6:0} s, {step,7:N0} steps: held-out loss {held:0.0000}, least so far {best:0.0000}");
            next *= 2;
        }
        if (spent >= seconds) stop.Cancel();
        process.Refresh();
        begun = process.TotalProcessorTime.TotalSeconds;
        return held;
    }
    try
    {
        Trainer.Of(loss, training.Inputs, new TrainingOptions { Steps = 10_000_000, BatchSize = 128, Rate = Schedules.Constant(rate), ClipNorm = 1, Seed = 1, Threads = 1, Average = new MovingAverage(0.99, warmUp: true), RecordEvery = every, Cancellation = stop.Token },
            new Evaluation<DenoisingNetwork>(Measure, every)).Run(start);
    }
    catch (OperationCanceledException) { }
}
