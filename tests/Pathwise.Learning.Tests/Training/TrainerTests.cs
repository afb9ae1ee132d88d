using Pathwise.Learning.Data;
using static Pathwise.Functions;

namespace Pathwise.Learning.Tests.Training;

public sealed class TrainerTests : IDisposable
{
    sealed record Point(Real X, Real Y);

    readonly string _folder = Directory.CreateTempSubdirectory("pathwise-training").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    static readonly Point[] s_points = [.. Enumerable.Range(0, 100).Select(k => new Point(Real.FromArray(new(2), [Plain.Entry(k), Plain.Entry(3 * k + 1)]), Math.Sin(Plain.Entry(k))))];

    static readonly Expectation<Mlp, Point> s_loss = Expectation.Of((Mlp network, Point point, Noise noise) =>
    {
        var miss = network.Apply(point.X + 0.1 * noise.Normal(2))[0] - point.Y;
        return miss * miss;
    });

    static Mlp Start => Mlp.Of([2, 16, 16, 1], Activation.Tanh, new RandomKey(3));

    static readonly TrainingOptions s_options = new() { Steps = 60, BatchSize = 100, RecordEvery = 10, Average = new(0.9, warmUp: true), Rate = Schedules.Cosine(0.01, 60), ClipNorm = 0.5, Seed = 5 };

    static double[] Numbers(Mlp network)
    {
        var flat = new FlatParameters<Mlp>(network);
        var numbers = new double[flat.Count];
        flat.Read<double>(network, numbers);
        return numbers;
    }

    /// <summary>Steps written out over <see cref="Expectation{TParameters, TRow}.ValueAndGradient"/>: with every row in a batch and no noise, both take the same mean.</summary>
    [Fact]
    public void A_run_is_the_steps_written_out()
    {
        var loss = Expectation.Of((Mlp network, Point point, Noise _) =>
        {
            var miss = network.Apply(point.X)[0] - point.Y;
            return miss * miss;
        });
        var options = new TrainingOptions { Steps = 25, BatchSize = s_points.Length, Precision = Precision.F64, RecordEvery = 1, ClipNorm = 0.3 };
        var trained = Trainer.Of(loss, s_points, options).Run(Start);

        var flat = new FlatParameters<Mlp>(Start);
        var (x, g) = (new double[flat.Count], new double[flat.Count]);
        flat.Read<double>(Start, x);
        var state = options.Optimiser.Start<double>(flat.Count);
        for (int step = 0; step < 25; step++)
        {
            var e = loss.ValueAndGradient(flat.Build<double>(x), s_points, new EstimationOptions { Paths = s_points.Length });
            Assert.Equal(e.Value, trained.History[step].Loss, 1e-12);
            flat.Read<double>(e.Gradient, g);
            double norm = Clipping.ByNorm<double>(g, 0.3);
            Assert.Equal(norm, trained.History[step].GradientNorm, 1e-10);
            options.Optimiser.Step<double>(x, g, 1e-3, state);
        }
        double[] learnt = Numbers(trained.Last);
        for (int i = 0; i < x.Length; i++) Assert.Equal(x[i], learnt[i], 1e-9);
        Assert.True(trained.History[^1].Loss < trained.History[0].Loss);
    }

    /// <summary>Of every law of noise there is: a batch's paths are those that a run of the seed has.</summary>
    [Fact]
    public void A_batch_is_paths_of_the_seed()
    {
        var loss = Expectation.Of((Real m, Noise noise) => (noise.Normal() - m) * (noise.Normal() - m));
        var trained = Trainer.Of(loss, new TrainingOptions { Steps = 3, BatchSize = 200, RecordEvery = 1, Precision = Precision.F64, Optimiser = new Sgd(), Rate = Schedules.Constant(0), Seed = 9 }).Run(0.5);
        double all = loss.Value(0.5, 600, 9).Value;
        Assert.Equal(all, trained.History.Average(record => record.Loss), 1e-12);
    }

    [Theory]
    [InlineData(Precision.F32)]
    [InlineData(Precision.F64)]
    public void No_bit_depends_on_the_threads(Precision precision)
    {
        var one = Trainer.Of(s_loss, s_points, s_options with { BatchSize = 300, Threads = 1, Precision = precision }).Run(Start);
        var three = Trainer.Of(s_loss, s_points, s_options with { BatchSize = 300, Threads = 3, Precision = precision }).Run(Start);
        Assert.Equal(Numbers(one.Last), Numbers(three.Last));
        Assert.Equal(one.History, three.History);
    }

    [Theory]
    [InlineData(Precision.F32, 17)]
    [InlineData(Precision.F64, 30)]
    public void A_run_that_is_stopped_and_resumed_ends_in_the_same_bits(Precision precision, int stop)
    {
        var evaluation = new Evaluation<Mlp>(at => s_loss.Value(at, s_points, new EstimationOptions { Paths = 100 }).Value, Every: 7, Patience: 50);
        var options = s_options with { Precision = precision, NoiseEvery = 20, BatchSize = 64 };
        var whole = Trainer.Of(s_loss, s_points, options with { Log = Path.Combine(_folder, "whole.jsonl") }, evaluation).Run(Start);

        using var source = new CancellationTokenSource();
        string checkpoint = Path.Combine(_folder, "run.safetensors"), log = Path.Combine(_folder, "run.jsonl");
        int measured = 0;
        var stopping = new Evaluation<Mlp>(at =>
        {
            if (++measured * 7 >= stop) source.Cancel();
            return evaluation.Measure(at);
        }, Every: 7, Patience: 50);
        Assert.Throws<OperationCanceledException>(() => Trainer.Of(s_loss, s_points, options with { Checkpoint = checkpoint, Log = log, Cancellation = source.Token }, stopping).Run(Start));
        var resumed = Trainer.Of(s_loss, s_points, options with { Checkpoint = checkpoint, Log = log }, evaluation).Run(Start);

        Assert.Equal(Numbers(whole.Last), Numbers(resumed.Last));
        Assert.Equal(Numbers(whole.Model), Numbers(resumed.Model));
        Assert.Equal(File.ReadAllText(Path.Combine(_folder, "whole.jsonl")), File.ReadAllText(log));
        Assert.Equal(whole.Steps, resumed.Steps);
        Assert.NotNull(whole.History.Single(record => record.Step == 20).GradientNoise);
        // What is done is not done again.
        var again = Trainer.Of(s_loss, s_points, options with { Checkpoint = checkpoint }, evaluation).Run(Start);
        Assert.Equal(Numbers(whole.Last), Numbers(again.Last));
    }

    [Fact]
    public void Early_stopping_keeps_the_best()
    {
        // Evaluations fall, then rise: 5, 4, 3, 4, 5, 6, ….
        int count = 0;
        Mlp? third = null;
        var evaluation = new Evaluation<Mlp>(at =>
        {
            count++;
            if (count == 3) third = at;
            return 3 + Math.Abs(count - 3);
        }, Every: 2, Patience: 2);
        var trained = Trainer.Of(s_loss, s_points, s_options, evaluation).Run(Start);
        Assert.Equal(10, trained.Steps);
        Assert.Equal(Numbers(third!), Numbers(trained.Model));
        Assert.NotEqual(Numbers(third!), Numbers(trained.Last));
        Assert.Equal(5, trained.History[^1].Evaluated);
    }

    [Fact]
    public void Every_epoch_sees_every_row_once()
    {
        var order = new RowOrder(37, 4);
        order.Prepare(0, 4 * 37 - 1);
        int[][] epochs = [.. Enumerable.Range(0, 4).Select(epoch => Enumerable.Range(0, 37).Select(k => order.RowOf(epoch * 37 + k)).ToArray())];
        foreach (int[] epoch in epochs) Assert.Equal(Enumerable.Range(0, 37), epoch.Order());
        for (int e = 1; e < 4; e++) Assert.NotEqual(epochs[0], epochs[e]);
        order.Prepare(2 * 37 + 5, 3 * 37 + 8);
        Assert.Equal(epochs[2][36], order.RowOf(3 * 37 - 1));
        Assert.Equal(epochs[3][8], order.RowOf(3 * 37 + 8));
        var trained = Trainer.Of(s_loss, s_points, new TrainingOptions { Epochs = 2.5, BatchSize = 30 });
        Assert.Equal(9, trained.Steps);
    }

    /// <summary>The noise that is reported is that of the estimate: for E(x − m)² with x normal, the derivative has mean 2m and variance 4 on each path.</summary>
    [Fact]
    public void Noise_is_that_of_a_batch()
    {
        var loss = Expectation.Of((Real m, Noise noise) =>
        {
            var d = noise.Normal() - m;
            return d * d;
        });
        var trained = Trainer.Of(loss, new TrainingOptions { Steps = 1, BatchSize = 64, NoiseEvery = 1, RecordEvery = 1, Rate = Schedules.Constant(0) }).Run(2);
        var noise = Assert.Single(trained.History[0].GradientNoise!);
        // 1024 paths: the mean to 5·2/√1024, the deviation to 5/√2048 of itself.
        Assert.Equal(4, noise.Gradient, 5 * 2 / 32.0);
        Assert.InRange(noise.Deviation / (2 / 8.0), 1 - 5 / Math.Sqrt(2048), 1 + 5 / Math.Sqrt(2048));
    }

    [Fact]
    public void What_paths_share_is_drawn_for_each_batch()
    {
        var loss = Expectation.Of((Real m, Noise noise) => m + noise.Shared.Normal());
        var trained = Trainer.Of(loss, new TrainingOptions { Steps = 400, BatchSize = 32, RecordEvery = 1, Optimiser = new Sgd(), Rate = Schedules.Constant(0) }).Run(1);
        double mean = trained.History.Average(record => record.Loss), variance = trained.History.Average(record => (record.Loss - mean) * (record.Loss - mean));
        Assert.InRange(mean, 1 - 5 / 20.0, 1 + 5 / 20.0);
        Assert.InRange(variance, 1 - 5 * Math.Sqrt(2 / 400.0), 1 + 5 * Math.Sqrt(2 / 400.0));
    }

    [Fact]
    public void A_gradient_that_would_be_wrong_is_refused()
    {
        var loss = Expectation.Of((Real m, Noise noise) => (m + noise.Normal()).Detach());
        Assert.Throws<GradientRefusedException>(() => Trainer.Of(loss, new TrainingOptions { Steps = 1 }).Run(0));
    }

    [Fact]
    public void A_law_whose_parameter_leaves_its_domain_is_told()
    {
        // The deviation falls by 0.1 a step, from 0.35.
        var loss = Expectation.Of((Real s, Noise noise) => s + new Distributions.Normal(0, s).Sample(noise) - s * noise.Normal());
        var e = Assert.Throws<PathwiseException>(() => Trainer.Of(loss, new TrainingOptions { Steps = 10, Optimiser = new Sgd(), Rate = Schedules.Constant(0.1), Precision = Precision.F64 }).Run(0.35));
        Assert.Contains("deviation", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_loss_that_is_not_finite_is_located()
    {
        var loss = Expectation.Of((Real m, Noise noise) => m * Log(noise.Uniform() - 0.001));
        var e = Assert.Throws<NonFiniteException>(() => Trainer.Of(loss, new TrainingOptions { Steps = 1000, BatchSize = 64 }).Run(1));
        Assert.Equal("PW0030", e.Id);
        Assert.Contains("log", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkpoint_of_another_run_is_refused()
    {
        string checkpoint = Path.Combine(_folder, "run.safetensors");
        var options = s_options with { Steps = 2, Checkpoint = checkpoint };
        Trainer.Of(s_loss, s_points, options).Run(Start);
        string Refusal(TrainingOptions other, Mlp start, int rows = 100) => Assert.Throws<PathwiseException>(() => Trainer.Of(s_loss, s_points[..rows], other).Run(start)).Message;
        Assert.Contains("seed", Refusal(options with { Seed = 6 }, Start), StringComparison.Ordinal);
        Assert.Contains("rows", Refusal(options, Start, 99), StringComparison.Ordinal);
        Assert.Contains("optimiser", Refusal(options with { Optimiser = new Sgd() }, Start), StringComparison.Ordinal);
        Assert.Contains("shape", Refusal(options, Mlp.Of([2, 8, 16, 1], Activation.Tanh, new RandomKey(3))), StringComparison.Ordinal);
        Assert.Contains("Double", Refusal(options with { Precision = Precision.F64 }, Start), StringComparison.Ordinal);
        File.WriteAllText(checkpoint, "no checkpoint");
        Assert.Equal("PW4003", Assert.Throws<PathwiseException>(() => Trainer.Of(s_loss, s_points, options).Run(Start)).Id);
    }

    [Fact]
    public void Bad_options_are_refused()
    {
        static string Id(TrainingOptions options) => Assert.Throws<PathwiseException>(() => Trainer.Of(s_loss, s_points, options)).Id;
        Assert.Equal("PW4060", Id(new()));
        Assert.Equal("PW4060", Id(new() { Steps = 1, Epochs = 1 }));
        Assert.Equal("PW4060", Id(new() { Epochs = double.NaN }));
        Assert.Equal("PW4021", Id(new() { Steps = 1, BatchSize = 0 }));
        Assert.Equal("PW4021", Id(new() { Steps = 1, ClipNorm = 0 }));
        Assert.Equal("PW4062", Assert.Throws<PathwiseException>(() => Trainer.Of(s_loss, s_points, new() { Steps = 1, Log = Path.Combine(_folder, "log.txt") }).Run(Start)).Id);
    }

    [Fact]
    public void A_log_is_a_table_or_lines()
    {
        string table = Path.Combine(_folder, "log.csv");
        var trained = Trainer.Of(s_loss, s_points, s_options with { Log = table }).Run(Start);
        string[] lines = File.ReadAllLines(table);
        Assert.Equal("step,loss,rate,gradient_norm,evaluated", lines[0]);
        Assert.Equal(trained.History.Count + 1, lines.Length);
        Assert.Equal(trained.History[2].Loss, double.Parse(lines[3].Split(',')[1], System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Progress_is_told_at_the_end()
    {
        var told = new List<TrainingProgress>();
        Trainer.Of(s_loss, s_points, s_options with { Progress = new Told(told) }).Run(Start);
        Assert.Equal(60, told[^1].Step);
        Assert.Equal(60, told[^1].Steps);
    }

    sealed class Told(List<TrainingProgress> told) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => told.Add(value);
    }
}
