using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pathwise.Learning.Data;

namespace Pathwise.Learning;

/// <summary>A file of records, each written as it is made: a table (<c>.csv</c>), or an object on each line (<c>.jsonl</c>), which has the gradient's noise too.</summary>
internal sealed class TrainingLog : IDisposable
{
    readonly string _path;
    readonly StreamWriter _writer;
    readonly bool _isTable;

    TrainingLog(string path, StreamWriter writer, bool isTable) => (_path, _writer, _isTable) = (path, writer, isTable);

    /// <summary>The log in a file, begun anew with the records there are already; null without a file. PW4062 of another kind of file, PW4010 if it cannot be written.</summary>
    public static TrainingLog? Open(string? path, IEnumerable<TrainingRecord> history)
    {
        if (path is null) return null;
        bool isTable = path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase);
        if (!isTable && !path.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase)) throw new PathwiseException("PW4062", $"a log in {path}", "name a file that ends in .csv or .jsonl");
        StreamWriter? writer = null;
        WrittenFile.Write(path, () => writer = new(path) { NewLine = "\n" });
        var log = new TrainingLog(path, writer!, isTable);
        if (isTable) log.WriteLine("step,loss,rate,gradient_norm,evaluated");
        foreach (var record in history) log.Write(record);
        return log;
    }

    public void Write(TrainingRecord record) => WriteLine(_isTable
        ? string.Create(CultureInfo.InvariantCulture, $"{record.Step},{record.Loss:R},{record.Rate:R},{record.GradientNorm:R},{record.Evaluated:R}") : Json(record).ToJsonString());

    void WriteLine(string line) => WrittenFile.Write(_path, () =>
    {
        _writer.WriteLine(line);
        _writer.Flush();
    });

    public static JsonObject Json(TrainingRecord record)
    {
        var line = new JsonObject
        {
            ["step"] = record.Step,
            ["loss"] = Number(record.Loss),
            ["rate"] = Number(record.Rate),
            ["gradient_norm"] = Number(record.GradientNorm),
        };
        if (record.Evaluated is { } evaluated) line["evaluated"] = Number(evaluated);
        if (record.GradientNoise is { } noise)
            line["gradient_noise"] = new JsonArray([.. noise.Select(n => new JsonObject { ["parameter"] = n.Parameter, ["gradient"] = Number(n.Gradient), ["deviation"] = Number(n.Deviation) })]);
        return line;
    }

    public static TrainingRecord Record(JsonElement line) => new(line.GetProperty("step").GetInt64(), Number(line.GetProperty("loss")), Number(line.GetProperty("rate")), Number(line.GetProperty("gradient_norm")),
        line.TryGetProperty("evaluated", out var evaluated) ? Number(evaluated) : null,
        line.TryGetProperty("gradient_noise", out var noise) ? [.. noise.EnumerateArray().Select(n => new GradientNoise(n.GetProperty("parameter").GetString()!, Number(n.GetProperty("gradient")), Number(n.GetProperty("deviation"))))] : null);

    // JSON has no numbers that are not finite.
    static JsonNode? Number(double x) => double.IsFinite(x) ? x : null;

    static double Number(JsonElement x) => x.ValueKind == JsonValueKind.Null ? double.NaN : x.GetDouble();

    public void Dispose() => _writer.Dispose();
}
