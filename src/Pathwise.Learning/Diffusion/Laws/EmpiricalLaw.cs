using static Pathwise.Functions;

namespace Pathwise.Learning.Diffusion;

/// <summary>
/// The law of rows of data themselves: equal weights 1/n on n points. Disturbed it is Σ N(αxⱼ, σ²I)/n, with score Σ wⱼ(x)·[−(x − αxⱼ)/σ²] and E[x₀ | x] = Σ wⱼ(x) xⱼ, wⱼ the softmax of −|x − αxⱼ|²/2σ². A model that is trained on these rows and knows them by heart
/// says just that, and makes the rows again (Scarvelis, Borde and Solomon, Closed-form diffusion models, TMLR 2025; Biroli, Bonnaire, de Bortoli and Mézard, Dynamical regimes of diffusion models, Nature Communications 15, 2024): no loss on the rows
/// is below its own.
/// </summary>
public sealed class EmpiricalLaw : KnownLaw
{
    readonly Real _rows;

    /// <summary>The law of some points. PW4033 unless there is at least one and all have the shape's number of elements.</summary>
    public EmpiricalLaw(IReadOnlyList<double[]> points, Shape pointShape) => (_rows, PointShape) = (Rows(points, pointShape), pointShape);

    /// <summary>The number of points, n.</summary>
    public int Count => _rows.Shape[0];

    /// <inheritdoc/>
    public override Shape PointShape { get; }

    /// <inheritdoc/>
    public override Real Sample(Noise noise) => Reshape(Gather(_rows, Chosen(Count, noise)), PointShape);

    /// <inheritdoc/>
    public override Real LogDensity(NoiseLevel level, Real x)
    {
        using var at = Place.At(Place.OfCaller());
        Fits(x);
        return LogSumExp(Logs(level, x)) - Math.Log(Count) - PointShape.Count * (0.5 * Math.Log(2 * Math.PI) + Log(level.Sigma));
    }

    private protected override (Real Score, Real Data) Means(NoiseLevel level, Real x)
    {
        var data = Reshape(MatMul(Softmax(Logs(level, x)), _rows), PointShape);
        return ((level.Alpha * data - x) / level.Variance, data);
    }

    /// <summary>−|x − αxⱼ|²/2σ² for all j.</summary>
    Real Logs(NoiseLevel level, Real x) => -0.5 / level.Variance * RowLoop.SquaredDistances(_rows, Reshape(x, PointShape.Count), level.Alpha);
}
