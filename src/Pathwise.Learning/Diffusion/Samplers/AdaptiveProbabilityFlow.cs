using System.Globalization;
using Pathwise.Calculus;
using Pathwise.Graphs;
using Pathwise.Ops;
using static Pathwise.Functions;

namespace Pathwise.Learning.Diffusion;

/// <summary>
/// The probability-flow equation on steps that each path chooses itself: a step is taken if the two solutions of an embedded pair differ by no more than absolute + relative·|x|, in the root of the mean square over elements, and
/// the next one is as much longer or shorter as that error tells, 0.9·error^(−1/p) times, between a fifth and five times (Hairer, Nørsett and Wanner, §II.4). Derivatives hold the steps fixed.
/// </summary>
/// <param name="Relative">What is tolerated of x itself.</param>
/// <param name="Absolute">What is tolerated besides.</param>
/// <param name="Least">The time at which samples are taken.</param>
public sealed record AdaptiveProbabilityFlow(double Relative = 1e-4, double Absolute = 1e-4, double Least = 1e-3) : DiffusionSampler
{
    /// <summary>The embedded pair.</summary>
    public RungeKutta Method { get; init; } = RungeKutta.DormandPrince;

    /// <summary>The most steps that are tried; a path that needs more is reported.</summary>
    public int Tries { get; init; } = 1000;

    /// <inheritdoc/>
    public override Real From(Denoiser denoiser, Real start, Noise noise) => Solve(denoiser, start).X;

    /// <summary>The sample, and the number of steps that were taken and those that were tried.</summary>
    public (Real X, Real Taken, Real Tried) Solve(Denoiser denoiser, Real start)
    {
        if (!(Relative >= 0 && Absolute > 0 && double.IsFinite(Relative + Absolute))) throw Mistake.Setting($"tolerances {Relative} and {Absolute}", "give positive numbers; the relative one may be 0");
        if (Tries is < 1 or > TimeGrid.MaximumSteps) throw Mistake.Setting($"{Tries} tries", $"give 1 to {TimeGrid.MaximumSteps}");
        if (Method.Error is not { } error) throw Mistake.Setting($"adaptive steps of {Method}, which has no second solution to tell errors by", "take Dormand and Prince's or Bogacki and Shampine's pair");
        if (Memory != TapeMemory.Full) throw Mistake.Setting("a tape of adaptive steps that is not full", "take a grid of fixed steps, or a full tape");
        double end = denoiser.Process.End;
        if (!(Least < end)) throw Mistake.Times($"a probability flow from time {end} to {Least}", "end before the process's last time");
        // Both ends are looked at: a slope that is infinite there is refused now.
        _ = new FlowSteps(denoiser, [end], [Least], RungeKutta.Euler);
        _ = new FlowSteps(denoiser, [Least], [end], RungeKutta.Euler);

        Real Slope(Real x, Real t) => denoiser.Flow(x, t);
        Node[] initial = [Constant.Of(0), Constant.Of(0), Constant.Of(end), Constant.Of(0.05 * (end - Least)), start.Node, Slope(start, end).Node];
        var loop = Loop.Build(Tries, false, initial, [], (_, carry, _) =>
        {
            Real tried = carry[0].AsReal(), taken = carry[1].AsReal(), t = carry[2].AsReal(), proposed = carry[3].AsReal(), x = carry[4].AsReal(), first = carry[5].AsReal();
            Real left = t - Least;
            Condition isActive = left > 0, isLast = proposed >= left;
            Real h = Where(isLast, left, proposed), next = Where(isLast, Least, t - h);
            var slopes = new Real[Method.Nodes.Length];
            slopes[0] = first;
            for (int i = 1; i < slopes.Length; i++)
                slopes[i] = Slope(RungeKutta.Moved(x, -h, Method.Stages[i], slopes), Method.Nodes[i] == 1 ? next : t - Method.Nodes[i] * h);
            var arrived = RungeKutta.Moved(x, -h, Method.Weights, slopes);
            var size = ErrorOf(x, arrived, h * RungeKutta.Sum(error, slopes)!.Value);
            Condition isTaken = isActive & (size <= 1);
            // The error is never 0 in the power, and a path that is done is left as it is.
            var factor = Clamp(0.9 * Pow(Max(size, 1e-10), -1.0 / Method.Order), 0.2, 5);
            Real Kept(Condition condition, Real value, Real old) => Where(Everywhere(condition, old.Shape), value, old);
            return ([Where(isActive, tried + 1, tried).Node, Where(isTaken, taken + 1, taken).Node, Where(isTaken, next, t).Node, Where(isActive, h * factor, proposed).Node, Kept(isTaken, arrived, x).Node, Kept(isTaken, slopes[^1], first).Node], []);
        }, counter: 0);
        Real Final(int i) => Item.Of(loop, i).AsReal();
        var isDone = new Require(Domain.Zero, string.Create(CultureInfo.InvariantCulture, $"what is left of the time of a probability flow after {Tries} tries (tolerate larger errors, or take more tries)"), Operands: 2);
        return (isDone.On(Final(4), Broadcast(Final(2) - Least, start.Shape)), Final(1), Final(0));
    }

    static Condition Everywhere(Condition condition, Shape shape) => new(BroadcastTo.Of(condition.Node, shape));

    /// <summary>The error in units of what is tolerated; only where steps end depends on it.</summary>
    Real ErrorOf(Real x, Real arrived, Real difference)
    {
        var scaled = difference / (Absolute + Relative * Max(Abs(x), Abs(arrived)));
        return Composite.Held(Sqrt(Mean(scaled * scaled)));
    }
}
