using Pathwise.Learning.Control;

namespace Pathwise.Learning.Tests.Control;

public sealed class ControlRunTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("pathwise-control").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    static readonly SacOptions s_small = new() { Steps = 70, RandomSteps = 20, BatchSize = 40, Hidden = [8, 8], StepsAhead = 3, RecordEvery = 10, EvaluateEvery = 30, EvaluationEpisodes = 3, Seed = 1, BufferSize = 50, CheckpointEvery = 1000, Threads = 1 };
    static readonly Walk s_walk = new(limit: 2, timeLimit: 12);

    static float[] Numbers<TModel>(TModel model)
    {
        var flat = new FlatParameters<TModel>(model);
        var numbers = new float[flat.Count];
        flat.Read<float>(model, numbers);
        return numbers;
    }

    static PathwiseException Refused(string id, Action action)
    {
        var e = Assert.Throws<PathwiseException>(action);
        Assert.Equal(id, e.Id);
        return e;
    }

    sealed class StopAt(long step, CancellationTokenSource source) : IProgress<ControlProgress>
    {
        public void Report(ControlProgress value)
        {
            if (value.Step >= step) source.Cancel();
        }
    }

    sealed class Stopping(IEnvironment inner, int after, CancellationTokenSource source) : IEnvironment
    {
        int _steps;
        public Box Observations => inner.Observations;
        public Box Actions => inner.Actions;
        public double[] Reset(long episode) => inner.Reset(episode);

        public Outcome Step(IReadOnlyList<double> action)
        {
            if (++_steps == after) source.Cancel();
            return inner.Step(action);
        }
    }

    [Fact]
    public void A_run_that_is_resumed_ends_in_the_same_bits()
    {
        var whole = Sac.Train(s_walk, s_small with { Threads = 2 });
        string path = Path.Combine(_folder, "walk.safetensors");
        foreach (int after in new[] { 7, 38 })
        {
            using var source = new CancellationTokenSource();
            using var environment = new SimulatedEnvironment(s_walk, s_small.Seed);
            Assert.Throws<OperationCanceledException>(() => Sac.Train(new Stopping(environment, after, source), s_small with { Checkpoint = path, Cancellation = source.Token }));
        }
        var resumed = Sac.Train(s_walk, s_small with { Checkpoint = path });
        Assert.Equal(Numbers(whole.Model), Numbers(resumed.Model));
        Assert.Equal(7, resumed.History.Count);
        // What was recorded before the stop had no evaluation to call: the plain environment was given none.
        Assert.Equal(whole.History.Select(r => r with { Evaluated = null }), resumed.History.Select(r => r with { Evaluated = null }));
        Assert.Equal(whole.History[^2], resumed.History[^2]);
        Assert.NotNull(whole.History[2].Evaluated);
        Refused("PW4076", () => Sac.Train(s_walk, s_small with { Checkpoint = path, Seed = 2 }));
        Refused("PW4076", () => Sac.Train(s_walk, s_small with { Checkpoint = path, Hidden = [9, 8] }));
        Refused("PW4076", () => Td3.Train(s_walk, new Td3Options { Steps = 80, Hidden = [8, 8], BatchSize = 40, Seed = 1, BufferSize = 50, StepsAhead = 3, Checkpoint = path }));
    }

    [Fact]
    public void Every_method_learns_a_choice()
    {
        var model = new Choice();
        double sac = Evaluation.MeanReturn(model, Sac.Train(model, new SacOptions { Steps = 500, RandomSteps = 100, BatchSize = 64, Hidden = [32], Rate = Schedules.Constant(5e-3), Threads = 1 }).Model.Policy, 20, 1);
        double td3 = Evaluation.MeanReturn(model, Td3.Train(model, new Td3Options { Steps = 500, RandomSteps = 100, BatchSize = 64, Hidden = [32], Rate = Schedules.Constant(5e-3), Threads = 1 }).Model.Policy, 20, 1);
        double reinforce = Evaluation.MeanReturn(model, Reinforce.Train(model, new ReinforceOptions { Steps = 6000, BatchSize = 128, EpisodesPerUpdate = 60, Hidden = [16], Rate = Schedules.Constant(0.02), Threads = 1 }).Model.Policy, 20, 1);
        // At first the mean action is near 0.5 by chance of the space; a uniform one has −0.75.
        Assert.True(sac > -0.05 && td3 > -0.05 && reinforce > -0.05, $"SAC {sac}, TD3 {td3}, REINFORCE {reinforce}");
    }

    [Fact]
    public void Returns_side_by_side_are_those_one_by_one()
    {
        var policy = GaussianPolicy.Of(1, s_walk.Actions, [6], new RandomKey(2));
        using var environment = new SimulatedEnvironment(s_walk, seed: 5);
        Assert.Equal(Evaluation.Returns(environment, policy, 9), Evaluation.Returns(s_walk, policy, 9, seed: 5));
    }

    [Fact]
    public void Environments_that_go_wrong_are_named()
    {
        var options = s_small with { Steps = 30, Checkpoint = Path.Combine(_folder, "told.safetensors"), CheckpointEvery = 5 };
        Refused("PW4073", () => Sac.Train(new Told((_, t) => new([0, 0], t == 8 ? double.NaN : 0, false, false)), options));
        Assert.True(File.Exists(options.Checkpoint));
        Refused("PW4074", () => Td3.Train(new Told((_, t) => new(t == 8 ? [0] : [0, 0], 0, false, false)), new Td3Options { Steps = 30 }));
        Refused("PW4070", () => Sac.Train(new Told((_, _) => default, Box.Symmetric(1, double.PositiveInfinity)), s_small));
        Refused("PW4021", () => Sac.Train(s_walk, s_small with { StepsAhead = 0 }));
        Refused("PW4021", () => Sac.Train(s_walk, s_small with { Discount = 1.5 }));
    }
}
