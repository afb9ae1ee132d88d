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

    /// <summary>A walk that nothing ends: what evaluates it stops, and says why.</summary>
    [Fact]
    public void Episodes_that_never_end_are_bounded()
    {
        var endless = new Walk(limit: double.PositiveInfinity, timeLimit: null);
        var policy = GaussianPolicy.Of(1, endless.Actions, [2], new RandomKey(2));
        using var environment = new SimulatedEnvironment(endless, seed: 5);
        Assert.Contains("episode 0", Refused("PW4084", () => Evaluation.Returns(endless, policy, 2, seed: 5)).Message, StringComparison.Ordinal);
        Refused("PW4084", () => Evaluation.Returns(environment, policy, 1));
        Refused("PW4021", () => Evaluation.Returns(endless, policy, 2, seed: 5, steps: 0));
        Refused("PW4021", () => Evaluation.Returns(environment, policy, 0));
        double[] short_ = Evaluation.Returns(endless, policy, 3, seed: 5, steps: 7);
        Assert.Equal(short_, Evaluation.Returns(environment, policy, 3, steps: 7));
        Assert.Equal(short_, Evaluation.Returns(new Walk(double.PositiveInfinity, 7), policy, 3, seed: 5));
        Assert.Equal(short_, Evaluation.Returns(new Walk(double.PositiveInfinity, 7), policy, 3, seed: 5, steps: 9));
        var trained = Sac.Train(endless, s_small with { EvaluationSteps = 4 });
        Assert.Equal([30, 60], trained.History.Where(r => r.Evaluated is not null).Select(r => r.Step));
        Assert.Equal(0, trained.History[^1].Episodes);
    }

    [Fact]
    public void Evaluations_are_recorded_wherever_they_fall()
    {
        var trained = Sac.Train(s_walk, s_small with { EvaluateEvery = 25 });
        Assert.Equal([10, 20, 25, 30, 40, 50, 60, 70], trained.History.Select(r => r.Step));
        Assert.Equal([25, 50], trained.History.Where(r => r.Evaluated is not null).Select(r => r.Step));
    }

    sealed class Watching(IEnvironment inner, List<double> actions, int failsAt = int.MaxValue) : IEnvironment
    {
        public Box Observations => inner.Observations;
        public Box Actions => inner.Actions;
        public double[] Reset(long episode) => inner.Reset(episode);

        public Outcome Step(IReadOnlyList<double> action)
        {
            if (actions.Count == failsAt) throw new IOException("the line is down");
            actions.Add(action[0]);
            return inner.Step(action);
        }
    }

    [Fact]
    public void Random_actions_are_kept_for_as_long_as_asked()
    {
        var actions = new List<double>();
        using var environment = new SimulatedEnvironment(new Walk(double.PositiveInfinity, 1000), seed: 1);
        Sac.Train(new Watching(environment, actions), s_small with { Steps = 20, RandomSteps = 20, RandomHold = 5 });
        Assert.Equal(4, actions.Distinct().Count());
        Assert.All(actions.Chunk(5), kept => Assert.Single(kept.Distinct()));
        Refused("PW4021", () => Sac.Train(s_walk, s_small with { RandomHold = 0 }));
    }

    /// <summary>Whatever throws in an environment: all that was learnt before is in the checkpoint, and learning goes on from there to the same bits.</summary>
    [Fact]
    public void A_run_whose_environment_fails_goes_on_where_it_was()
    {
        string path = Path.Combine(_folder, "failed.safetensors");
        var options = new Td3Options { Steps = 60, RandomSteps = 20, BatchSize = 32, Hidden = [8], StepsAhead = 2, Seed = 3, Threads = 1 };
        var whole = Td3.Train(s_walk, options);
        using (var environment = new SimulatedEnvironment(s_walk, 3))
            Assert.Throws<IOException>(() => Td3.Train(new Watching(environment, [], failsAt: 47), options with { Checkpoint = path }));
        var mended = Td3.Train(s_walk, options with { Checkpoint = path });
        Assert.Equal(Numbers(whole.Model), Numbers(mended.Model));
    }

    [Fact]
    public void Reinforce_is_resumed_to_the_same_bits()
    {
        string path = Path.Combine(_folder, "reinforce.safetensors");
        var options = new ReinforceOptions { Steps = 90, BatchSize = 32, Hidden = [8], EpisodesPerUpdate = 2, BaselineSteps = 2, Seed = 3, Threads = 1 };
        var whole = Reinforce.Train(s_walk, options);
        Reinforce.Train(s_walk, options with { Steps = 51, Checkpoint = path });
        Assert.Equal(Numbers(whole.Model), Numbers(Reinforce.Train(s_walk, options with { Checkpoint = path }).Model));
    }

    /// <summary>A checkpoint of another task with spaces of the same sizes, or of other options, is not gone on from.</summary>
    [Fact]
    public void Checkpoints_of_other_tasks_and_options_are_refused()
    {
        string path = Path.Combine(_folder, "other.safetensors");
        Sac.Train(s_walk, s_small with { Steps = 40, Checkpoint = path });
        byte[] before = File.ReadAllBytes(path);
        Refused("PW4076", () => Sac.Train(new Walk(limit: 1e-3, timeLimit: 12), s_small with { Checkpoint = path }));
        Refused("PW4076", () => Sac.Train(s_walk, s_small with { Checkpoint = path, RandomSteps = 30 }));
        Refused("PW4076", () => Sac.Train(s_walk, s_small with { Checkpoint = path, Temperature = 0.1 }));
        Refused("PW4076", () => Sac.Train(s_walk, s_small with { Checkpoint = path, TargetRate = 0.1 }));
        Assert.Equal(before, File.ReadAllBytes(path));
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
