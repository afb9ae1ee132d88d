using Pathwise.Learning.Data;

namespace Pathwise.Cli;

/// <summary>Labels of rows as classes.</summary>
internal static class ClassLabels
{
    /// <summary>The number of classes that rows are labelled with. PW3001 unless each row has one label, a whole number from 0.</summary>
    public static int Count(Dataset? rows, string name)
    {
        if (rows?.TargetShape is not { Rank: 0 }) throw new PathwiseException("PW3001", $"--classes of {name}, which has no labels", "leave it out, or name data with one label a row (--target)");
        double most = 0;
        for (int k = 0; k < rows.Count; k++)
        {
            double label = rows.Target(k)[0];
            if (!(label >= 0 && label < 100_000 && label == Math.Floor(label))) throw new PathwiseException("PW3001", System.FormattableString.Invariant($"--classes of row {k}, whose label is {label}"), "classes are whole numbers from 0");
            most = Math.Max(most, label);
        }
        return (int)most + 1;
    }
}
