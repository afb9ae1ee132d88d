using System.Globalization;

namespace Pathwise.Cli;

/// <summary>The sizes of a network's hidden layers, as users write them: 128,128.</summary>
internal static class HiddenSizes
{
    /// <summary>The sizes in a text; <paramref name="example"/> is shown where it holds something else.</summary>
    public static int[] Read(string text, string example)
    {
        int[] sizes = [.. text.Split(',').Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int size) && size is >= 1 and <= 4096 ? size : 0)];
        return Array.TrueForAll(sizes, size => size > 0) ? sizes : throw new PathwiseException("PW3001", $"--hidden {text}", $"give the sizes of hidden layers as whole numbers with commas between them, as in {example}");
    }
}
