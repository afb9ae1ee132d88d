namespace Pathwise;

/// <summary>A value that is not finite reached an output: which path, step and operation it came from.</summary>
public sealed class NonFiniteException : PathwiseException
{
    readonly string _advice;

    /// <param name="path">The path.</param>
    /// <param name="step">The step of the innermost loop.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="cause">What happened.</param>
    /// <param name="cure">How to see more of it.</param>
    /// <param name="place">Where.</param>
    /// <param name="advice">What else may help, as it follows on the cure.</param>
    internal NonFiniteException(long path, int? step, string operation, string cause, string cure, Place place, string advice = "")
        : base("PW0030", cause, cure + advice, place) => (Path, Step, Operation, _advice) = (path, step, operation, advice);

    /// <summary>The path.</summary>
    public long Path { get; }

    /// <summary>The step of the innermost loop, if it happened in one.</summary>
    public int? Step { get; }

    /// <summary>The operation that made it.</summary>
    public string Operation { get; }

    /// <summary>The number of paths of the run, where a path's noise depends on it.</summary>
    internal long? RunPaths { get; set; }

    /// <summary>The same with another way to see more of it.</summary>
    internal NonFiniteException With(string cure) => new(Path, Step, Operation, Cause, cure, Place, _advice);
}
