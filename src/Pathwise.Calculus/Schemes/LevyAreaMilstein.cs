using static Pathwise.Functions;

namespace Pathwise.Calculus;

/// <summary>
/// Milstein's scheme for any noise, X + a h + b ΔW + Σⱼₖ Lʲbᵢₖ I₍ⱼ,ₖ₎ with I₍ⱼ,ₖ₎ = ½(ΔWⱼΔWₖ − δⱼₖh) + Aⱼₖ: strong order 1, weak order 1. The Lévy areas A are Fourier series of p terms
/// (Kloeden and Platen §5.8 and §10.3) whose tails are replaced by normal draws of their variance, so that p = O(h^−½) terms suffice (Mrongowius and Rößler, Stoch. Anal. Appl. 40, 2022).
/// </summary>
public sealed class LevyAreaMilstein : ItoScheme
{
    /// <summary>Past this number of terms, the areas' error is below what the steps of a solvable grid leave.</summary>
    const int MaximumTerms = 1000;

    LevyAreaMilstein() { }

    /// <summary>The scheme.</summary>
    public static LevyAreaMilstein Scheme { get; } = new();

    /// <inheritdoc/>
    public override string Name => "milstein_levy";

    /// <inheritdoc/>
    public override double StrongOrder => 1;

    /// <inheritdoc/>
    public override double WeakOrder => 1;

    internal override Real[] Next(Step step)
    {
        var (system, x, h) = (step.System, step.X, step.Length);
        var along = new Along(system, step.Time, x);
        var a = system.Drift(step.Time, x);
        Real[] w = step.Increments, next = [.. x.Select((value, i) => value + a[i] * h)];
        var areas = Areas(step, along);
        for (int i = 0; i < x.Length; i++)
            for (int j = 0; j < system.Drivers; j++)
            {
                if (along.B[i, j] is { } entry) next[i] += entry * w[j];
                if (along.Of(j, i, j) is { } own) next[i] += 0.5 * own * (w[j] * w[j] - h);
                for (int k = 0; k < j; k++)
                {
                    // I(j,k) = ½WⱼWₖ + A and I(k,j) = ½WⱼWₖ − A.
                    Real? jk = along.Of(j, i, k), kj = along.Of(k, i, j);
                    if (jk is { } first) next[i] += first * (0.5 * (w[j] * w[k]) + areas[j, k]!.Value);
                    if (kj is { } second) next[i] += second * (0.5 * (w[j] * w[k]) - areas[j, k]!.Value);
                }
            }
        return next;
    }

    /// <summary>Aⱼₖ = ½(∫Wⱼ dWₖ − ∫Wₖ dWⱼ) for k &lt; j, where a derivative asks for it.</summary>
    static Real?[,] Areas(Step step, Along along)
    {
        int m = step.Drivers, terms = Terms(step.Shortest);
        var shape = step.X[0].Shape;
        if (!shape.IsScalar && m > 1) throw new PathwiseException("PW2004", "Lévy areas of an array of equations with several drivers each", "write the elements as states of a system");
        double head = 0;
        for (int r = 1; r <= terms; r++) head += 1.0 / r / r;
        double tail = Math.PI * Math.PI / 6 - head;
        var weights = (Real)Enumerable.Range(1, terms).Select(r => 1.0 / r).ToArray();
        Real[] z = [.. step.Increments.Select(w => w / step.Root)];
        var series = new (Real Cosine, Real Sine, Real Remainder)?[m];
        (Real Cosine, Real Sine, Real Remainder) Of(int j) => series[j] ??= (step.Noise(j, "cosine").Normal(terms), step.Noise(j, "sine").Normal(terms), step.Noise(j, "remainder").Normal());

        var areas = new Real?[m, m];
        for (int j = 0; j < m; j++)
            for (int k = 0; k < j; k++)
            {
                if (!Enumerable.Range(0, step.X.Length).Any(i => along.Of(j, i, k) is not null || along.Of(k, i, j) is not null)) continue;
                var (p, q) = (Of(j), Of(k));
                var sum = Sum(weights * (p.Cosine * (Math.Sqrt(2) * z[k] + q.Sine) - q.Cosine * (Math.Sqrt(2) * z[j] + p.Sine)));
                var remainder = Math.Sqrt(tail / (2 * Math.PI * Math.PI)) * (p.Remainder * z[k] - q.Remainder * z[j]);
                areas[j, k] = step.Length * (remainder + (sum + Math.Sqrt(2 * tail) * step.Noise(j, "tail").Normal()) / (2 * Math.PI));
            }
        return areas;
    }

    static int Terms(double h) => (int)Math.Clamp(Math.Ceiling(1 / Math.Sqrt(h)), 1, MaximumTerms);
}
