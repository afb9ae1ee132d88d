using static Pathwise.Functions;

namespace Pathwise.Learning.Diffusion;

/// <summary>
/// A model compared with a law of data that is known: its denoising loss with the least that any model can have, the loss of what the law says itself, and its predictions with those. A loss below its floor is a sign of a leak or of a slip. Of rows whose law is not
/// known the law of the rows themselves (<see cref="EmpiricalLaw"/>, <see cref="UniformCubes"/>) gives the floor of the loss on them; a model far above it has not learnt them by heart, which is nothing bad.
/// </summary>
/// <param name="Loss">The loss.</param>
/// <param name="Floor">The loss of what the law says, on the same paths.</param>
/// <param name="Excess">The mean of the weighted squared difference between both predictions, which is what the loss is above its floor.</param>
/// <param name="LossAboveFloor">The difference of loss and floor path by path: what <paramref name="Excess"/> is, estimated another way.</param>
/// <param name="Levels">The error in each of the ranges of time that they are cut into.</param>
public sealed record DiffusionCheck(Estimate Loss, Estimate Floor, Estimate Excess, Estimate LossAboveFloor, IReadOnlyList<NoiseLevelError> Levels)
{
    /// <summary>Whether the loss is below its floor by more than 5 standard errors.</summary>
    public bool IsBelowFloor => LossAboveFloor.Value < -5 * LossAboveFloor.StandardError;

    /// <summary>Runs the comparison.</summary>
    /// <param name="model">The model.</param>
    /// <param name="at">Its parameters.</param>
    /// <param name="law">The law of the data.</param>
    /// <param name="loss">Weights and times of the loss.</param>
    /// <param name="options">Paths, seed and precision.</param>
    /// <param name="levels">The number of ranges of time.</param>
    public static DiffusionCheck Run<TParameters>(DiffusionModel<TParameters> model, TParameters at, KnownLaw law, LossOptions? loss = null, EstimationOptions? options = null, int levels = 10)
    {
        if (levels < 1) throw Mistake.Setting($"{levels} ranges of time", "give at least 1");
        var (weights, run) = (loss ?? new(), options ?? new());
        var process = model.Process;
        var simulation = Simulation.Of((TParameters parameters, Noise noise) =>
        {
            Real data = law.Sample(noise["data"]), t = weights.Times.Draw(process, noise["time"]), epsilon = noise["perturbation"].Normal(data.Shape);
            var level = process.At(t);
            var (x, kind, weight) = (level.Alpha * data + level.Sigma * epsilon, model.Prediction, weights.Weighting.At(level, model.Prediction));
            Real said = model.At(parameters).Predict(x, t), target = kind.Target(level, data, epsilon);
            Real score = law.Predict(Prediction.Score, level, x), known = kind == Prediction.Score ? score : Prediction.Score.Convert(score, kind, x, level);
            Real Squared(Real error) => Mean(error * error);
            var ofScore = level.Sigma * (kind.Convert(said, Prediction.Score, x, level) - score);
            return Stack(t, weight * Squared(said - target), weight * Squared(known - target), weight * Squared(said - known), Squared(ofScore), Squared(level.Sigma * score));
        });
        double[] values = simulation.Run(at, run).ToArray();
        int paths = values.Length / 6;
        double[] Column(int i) => [.. Enumerable.Range(0, paths).Select(k => values[6 * k + i])];
        double[] times = Column(0), losses = Column(1), floors = Column(2), ofScores = Column(4), sizes = Column(5);
        int LevelOf(double t) => Math.Clamp((int)(t / process.End * levels), 0, levels - 1);
        var byLevel = Enumerable.Range(0, paths).ToLookup(k => LevelOf(times[k]));
        return new(Sampled(losses), Sampled(floors), Sampled(Column(3)), Sampled([.. losses.Zip(floors, (a, b) => a - b)]),
            [.. Enumerable.Range(0, levels).Where(i => byLevel[i].Any()).Select(i => new NoiseLevelError(process.End * i / levels, process.End * (i + 1) / levels, Math.Sqrt(byLevel[i].Average(k => ofScores[k])), Math.Sqrt(byLevel[i].Average(k => sizes[k]))))]);
    }

    static Estimate Sampled(double[] values)
    {
        double mean = values.Average();
        return new(mean, values.Length > 1 ? Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1) / values.Length) : null, values.Length);
    }
}

/// <summary>A model's error in a range of times, in units of the noise: root mean squares by element.</summary>
/// <param name="From">The first time.</param>
/// <param name="To">The last.</param>
/// <param name="Error">Of σ(score − closed form).</param>
/// <param name="Size">Of σ·closed form.</param>
public sealed record NoiseLevelError(double From, double To, double Error, double Size);
