using System.Numerics;
using Pathwise.Execution;

namespace Pathwise.Estimation;

/// <summary>
/// The mean of a program over one batch of paths after another, and its gradient, as flat numbers: what training repeats. It is prepared when first run, and anew where parameters come to values at which the certificate is another.
/// </summary>
/// <param name="program">The program, with the rows of data that its paths read.</param>
/// <param name="options">How it is run: <c>Paths</c> is the batch.</param>
/// <param name="wanted">The parameters to differentiate in, all if none are given; the others are read as they are.</param>
internal sealed class BatchGradient<T>(StochasticProgram program, EstimationOptions options, IReadOnlyList<ProgramParameter>? wanted = null) : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    CertifiedBatchGradient<T>? _certified;

    /// <summary>The threads that run blocks, which may do other work between batches.</summary>
    public Team Team => _certified!.Team;

    /// <summary>
    /// The mean over a batch; <paramref name="gradient"/>, as long as <paramref name="parameters"/>, receives its derivatives where they are wanted. Throws where a law's parameter leaves its domain, or the gradient would be wrong.
    /// </summary>
    public double Run(long batch, T[] parameters, T[] gradient)
    {
        if (_certified is null || !_certified.Holds(parameters))
        {
            Dispose();
            _certified = new(program.At(parameters), options, wanted);
        }
        return _certified.Run(batch, parameters, gradient);
    }

    public void Dispose()
    {
        _certified?.Dispose();
        _certified = null;
    }
}
