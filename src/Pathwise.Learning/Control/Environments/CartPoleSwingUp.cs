using static Pathwise.Functions;

namespace Pathwise.Learning.Control;

/// <summary>
/// A pole that hangs from a cart is to be swung up and kept upright in the middle of the rail by pushing the cart. The equations of motion and constants are those of Gymnasium's CartPole (Barto, Sutton and Anderson, IEEE Trans. Systems,
/// Man and Cybernetics 13, 1983), without its ends of the rail, so that gradients go through every step; reward, start and observations those of DeepMind's <c>cartpole swingup</c> (Tassa et al., DeepMind Control Suite, arXiv:1801.00690).
/// </summary>
/// <remarks>
/// The state is x, ẋ, θ, θ̇ with θ = 0 upright. Force F = 10a N, g = 9.8 m/s², cart 1 kg, pole 0.1 kg with half length l = 0.5 m, step 0.02 s by the semi-implicit Euler rule (speeds first): with m = 1.1 kg and
/// f = (F + 0.05 θ̇² sin θ)/m, θ̈ = (g sin θ − f cos θ)/(l(4/3 − 0.1 cos² θ/m)) and ẍ = f − 0.05 θ̈ cos θ/m. The reward is a product of four numbers, each at most 1: (1 + cos θ)/2 upright, (1 + 0.1^(x²/4))/2 in the middle,
/// (5 − a²)/5 at little force, (1 + 0.1^(θ̇²/25))/2 at low speed; so an episode of 500 steps earns at most 500. It starts at rest, hanging, with a normal error of 0.01 in each component.
/// </remarks>
public sealed class CartPoleSwingUp : EnvironmentModel
{
    const double Gravity = 9.8, Cart = 1, Pole = 0.1, HalfLength = 0.5, Force = 10, StepTime = 0.02, Mass = Cart + Pole, Moment = Pole * HalfLength;

    /// <summary>log 0.1: what a tolerance is at its margin.</summary>
    const double AtMargin = -2.302585092994045684;

    /// <inheritdoc/>
    public override string Name => "cart-pole";

    /// <inheritdoc/>
    public override int StateSize => 4;

    /// <summary>x, cos θ, sin θ, ẋ, θ̇.</summary>
    public override Box Observations { get; } = new([double.NegativeInfinity, -1, -1, double.NegativeInfinity, double.NegativeInfinity], [double.PositiveInfinity, 1, 1, double.PositiveInfinity, double.PositiveInfinity]);

    /// <inheritdoc/>
    public override Box Actions { get; } = Box.Symmetric(1, 1);

    /// <inheritdoc/>
    public override int? TimeLimit => 500;

    /// <inheritdoc/>
    public override Real Reset(Noise noise) => (Real)new[] { 0, 0, Math.PI, 0 } + 0.01 * noise.Normal(4);

    /// <inheritdoc/>
    public override Transition Step(Real state, Real action, Noise noise)
    {
        Real x = state[0], speed = state[1], angle = state[2], turning = state[3], push = Clamp(action[0], -1, 1), sine = Sin(angle), cosine = Cos(angle);
        Real pushed = (Force * push + Moment * (turning * turning) * sine) / Mass;
        Real turned = (Gravity * sine - cosine * pushed) / (HalfLength * (4.0 / 3 - Pole / Mass * (cosine * cosine)));
        speed += StepTime * (pushed - Moment / Mass * (turned * cosine));
        turning += StepTime * turned;
        (x, angle) = (x + StepTime * speed, angle + StepTime * turning);
        Real upright = 0.5 + 0.5 * Cos(angle), middle = 0.5 + 0.5 * Exp(AtMargin / 4 * (x * x)), gentle = 1 - 0.2 * (push * push), slow = 0.5 + 0.5 * Exp(AtMargin / 25 * (turning * turning));
        return new(Stack([x, speed, angle, turning]), upright * middle * gentle * slow, 0);
    }

    /// <inheritdoc/>
    public override Real Observe(Real state) => Stack([state[0], Cos(state[2]), Sin(state[2]), state[1], state[3]]);
}
