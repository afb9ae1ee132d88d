namespace Pathwise;

/// <summary>A value that is not finite reached an output: which path, step and operation it came from.</summary>
public sealed class NonFiniteException : PathwiseException
{
    internal NonFiniteException(long path, int? step, string operation, string cause, string cure, Place place)
        : base("PW0030", cause, cure, place) => (Path, Step, Operation) = (path, step, operation);

    /// <summary>The path.</summary>
    public long Path { get; }

    /// <summary>The step of the innermost loop, if it happened in one.</summary>
    public int? Step { get; }

    /// <summary>The operation that made it.</summary>
    public string Operation { get; }

    /// <summary>The number of paths of the run, where a path's noise depends on it.</summary>
    internal long? RunPaths { get; set; }

    /// <summary>The same with another cure.</summary>
    internal NonFiniteException With(string cure) => new(Path, Step, Operation, Cause, cure, Place);
}
