namespace Pathwise.Calculus;

public sealed partial record ItoEquations
{
    /// <summary>
    /// The same process by Stratonovich's integral: drift aᵢ − ½ Σⱼₖ cⱼₖ ∂cᵢₖ/∂xⱼ with c = b L, the diffusion by independent drivers. (Stratonovich, SIAM J. Control 4, 1966; Kloeden and Platen, §4.9.)
    /// </summary>
    public StratonovichEquations Stratonovich() => new(this, [.. Drift.Zip(StratonovichCorrection(), (a, correction) => a - correction)]);

    /// <summary>The Itô equations of a scalar Stratonovich equation dX = drift dt + diffusion ∘ dW.</summary>
    public static ItoEquations OfStratonovich(string state, Expression drift, Expression diffusion, params string[] positive) => Of(state, drift, diffusion, positive).WithCorrection();

    /// <summary>The Itô equations of a system of Stratonovich equations.</summary>
    public static ItoEquations OfStratonovich(string[] states, Expression[] drift, Expression[,] diffusion, Expression? correlation = null, params string[] positive) =>
        Of(states, drift, diffusion, correlation, positive).WithCorrection();

    ItoEquations WithCorrection() => new([.. States], [.. Drift.Zip(StratonovichCorrection(), (a, correction) => a + correction)], Diffusion, [.. Drivers], Factor, IsPositive);

    /// <summary>½ Σⱼₖ cⱼₖ ∂cᵢₖ/∂xⱼ.</summary>
    Expression[] StratonovichCorrection()
    {
        var c = Product(Diffusion, Factor);
        var corrections = new Expression[States.Count];
        for (int i = 0; i < States.Count; i++)
        {
            var sum = Expression.Zero;
            for (int k = 0; k < Drivers.Count; k++)
                for (int j = 0; j < States.Count; j++) sum += c[j, k] * c[i, k].Differentiate(States[j]);
            corrections[i] = Expression.Of(Coefficient.Half) * sum;
        }
        return corrections;
    }
}

/// <summary>A system in the sense of Stratonovich, dXᵢ = dt-term + Σₖ bᵢₖ ∘ dWₖ, whose calculus is that of the ordinary chain rule.</summary>
/// <param name="Ito">The equations of the same process in the sense of Itô.</param>
/// <param name="Drift">The drift.</param>
public sealed record StratonovichEquations(ItoEquations Ito, IReadOnlyList<Expression> Drift) : Statement
{
    internal override string Write(Notation n) => string.Join("\n", Drift.Select((a, i) => $"{n.Differential(Ito.States[i])} = " + n.Sum(
        [(a, n.Differential(ItoEquations.Time)), .. Ito.Drivers.Select((driver, k) => (Ito.Diffusion[i, k], n.Circle + n.Differential(driver)))])));

    /// <summary>The two forms and what lies between them.</summary>
    public override string ToMermaid()
    {
        var n = Notation.Text;
        string corrections = string.Join("\n", Drift.Select((a, i) => n.Sum([(a - Ito.Drift[i], n.Differential(ItoEquations.Time))])));
        return Flowchart([("i", $"Itô: {Ito}"), ("c", $"correction: {corrections}"), ("s", $"Stratonovich: {this}")], [("i", "s"), ("c", "s")]);
    }
}
