using System.Numerics;

namespace Pathwise.Learning;

/// <summary>All that training remembers from one step to the next.</summary>
internal sealed class TrainingState<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public required T[] Parameters { get; init; }
    public required OptimiserState<T> Optimiser { get; init; }

    /// <summary>The moving average of the parameters; null if none is kept.</summary>
    public T[]? Average { get; init; }

    /// <summary>The parameters with the best evaluation; null if they are not kept.</summary>
    public T[]? Best { get; init; }
    public double BestEvaluated { get; set; } = double.PositiveInfinity;

    /// <summary>Evaluations since the best.</summary>
    public int SinceBest { get; set; }

    /// <summary>The sum of losses since the last record.</summary>
    public double LossSum { get; set; }
    public double? Evaluated { get; set; }
    public List<TrainingRecord> History { get; init; } = [];

    public long Step => Optimiser.Steps;
}
