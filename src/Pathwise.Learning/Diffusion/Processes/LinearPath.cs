namespace Pathwise.Learning.Diffusion;

/// <summary>
/// Straight paths from data to noise, x_t = (1 − t) x₀ + t ε: flow matching (Lipman, Chen, Ben-Hamu, Nickel and Le, ICLR 2023), rectified flow (Liu, Gong and Liu, ICLR 2023). What is learnt is usually the velocity ε − x₀
/// (<see cref="Prediction.Flow"/>). At t = 1 nothing of the data is left: neither noise nor score says there what x₀ was, and f and g² are infinite.
/// </summary>
public sealed record LinearPath : DiffusionProcess
{
    /// <inheritdoc/>
    public override Real Alpha(Real t) => 1 - t;

    /// <inheritdoc/>
    public override Real Variance(Real t) => t * t;

    /// <inheritdoc/>
    public override Real TimeOf(Real ratio) => ratio / (1 + ratio);
}
