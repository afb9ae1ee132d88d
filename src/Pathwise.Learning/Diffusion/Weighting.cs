using static Pathwise.Functions;

namespace Pathwise.Learning.Diffusion;

/// <summary>
/// How much the error of a prediction counts at each noise level. A weighting is a factor w of the squared error of the noise, |E[ε | x] − ε|²; whatever a network says, its error is a known multiple of that one, so
/// one weighting gives the same loss for every kind of prediction.
/// </summary>
public sealed class Weighting
{
    readonly Func<NoiseLevel, Prediction, Real> _ofPrediction;

    Weighting(Func<NoiseLevel, Prediction, Real> ofPrediction) => _ofPrediction = ofPrediction;

    /// <summary>w as a function of the noise level.</summary>
    public static Weighting Of(Func<NoiseLevel, Real> ofNoise) => new((level, prediction) => prediction.NoiseError(level) is var error && error.Node.Is(1) ? ofNoise(level) : ofNoise(level) * (error * error));

    /// <summary>The squared error of what the network says, as it is: of flow matching, |u − (dα/dt x₀ + dσ/dt ε)|².</summary>
    public static Weighting Prediction { get; } = new((_, _) => 1);

    /// <summary>w = 1: the squared error of the noise (Ho, Jain and Abbeel, NeurIPS 2020).</summary>
    public static Weighting Noise { get; } = Of(_ => 1);

    /// <summary>
    /// w = g²/2σ², so that the error is ½g²|score error|²: averaged over all times and multiplied by T, what it is above its floor bounds the Kullback–Leibler divergence from the data, in nats (Song, Durkan, Murray and Ermon,
    /// Maximum likelihood training of score-based diffusion models, NeurIPS 2021).
    /// </summary>
    public static Weighting Likelihood { get; } = Of(level => 0.5 * level.DiffusionSquared / level.Variance);

    /// <summary>w = min(1, γ/SNR): the squared error of the data times min(SNR, γ) (Hang et al., Efficient diffusion training via min-SNR weighting strategy, ICCV 2023).</summary>
    public static Weighting MinSnr(double gamma = 5) => gamma > 0 && double.IsFinite(gamma) ? Of(level => Min(1, gamma / level.SignalToNoise)) : throw Mistake.Setting($"a bound {gamma} of the signal to noise ratio", "give a positive number");

    /// <summary>The squared error of the data times (ρ² + s²)/(ρs)² with ρ = σ/α: that of a preconditioned network's output (Karras et al., NeurIPS 2022).</summary>
    /// <param name="dataDeviation">s, the data's standard deviation.</param>
    public static Weighting Edm(double dataDeviation) => dataDeviation > 0 && double.IsFinite(dataDeviation)
        ? Of(level => 1 + 1 / (dataDeviation * dataDeviation * level.SignalToNoise)) : throw Mistake.Setting($"data of standard deviation {dataDeviation}", "give a positive number");

    /// <summary>The factor of a prediction's squared error.</summary>
    internal Real At(NoiseLevel level, Prediction prediction) => _ofPrediction(level, prediction);
}

/// <summary>The law of the times at which a network is trained.</summary>
public sealed class TimeLaw
{
    readonly Func<DiffusionProcess, Noise, Real> _draw;

    TimeLaw(Func<DiffusionProcess, Noise, Real> draw) => _draw = draw;

    /// <summary>Uniform from a least time to the process's last. PW4032 unless 0 ≤ least &lt; T.</summary>
    public static TimeLaw Uniform(double least = 1e-5) => new((process, noise) => least >= 0 && least < process.End ? least + (process.End - least) * noise.Uniform()
        : throw Mistake.Setting($"times from {least} to {process.End}", "start at 0 or later, before the end"));

    /// <summary>log(σ/α) normal (Karras et al., NeurIPS 2022, with these numbers as defaults).</summary>
    public static TimeLaw LogNormal(double mean = -1.2, double deviation = 1.2) => double.IsFinite(mean) && deviation >= 0 && double.IsFinite(deviation)
        ? new((process, noise) => process.TimeOf(Exp(mean + deviation * noise.Normal()))) : throw Mistake.Setting($"log noise of mean {mean} and standard deviation {deviation}", "give finite numbers, the second not negative");

    /// <summary>A time.</summary>
    internal Real Draw(DiffusionProcess process, Noise noise) => _draw(process, noise);
}
