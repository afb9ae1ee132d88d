namespace Pathwise.Execution;

/// <summary>Evaluates a graph over runs of paths. One per thread.</summary>
internal abstract class BlockRunner : IDisposable
{
    /// <summary>Writes every element of every output: element e of path <c>firstPath + p</c> at <c>e·paths + p</c>.</summary>
    public abstract void Run(long firstPath, int paths, Span<double> results);

    public virtual void Dispose() { }
}

/// <summary>What a graph is run on: the values of its parameters, the rows of its data, its noise.</summary>
/// <param name="Parameters">The shared parameters' values.</param>
/// <param name="Data">The rows that paths read.</param>
/// <param name="Noise">The source of draws.</param>
/// <param name="Replicate">Which draw of shared sites.</param>
internal sealed record Inputs(Value[] Parameters, DataRows Data, NoiseSources.INoiseSource Noise, long Replicate);
