using Pathwise.Learning.Data;
using static Pathwise.Functions;

namespace Pathwise.Learning.Diffusion;

/// <summary>
/// A law of data of which all is known that a model could say: the density of the disturbed data αx₀ + σε at every noise level, its score, and by it every other mean given x. It is the least that a loss can be; trained networks are compared with it
/// (<see cref="DiffusionCheck"/>).
/// </summary>
public abstract class KnownLaw
{
    private protected KnownLaw() { }

    /// <summary>The law of a toy: in closed form, or, of curves with normal noise, by a quadrature along the curve that is exact to rounding. PW4032 for curves with noise of standard deviation below 0.005, whose quadrature would be too long.</summary>
    public static KnownLaw Of(Toy law) => law switch
    {
        EightGaussians gaussians => GaussianMixture.Of(gaussians),
        Checkerboard board => UniformCubes.Of(board),
        TwoMoons moons => CurveLaw.Of(moons),
        Spirals spirals => CurveLaw.Of(spirals),
        _ => throw Mistake.Setting("the density of a law that is not known", "name one of the toys of the library"),
    };

    /// <summary>The shape of a point.</summary>
    public abstract Shape PointShape { get; }

    /// <summary>A point, from noise.</summary>
    public abstract Real Sample(Noise noise);

    /// <summary>log p_t(x) where the process is at this level.</summary>
    public abstract Real LogDensity(NoiseLevel level, Real x);

    /// <summary>∇log p_t(x) and E[x₀ | x].</summary>
    private protected abstract (Real Score, Real Data) Means(NoiseLevel level, Real x);

    /// <summary>What the law has any kind of prediction say at a noise level: E[p x₀ + q ε | x].</summary>
    public Real Predict(Prediction prediction, NoiseLevel level, Real x)
    {
        using var at = Place.At(Place.OfCaller());
        Fits(x);
        var (score, data) = Means(level, x);
        return prediction == Prediction.Score ? score : prediction.Target(level, data, -level.Sigma * score);
    }

    /// <summary>The law as a denoiser. PW4032 for a preconditioned prediction.</summary>
    public Denoiser Denoiser(DiffusionProcess process, Prediction? prediction = null)
    {
        var kind = prediction ?? Prediction.Score;
        if (kind.DataDeviation is not null) throw Mistake.Setting("the closed form of a preconditioned network", "ask for another prediction: all can be converted");
        return new(process, kind, (x, t) => Predict(kind, process.At(t), x));
    }

    private protected void Fits(Real x)
    {
        if (x.Shape != PointShape) throw Mistake.Shape($"a point of shape {x.Shape} in a law of points {PointShape}", "give an array of the points' shape");
    }

    /// <summary>Points of one shape, one after another, as rows of a matrix. PW4033 unless there is at least one row, and none is ragged or empty.</summary>
    private protected static Real Rows(IReadOnlyList<double[]> rows, Shape pointShape)
    {
        if (rows.Count == 0 || pointShape.Count == 0 || rows.Any(row => row.Length != pointShape.Count))
            throw Mistake.Shape($"a law of {rows.Count} points of shape {pointShape}", "give at least one point, and as many numbers of each as its shape has elements");
        return Real.FromArray(new(rows.Count, pointShape.Count), [.. rows.SelectMany(row => row)]);
    }

    /// <summary>One of so many things that have equal chances, as a whole number from 0.</summary>
    private protected static Real Chosen(int count, Noise noise) => Min(Floor(count * noise.Uniform()), count - 1);
}
