using System.Globalization;
using System.Text;
using Parquet;
using Parquet.Schema;

namespace Pathwise.Cli;

/// <summary>Paths as a table with the columns path, t and one for each state: a row for each path and time.</summary>
internal static class PathTable
{
    /// <param name="file">The file.</param>
    /// <param name="states">The states' names.</param>
    /// <param name="at">The times.</param>
    /// <param name="rows">The states one after the other, each at all times: its numbers on all paths.</param>
    public static void WriteCsv(string file, string[] states, double[] at, double[][] rows) => OutputFile.Write(file, stream =>
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(false));
        writer.WriteLine($"path,t,{string.Join(',', states)}");
        var line = new StringBuilder();
        for (int p = 0; p < rows[0].Length; p++)
            for (int k = 0; k < at.Length; k++)
            {
                line.Clear().Append(CultureInfo.InvariantCulture, $"{p},{at[k]:R}");
                for (int s = 0; s < states.Length; s++) line.Append(CultureInfo.InvariantCulture, $",{rows[s * at.Length + k][p]:R}");
                writer.WriteLine(line);
            }
    });

    /// <inheritdoc cref="WriteCsv"/>
    public static void WriteParquet(string file, string[] states, double[] at, double[][] rows) => OutputFile.Write(file, stream =>
    {
        int paths = rows[0].Length;
        var path = new DataField<long>("path");
        DataField[] numbers = [new DataField<double>("t"), .. states.Select(state => new DataField<double>(state))];
        double[][] columns = [Column((_, k) => at[k]), .. states.Select((_, s) => Column((p, k) => rows[s * at.Length + k][p]))];

        async Task Run()
        {
            await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema([path, .. numbers]), stream);
            using var group = writer.CreateRowGroup();
            await group.WriteAsync<long>(path, Enumerable.Range(0, paths * at.Length).Select(i => (long)(i / at.Length)).ToArray());
            foreach (var (field, column) in numbers.Zip(columns)) await group.WriteAsync<double>(field, column);
        }
        Run().GetAwaiter().GetResult();

        double[] Column(Func<int, int, double> of)
        {
            var column = new double[paths * at.Length];
            for (int p = 0; p < paths; p++)
                for (int k = 0; k < at.Length; k++) column[p * at.Length + k] = of(p, k);
            return column;
        }
    });
}
