using static Pathwise.Functions;

namespace Pathwise.Learning.Control;

/// <summary>
/// MountainCarContinuous-v0 of Gymnasium (Moore, Efficient memory-based learning for robot control, 1990): a car in a valley, too weak for the hill, is to swing up to the flag. v ← v + 0.0015a − 0.0025 cos 3x limited to
/// ±0.07, x ← x + v limited to [−1.2, 0.6], where the left end stops the car. The reward is −0.1a², and 100 at the flag, x ≥ 0.45, which ends the task. Episodes last 999 steps and start at rest with x uniform on [−0.6, −0.4].
/// </summary>
/// <remarks>
/// Stopping, flag and end are jumps: gradients through them are refused. With <see cref="IsSmooth"/> the same car can be differentiated: v is what the car has moved by (at the left end that is the same one step later), and instead of
/// ending, every step is rewarded by σ((x − 0.45)/0.05), which is near 1 at and beyond the flag.
/// </remarks>
public sealed class MountainCar : EnvironmentModel
{
    const double Power = 0.0015, Slope = 0.0025, Left = -1.2, Right = 0.6, MostSpeed = 0.07, Flag = 0.45, FlagWidth = 0.05;

    /// <summary>Whether it can be differentiated.</summary>
    public bool IsSmooth { get; init; }

    /// <inheritdoc/>
    public override string Name => IsSmooth ? "mountain-car-smooth" : "mountain-car";

    /// <inheritdoc/>
    public override int StateSize => 2;

    /// <inheritdoc/>
    public override Box Observations { get; } = new([Left, -MostSpeed], [Right, MostSpeed]);

    /// <inheritdoc/>
    public override Box Actions { get; } = Box.Symmetric(1, 1);

    /// <inheritdoc/>
    public override int? TimeLimit => 999;

    /// <inheritdoc/>
    public override Real Reset(Noise noise) => Stack([-0.6 + 0.2 * noise.Uniform(), 0]);

    /// <inheritdoc/>
    public override Transition Step(Real state, Real action, Noise noise)
    {
        Real before = state[0], push = action[0];
        Real speed = Clamp(state[1] + Power * Clamp(push, -1, 1) - Slope * Cos(3 * before), -MostSpeed, MostSpeed);
        Real position = Clamp(before + speed, Left, Right), effort = 0.1 * (push * push);
        if (IsSmooth) return new(Stack([position, position - before]), Sigmoid((position - Flag) / FlagWidth) - effort, 0);
        speed = Where((position <= Left) & (speed < 0), 0, speed);
        Real arrived = Where((position >= Flag) & (speed >= 0), 1, 0);
        return new(Stack([position, speed]), 100 * arrived - effort, arrived);
    }
}
