using static Pathwise.Functions;

namespace Pathwise.Learning;

/// <summary>A learnt vector for each of a number of things.</summary>
/// <param name="Table">Of shape (count, features).</param>
public sealed record Embedding(Real Table)
{
    /// <summary>A table of standard normal numbers.</summary>
    public static Embedding Of(int count, int features, RandomKey key)
    {
        Setting.Extents("an embedding", count, features);
        return new(key.Normal(new(count, features)));
    }

    /// <summary>The rows of the table that an index, or an array of them, names: whole numbers from 0, the same for all paths or each path's own. Others are reported when they occur.</summary>
    public Real Apply(Real index) => Gather(Table, index);

    /// <summary>Σ weightₖ·rowₖ: the row of a one-hot vector, the mean row of probabilities.</summary>
    public Real Mix(Real weights) => MatMul(weights, Table);
}
