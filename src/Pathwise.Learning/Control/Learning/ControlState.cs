namespace Pathwise.Learning.Control;

/// <summary>Where a run of learning is, beside its parameters and its buffer.</summary>
internal sealed class ControlState
{
    /// <summary>Steps done.</summary>
    public long Step { get; set; }

    /// <summary>Updates done.</summary>
    public long Updates { get; set; }

    /// <summary>Episodes over, which is the number of the one under way.</summary>
    public long Episode { get; set; }

    /// <summary>The actions of the episode under way: with them it is run again when learning is resumed.</summary>
    public List<double[]> Actions { get; } = [];

    /// <summary>What is seen now.</summary>
    public double[] Seen { get; set; } = [];

    /// <summary>Sums and counts since the last record: returns, losses of critics, losses of the policy.</summary>
    public double[] Sums { get; init; } = new double[3];
    public long[] Counts { get; init; } = new long[3];

    public double? LastReturn { get; set; }
    public double? Evaluated { get; set; }
    public List<ControlRecord> History { get; init; } = [];

    public void Count(int which, double value)
    {
        Sums[which] += value;
        Counts[which]++;
    }

    /// <summary>The mean since the last record.</summary>
    public double? Mean(int which) => Counts[which] > 0 ? Sums[which] / Counts[which] : null;

    public void Forget()
    {
        Array.Clear(Sums);
        Array.Clear(Counts);
    }
}
