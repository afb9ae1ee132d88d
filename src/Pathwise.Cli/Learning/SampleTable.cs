using System.Globalization;
using Pathwise.Learning.Data;

namespace Pathwise.Cli;

/// <summary>Samples of a model as a table: a row of numbers x1, x2, … for each, that read back as the same single-precision numbers.</summary>
internal static class SampleTable
{
    public static void Write(string file, DataArray samples) => OutputFile.Write(file, stream =>
    {
        int size = samples.Shape[1];
        using var writer = new StreamWriter(stream);
        writer.Write($"{string.Join(',', Enumerable.Range(1, size).Select(i => $"x{i.ToString(CultureInfo.InvariantCulture)}"))}\n");
        for (int k = 0; k < samples.Shape[0]; k++) writer.Write($"{string.Join(',', Enumerable.Range(0, size).Select(i => ((float)samples[k * size + i]).ToString("R", CultureInfo.InvariantCulture)))}\n");
    });
}
