using System.Runtime.InteropServices;
using Pathwise.Estimation;
using Pathwise.Execution;
using Pathwise.Graphs;
using Pathwise.NoiseSources;

namespace Pathwise.Benchmarks;

/// <summary>
/// Noise read from memory: the normals of sixteen paths, drawn once, which every tile of paths reads. What is left is the time of the kernel, with
/// the moments of its outputs.
/// </summary>
sealed unsafe class StoredNormals : INoiseSource, IDisposable
{
    readonly CounterSource _source = new(0);
    readonly HashSet<nint> _filled = [];

    public StoredNormals(StochasticProgram program)
    {
        Address = (double*)NativeMemory.AlignedAlloc((nuint)program.Draws.Sum(node => node.Shape.Count) * 128, 64);
        double* rows = Address;
        foreach (var node in program.Draws)
        {
            _source.Fill((Draw)node.Op, 0, 16, new(rows, node.Shape.Count * 16), 16);
            rows += node.Shape.Count * 16;
        }
    }

    /// <summary>Rows of sixteen normals, in the order of the program's draws.</summary>
    public double* Address { get; }

    // A runner draws each site into the same place for every tile, and its kernel leaves the draws there.
    public void Fill(Draw site, long firstPath, int paths, Span<double> destination, int stride)
    {
        fixed (double* to = destination) if (_filled.Add((nint)to)) _source.Fill(site, 0, paths, destination, stride);
    }

    public void Dispose() => NativeMemory.AlignedFree(Address);
}

/// <summary>A program's value, or value and gradient, on stored normals.</summary>
sealed class FromMemory : IDisposable
{
    const int BlockPaths = 1024;

    readonly BlockWorker _worker;
    readonly int _outputs;
    Moments[]? _moments;

    public FromMemory(StochasticProgram program, StoredNormals normals, bool gradient)
    {
        var options = new EstimationOptions();
        var compiled = program.Gradient(gradient ? program.Parameters : [], options);
        _outputs = compiled.Graph.Outputs.Length;
        _worker = new(compiled, program.InputsFor(normals, 0), BlockPaths, options);
    }

    /// <summary>The means of the outputs.</summary>
    public double[] Run(long paths)
    {
        var total = new Moments[_outputs];
        for (long first = 0; first < paths; first += BlockPaths)
        {
            _moments = _worker.Run(first, (int)Math.Min(BlockPaths, paths - first), _moments);
            for (int i = 0; i < total.Length; i++) total[i] = total[i].Merge(_moments[i]);
        }
        return [.. total.Select(m => m.Mean)];
    }

    public void Dispose() => _worker.Dispose();
}
