using static Pathwise.Functions;

namespace Pathwise.Learning.Control;

/// <summary>
/// The linear–quadratic regulator: x′ = Ax + Bu + Gε from x₀ = Sε₀ with reward −(xᵀQx + uᵀRu), x before the step. Its best control and cost are known: <see cref="Problem"/>. Nothing ends it before the time limit.
/// </summary>
public sealed class LinearQuadratic : EnvironmentModel
{
    readonly Real _a, _b, _q, _r, _noise, _start;
    readonly int _steps, _noises, _starts;

    /// <summary>The regulator of n components and m controls; PW4080 where matrices do not fit.</summary>
    /// <param name="a">A, n × n.</param>
    /// <param name="b">B, n × m.</param>
    /// <param name="q">Q, n × n, positive semidefinite.</param>
    /// <param name="r">R, m × m, positive definite.</param>
    /// <param name="noise">G, n × any.</param>
    /// <param name="start">S, n × any.</param>
    /// <param name="steps">T.</param>
    /// <param name="bound">The largest magnitude of a control, for what explores by it; the closed form knows no bound.</param>
    public LinearQuadratic(double[,] a, double[,] b, double[,] q, double[,] r, double[,] noise, double[,] start, int steps, double bound = double.PositiveInfinity)
    {
        Problem = new(a, b, q, r, noise, start);
        if (steps < 1) throw Setting.Outside("the number of a regulator's steps", steps, "at least 1");
        if (!(bound > 0)) throw Setting.Outside("the largest control of a regulator", bound, "positive");
        (_a, _b, _q, _r, _noise, _start, _steps) = (Array(a), Array(b), Array(q), Array(r), Array(noise), Array(start), steps);
        (_noises, _starts, StateSize) = (noise.GetLength(1), start.GetLength(1), a.GetLength(0));
        (Observations, Actions) = (Box.Symmetric(StateSize, double.PositiveInfinity), Box.Symmetric(b.GetLength(1), bound));
    }

    /// <summary>A mass of 1 kg on a line, pushed for 0.1 s at a time: position and speed are to be 0 at little force. Q = I, R = 1, 50 steps; it starts anywhere around 0, and is jostled a little.</summary>
    public static LinearQuadratic DoubleIntegrator { get; } = new(new[,] { { 1, 0.1 }, { 0, 1 } }, new[,] { { 0.005 }, { 0.1 } }, new double[,] { { 1, 0 }, { 0, 1 } }, new double[,] { { 1 } },
        new[,] { { 0.0 }, { 0.05 } }, new double[,] { { 1, 0 }, { 0, 1 } }, steps: 50, bound: 10);

    /// <summary>The problem in closed form, undiscounted.</summary>
    public LinearQuadraticProblem Problem { get; }

    /// <inheritdoc/>
    public override string Name => "lqr";

    /// <inheritdoc/>
    public override int StateSize { get; }

    /// <inheritdoc/>
    public override Box Observations { get; }

    /// <inheritdoc/>
    public override Box Actions { get; }

    /// <inheritdoc/>
    public override int? TimeLimit => _steps;

    /// <inheritdoc/>
    public override Real Reset(Noise noise) => MatMul(_start, noise.Normal(_starts));

    /// <inheritdoc/>
    public override Transition Step(Real state, Real action, Noise noise) =>
        new(MatMul(_a, state) + MatMul(_b, action) + MatMul(_noise, noise.Normal(_noises)), -(Sum(state * MatMul(_q, state)) + Sum(action * MatMul(_r, action))), 0);

    static Real Array(double[,] matrix) => Real.FromArray(new Shape(matrix.GetLength(0), matrix.GetLength(1)), [.. matrix.Cast<double>()]);
}
