using static Pathwise.Functions;

namespace Pathwise.Learning.Diffusion;

/// <summary>
/// What a network says of a noisy point x = αx₀ + σε. Each kind is the mean, given x, of y = p x₀ + q ε with coefficients that depend on time, so that any is an exact function of any other and x:
/// with D = αq − σp, x₀ = (qx − σy)/D and ε = (αy − px)/D.
/// </summary>
public sealed class Prediction
{
    readonly Func<NoiseLevel, (Real P, Real SigmaQ)> _coefficients;

    Prediction(string name, Func<NoiseLevel, (Real P, Real SigmaQ)> coefficients) => (Name, _coefficients) = (name, coefficients);

    /// <summary>The noise ε (Ho, Jain and Abbeel, NeurIPS 2020).</summary>
    public static Prediction Noise { get; } = new("noise", level => (0, level.Sigma));

    /// <summary>The score ∇log p_t(x) = −E[ε | x]/σ (Vincent, Neural Computation 23, 2011; Song and Ermon, NeurIPS 2019).</summary>
    public static Prediction Score { get; } = new("score", _ => (0, -1));

    /// <summary>The data x₀.</summary>
    public static Prediction Data { get; } = new("data", _ => (1, 0));

    /// <summary>v = αε − σx₀ (Salimans and Ho, Progressive distillation, ICLR 2022).</summary>
    public static Prediction Velocity { get; } = new("velocity", level => (-level.Sigma, level.Alpha * level.Sigma));

    /// <summary>The velocity dx_t/dt = (dα/dt) x₀ + (dσ/dt) ε of the paths of flow matching; its mean given x is that of the probability-flow equation, f x − ½g²∇log p_t(x).</summary>
    public static Prediction Flow { get; } = new("flow", level => (level.AlphaRate, 0.5 * level.VarianceRate));

    /// <summary>
    /// The output F of a preconditioned network (Karras et al., NeurIPS 2022, table 1): E[x₀ | x] = c_skip·x/α + c_out·F(c_in·x/α, c_noise), here for any process. With s the data's standard deviation and v = σ² + s²α²:
    /// E[x₀ | x] = (s²α/v) x + (sσ/√v) F(x/√v, ¼ log(σ/α)). Input, output and target of the network have variance 1 at every time.
    /// </summary>
    /// <param name="dataDeviation">s, σ_data in the paper.</param>
    public static Prediction Edm(double dataDeviation)
    {
        if (!(dataDeviation > 0 && double.IsFinite(dataDeviation))) throw Mistake.Setting($"data of standard deviation {dataDeviation}", "give a positive number");
        double s = dataDeviation;
        return new("edm", level =>
        {
            var root = Sqrt(level.Variance + s * s * (level.Alpha * level.Alpha));
            return (level.Sigma / (s * root), -s * level.Alpha * level.Sigma / root);
        }) { DataDeviation = s };
    }

    /// <summary>noise, score, data, velocity, flow or edm.</summary>
    public string Name { get; }

    /// <summary>s where the network is preconditioned.</summary>
    internal double? DataDeviation { get; private init; }

    /// <summary>y = p x₀ + q ε itself: what a network is trained to say.</summary>
    public Real Target(NoiseLevel level, Real data, Real noise)
    {
        if (this == Noise) return noise;
        if (this == Data) return data;
        using var at = Place.At(Place.OfCaller());
        var (p, sigmaQ) = _coefficients(level);
        return p * data + sigmaQ / level.Sigma * noise;
    }

    /// <summary>What another kind would have said of x.</summary>
    /// <param name="value">What this kind says, y.</param>
    /// <param name="to">The other kind.</param>
    /// <param name="x">The noisy point.</param>
    /// <param name="level">The process at its time.</param>
    public Real Convert(Real value, Prediction to, Real x, NoiseLevel level)
    {
        using var at = Place.At(Place.OfCaller());
        var (a, b) = To(to, level);
        return a.Node.Is(0) ? b.Node.Is(1) ? value : b * value : a * x + b * value;
    }

    /// <summary>The other kind as a·x + b·y.</summary>
    internal (Real A, Real B) To(Prediction to, NoiseLevel level)
    {
        if (this == to) return (0, 1);
        var (p, sigmaQ) = to._coefficients(level);
        return To(p, sigmaQ, level);
    }

    /// <summary>E[p x₀ + q ε | x] as a·x + b·y: all is multiplied by σ, so that what is finite at σ = 0 stays so.</summary>
    internal (Real A, Real B) To(Real p, Real sigmaQ, NoiseLevel level)
    {
        using var at = Place.At(Place.OfCaller());
        var (own, ownSigmaQ) = _coefficients(level);
        var scaled = level.Alpha * ownSigmaQ - level.Variance * own;
        var a = own.Node.Is(0) ? p / level.Alpha : (p * ownSigmaQ - sigmaQ * own) / scaled;
        return (p.Node.Is(0) && own.Node.Is(0) ? 0 : a, (level.Alpha * sigmaQ - level.Variance * p) / scaled);
    }

    /// <summary>How much of the error of the noise an error of y is: α/D.</summary>
    internal Real NoiseError(NoiseLevel level)
    {
        if (this == Noise) return 1;
        using var at = Place.At(Place.OfCaller());
        var (p, sigmaQ) = _coefficients(level);
        return level.Alpha * level.Sigma / (level.Alpha * sigmaQ - level.Variance * p);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
