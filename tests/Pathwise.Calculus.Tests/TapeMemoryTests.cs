using static Pathwise.Functions;

namespace Pathwise.Calculus.Tests;

/// <summary>What reverse mode keeps never changes a path, and a gradient only by rounding.</summary>
public class TapeMemoryTests
{
    record Motion(Real Mu, Real Sigma, Real Start);

    [Theory]
    [MemberData(nameof(SchemeTests.All), MemberType = typeof(SchemeTests))]
    public void Checkpointed_gradients_are_those_of_the_full_tape(Scheme scheme)
    {
        Estimate<Motion> Run(TapeMemory memory, bool given) => Expectation.Of((Motion m, Noise noise) =>
        {
            var sde = Ito.Sde((x, t) => m.Mu * x, (x, t) => scheme == AdditiveRungeKutta.Scheme ? m.Sigma + 0 * x : m.Sigma * x);
            var grid = TimeGrid.Uniform(0, 1, 36);
            var path = (scheme, given) switch
            {
                (ItoScheme ito, false) => sde.Solve(m.Start, grid, ito, noise, memory),
                (ItoScheme ito, true) => sde.Solve(m.Start, new BrownianMotion(grid, noise), ito, memory),
                (var other, false) => sde.ToStratonovich().Solve(m.Start, grid, (StratonovichScheme)other, noise, memory),
                (var other, true) => sde.ToStratonovich().Solve(m.Start, new BrownianMotion(grid, noise), (StratonovichScheme)other, memory),
            };
            return path.Terminal * path.Terminal + path.Mean + path.Integral((x, t) => t * x);
        }).ValueAndGradient(new(0.1, 0.3, 1), 2000, seed: 1);
        foreach (bool given in new[] { false, true })
        {
            var (full, checkpointed) = (Run(TapeMemory.Full, given), Run(TapeMemory.Checkpointed, given));
            Assert.Equal(full.Value, checkpointed.Value);
            Assert.Equal((double)full.Gradient.Mu, (double)checkpointed.Gradient.Mu, 1e-12);
            Assert.Equal((double)full.Gradient.Sigma, (double)checkpointed.Gradient.Sigma, 1e-12);
            Assert.Equal((double)full.Gradient.Start, (double)checkpointed.Gradient.Start, 1e-12);
        }
    }

    /// <summary>Grids of any times, and numbers of steps without a divisor near their root.</summary>
    [Fact]
    public void Any_grid()
    {
        foreach (var grid in new[] { TimeGrid.At(0, 0.1, 0.3, 0.35, 0.6, 0.7, 0.75, 0.9, 1), TimeGrid.Uniform(0, 1, 13) })
        {
            double Value(TapeMemory memory) => Expectation.Of((Motion m, Noise noise) => Ito.Sde((x, t) => t * x, (x, t) => m.Sigma * x).Solve(m.Start, grid, EulerMaruyama.Scheme, noise, memory).Terminal).Value(new(0, 0.3, 1), 500, seed: 2).Value;
            Assert.Equal(Value(TapeMemory.Full), Value(TapeMemory.Checkpointed));
        }
    }
}
