using static Pathwise.Functions;

namespace Pathwise.Learning.Control;

/// <summary>
/// Pendulum-v1 of Gymnasium: a rod, pushed by a torque u too weak to lift it, is to be swung up and kept upright. With the angle θ from upright, the reward is −(wrap(θ)² + 0.1 θ̇² + 0.001 u²) before the step;
/// θ̇ ← θ̇ + (15 sin θ + 3u)·0.05 limited to ±8, θ ← θ + 0.05 θ̇. Episodes last 200 steps and start with θ uniform on ±π and θ̇ uniform on ±1. Observed are cos θ, sin θ and θ̇.
/// </summary>
/// <remarks>g = 10 m/s², mass 1 kg, length 1 m, step 0.05 s; angles in radians, torque in N·m, |u| ≤ 2.</remarks>
public sealed class Pendulum : EnvironmentModel
{
    const double Gravity = 10, Mass = 1, Length = 1, StepTime = 0.05, MostSpeed = 8, MostTorque = 2;

    /// <inheritdoc/>
    public override string Name => "pendulum";

    /// <inheritdoc/>
    public override int StateSize => 2;

    /// <inheritdoc/>
    public override Box Observations { get; } = new([-1, -1, -MostSpeed], [1, 1, MostSpeed]);

    /// <inheritdoc/>
    public override Box Actions { get; } = Box.Symmetric(1, MostTorque);

    /// <inheritdoc/>
    public override int? TimeLimit => 200;

    /// <inheritdoc/>
    public override Real Reset(Noise noise) => (2 * noise.Uniform(2) - 1) * new[] { Math.PI, 1 };

    /// <inheritdoc/>
    public override Transition Step(Real state, Real action, Noise noise)
    {
        Real angle = state[0], speed = state[1], torque = Clamp(action[0], -MostTorque, MostTorque);
        // Where the turns jump, the wrapped angle's square does not: they may be held.
        Real wrapped = angle - 2 * Math.PI * StopGradient(Floor((angle + Math.PI) / (2 * Math.PI)));
        Real reward = -(wrapped * wrapped + 0.1 * (speed * speed) + 0.001 * (torque * torque));
        speed = Clamp(speed + (3 * Gravity / (2 * Length) * Sin(angle) + 3 / (Mass * Length * Length) * torque) * StepTime, -MostSpeed, MostSpeed);
        return new(Stack([angle + StepTime * speed, speed]), reward, 0);
    }

    /// <inheritdoc/>
    public override Real Observe(Real state) => Stack([Cos(state[0]), Sin(state[0]), state[1]]);
}
