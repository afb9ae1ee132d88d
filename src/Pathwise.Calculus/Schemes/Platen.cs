using static Pathwise.Functions;

namespace Pathwise.Calculus;

/// <summary>
/// Platen's explicit scheme of weak order 2 for any noise (strong order 1 for one driver, else ½), without derivatives of a and b. (Platen 1984; Kloeden and Platen §15.1, equation 1.3.)
/// </summary>
public sealed class Platen : ItoScheme
{
    Platen() { }

    /// <summary>The scheme.</summary>
    public static Platen Scheme { get; } = new();

    /// <inheritdoc/>
    public override string Name => "platen";

    /// <inheritdoc/>
    public override double StrongOrder => 1;

    /// <inheritdoc/>
    public override double WeakOrder => 2;

    internal override Real[] Next(Step step)
    {
        var (system, x, t, h, root) = (step.System, step.X, step.Time, step.Length, step.Root);
        int m = system.Drivers;
        var a = system.Drift(t, x);
        var b = system.DiffusionOfIndependent(t, x);
        var w = system.Correlation is null ? system.Correlate(step.Increments) : step.Increments;
        Real[] drifted = [.. x.Select((value, i) => value + a[i] * h)];
        var then = system.Drift(t + h, [.. drifted.Select((value, i) => SdeSystem.Plus(value, b, i, w))]);

        // b at a state moved by ±√h along one driver.
        Real?[,] Moved(Real[] from, int driver, int sign) => system.DiffusionOfIndependent(t + h, [.. from.Select((value, i) => b[i, driver] is { } entry ? value + sign * (entry * root) : value)]);
        Real?[][,] upper = [.. Enumerable.Range(0, m).Select(r => Moved(drifted, r, 1))], lower = [.. Enumerable.Range(0, m).Select(r => Moved(drifted, r, -1))];
        bool single = m == 1;
        Real?[][,] above = single ? [] : [.. Enumerable.Range(0, m).Select(r => Moved(x, r, 1))], below = single ? [] : [.. Enumerable.Range(0, m).Select(r => Moved(x, r, -1))];
        var signs = new Real?[m, m];
        // Vᵣⱼ = ±h with equal chances for r < j, and Vⱼᵣ = −Vᵣⱼ.
        Real Sign(int r, int j) => r < j ? signs[r, j] ??= step.Noise(j, $"sign{r}").Bits(1, x[0].Shape) * 2 - 1 : -Sign(j, r);

        return [.. x.Select((value, i) =>
        {
            var next = value + 0.5 * ((a[i] + then[i]) * h);
            for (int j = 0; j < m; j++)
            {
                if (b[i, j] is not { } entry || upper[j][i, j] is not { } up || lower[j][i, j] is not { } down) continue;
                next += 0.25 * ((up + down + 2 * entry) * w[j] + (up - down) * ((w[j] * w[j] - h) / root));
                for (int r = 0; r < m; r++)
                {
                    if (r == j || above[r][i, j] is not { } plus || below[r][i, j] is not { } minus) continue;
                    next += 0.25 * ((plus + minus - 2 * entry) * w[j] + (plus - minus) * ((w[j] * w[r] + Sign(r, j) * h) / root));
                }
            }
            return next;
        })];
    }
}
