using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pathwise.Learning.Data;

namespace Pathwise.Learning;

/// <summary>
/// The state of training as a file: <c>parameters.NAME</c>, <c>average.NAME</c>, <c>best.NAME</c> and the optimiser's arrays, <c>first moment.NAME</c> and so on, for each array of parameters, so that other programs find the
/// weights by their names; the rest is noted beside them.
/// </summary>
internal sealed class Checkpoint<TParameters, T>(FlatParameters<TParameters> flat, int rows, TrainingOptions options) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    const string Weights = "parameters", Average = "average", Best = "best";

    /// <summary>What must be the same when training goes on.</summary>
    Dictionary<string, string> Key => new(StringComparer.Ordinal)
    {
        ["format"] = "pathwise training 1",
        ["seed"] = Text(options.Seed),
        ["batch"] = Text(options.BatchSize),
        ["rows"] = Text(rows),
        ["optimiser"] = options.Optimiser.GetType().Name,
    };

    public void Write(string path, TrainingState<T> state)
    {
        var arrays = new Dictionary<string, DataArray>(StringComparer.Ordinal);
        foreach (var (group, values) in Groups(state))
            foreach (var (name, shape, start) in flat.Places) arrays[$"{group}.{name}"] = Slice(values, start, shape);
        var notes = Key;
        notes["step"] = Text(state.Step);
        notes["loss sum"] = Text(state.LossSum);
        notes["best evaluated"] = Text(state.BestEvaluated);
        notes["since best"] = Text(state.SinceBest);
        notes["evaluated"] = state.Evaluated is { } evaluated ? Text(evaluated) : "";
        notes["history"] = new JsonArray([.. state.History.Select(TrainingLog.Json)]).ToJsonString();
        Safetensors.Write(path, arrays, notes);
    }

    /// <summary>The state in a file, with the arrays of <paramref name="like"/>. PW4061 if it is of another run.</summary>
    public TrainingState<T> Read(string path, TrainingState<T> like)
    {
        var (arrays, notes) = Safetensors.Read(path);
        foreach (var (name, value) in Key)
            if (notes.GetValueOrDefault(name) != value)
                throw Other(path, $"its {name} is '{notes.GetValueOrDefault(name) ?? "not noted"}' and not '{value}'");
        foreach (var (group, values) in Groups(like))
            foreach (var (name, shape, start) in flat.Places)
            {
                if (arrays.GetValueOrDefault($"{group}.{name}") is not { } array) throw Other(path, $"it has no array '{group}.{name}'");
                if (array.Shape != shape || array.ElementType != typeof(T)) throw Other(path, $"array '{group}.{name}' is of {array.ElementType.Name} and shape {array.Shape}, not of {typeof(T).Name} and shape {shape}");
                array.Elements<T>().CopyTo(values.AsSpan(start));
            }
        try
        {
            var state = new TrainingState<T>
            {
                Parameters = like.Parameters,
                Optimiser = new(like.Optimiser.Names, like.Optimiser.Arrays, long.Parse(notes["step"], CultureInfo.InvariantCulture)),
                Average = like.Average,
                Best = like.Best,
                BestEvaluated = Number(notes["best evaluated"]),
                SinceBest = int.Parse(notes["since best"], CultureInfo.InvariantCulture),
                LossSum = Number(notes["loss sum"]),
                Evaluated = notes["evaluated"].Length == 0 ? null : Number(notes["evaluated"]),
            };
            using var history = JsonDocument.Parse(notes["history"]);
            state.History.AddRange(history.RootElement.EnumerateArray().Select(TrainingLog.Record));
            return state;
        }
        catch (Exception e) when (e is KeyNotFoundException or FormatException or OverflowException or JsonException or InvalidOperationException)
        {
            throw Other(path, $"what is noted in it is not read: {e.Message}");
        }
    }

    static PathwiseException Other(string path, string cause) =>
        new("PW4061", $"{path} is no checkpoint of this training: {cause}", "train with the options, data and parameters of the checkpoint, name another file, or remove this one to begin anew");

    static IEnumerable<(string Group, T[] Values)> Groups(TrainingState<T> state)
    {
        yield return (Weights, state.Parameters);
        if (state.Average is not null) yield return (Average, state.Average);
        if (state.Best is not null) yield return (Best, state.Best);
        for (int i = 0; i < state.Optimiser.Names.Count; i++) yield return (state.Optimiser.Names[i], state.Optimiser.Arrays[i]);
    }

    static DataArray Slice(T[] values, int start, Shape shape)
    {
        T[] slice = values[start..(start + shape.Count)];
        return slice is float[] singles ? new(singles, shape) : new((double[])(object)slice, shape);
    }

    static string Text(double x) => x.ToString("R", CultureInfo.InvariantCulture);

    static string Text(long x) => x.ToString(CultureInfo.InvariantCulture);

    static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
