using System.Globalization;
using System.Text.Json;
using Pathwise.Learning.Data;

namespace Pathwise.Learning.Control;

/// <summary>
/// The state of learning as a file: <c>parameters.NAME</c> for each array of the model, so that other programs find the weights by their names; the optimisers' arrays, <c>policy.first moment</c> and so on; the buffer's parts,
/// <c>buffer.action</c> and so on, and the actions of the episode under way.
/// </summary>
internal sealed class ControlCheckpoint<TModel>(Learner<TModel> learner, ReplayBuffer buffer, ControlOptions options, string method)
{
    /// <summary>What must be the same when learning goes on.</summary>
    Dictionary<string, string> Key
    {
        get
        {
            var key = new Dictionary<string, string>(StringComparer.Ordinal) { ["format"] = "pathwise control 2", ["method"] = method, ["capacity"] = Text(buffer.Capacity), ["optimiser"] = options.Optimiser.GetType().Name };
            foreach (var (name, value) in options.Key) key[name] = value.ToString("R", CultureInfo.InvariantCulture);
            return key;
        }
    }

    public void Write(string path, ControlState state)
    {
        var arrays = new Dictionary<string, DataArray>(StringComparer.Ordinal);
        foreach (var (name, numbers, shape) in Arrays()) arrays[name] = new(numbers[..shape.Count], shape);
        foreach (var (name, numbers, width) in buffer.Parts)
            if (buffer.Count > 0) arrays[$"buffer.{name}"] = new(numbers[..(buffer.Count * width)], new Shape(buffer.Count, width));
        if (state.Actions.Count > 0) arrays["episode.actions"] = new(new Shape(state.Actions.Count, buffer.ActionSize), state.Actions.SelectMany(action => action).ToArray());
        // The parameters by name are slices of one array.
        foreach (var (name, shape, start) in learner.Layout.Places) arrays[$"parameters.{name}"] = new(learner.Parameters[start..(start + shape.Count)], shape);
        var notes = Key;
        notes["state"] = JsonSerializer.Serialize(new Noted(state.Step, state.Updates, state.Episode, buffer.Added, [.. learner.Updates.Select(update => update.State.Steps)], state.Sums, state.Counts, state.LastReturn, state.Evaluated, state.Seen, state.History));
        Safetensors.Write(path, arrays, notes);
    }

    /// <summary>The state in a file; parameters, optimisers and buffer are taken into their places. PW4076, and nothing is changed, if it is of another run.</summary>
    public ControlState Read(string path)
    {
        var (arrays, notes) = Safetensors.Read(path);
        foreach (var (name, value) in Key)
            if (notes.GetValueOrDefault(name) != value) throw Other(path, $"its {name} is '{notes.GetValueOrDefault(name) ?? "not noted"}' and not '{value}'");
        var noted = NotedIn(path, notes);
        float[] Numbers(string name, Shape shape) => arrays.GetValueOrDefault(name) is not { } array ? throw Other(path, $"it has no array '{name}'")
            : array.Shape != shape || array.ElementType != typeof(float) ? throw Other(path, $"array '{name}' is of {array.ElementType.Name} and shape {array.Shape}, not of Single and shape {shape}") : array.Elements<float>().ToArray();
        int count = (int)Math.Min(noted.Added, buffer.Capacity);
        var taken = new List<(float[] Numbers, float[] To, int At)>();
        foreach (var (name, shape, start) in learner.Layout.Places) taken.Add((Numbers($"parameters.{name}", shape), learner.Parameters, start));
        foreach (var (name, numbers, shape) in Arrays()) taken.Add((Numbers(name, shape), numbers, 0));
        foreach (var (name, numbers, width) in buffer.Parts)
            if (count > 0) taken.Add((Numbers($"buffer.{name}", new Shape(count, width)), numbers, 0));
        var state = new ControlState { Step = noted.Step, Updates = noted.Updates, Episode = noted.Episode, Sums = noted.Sums, Counts = noted.Counts, LastReturn = noted.LastReturn, Evaluated = noted.Evaluated, Seen = noted.Seen, History = [.. noted.History] };
        if (arrays.GetValueOrDefault("episode.actions") is { } actions)
        {
            if (actions.ElementType != typeof(double) || actions.Shape.Rank != 2 || actions.Shape[1] != buffer.ActionSize) throw Other(path, $"its actions are of {actions.ElementType.Name} and shape {actions.Shape}");
            state.Actions.AddRange(actions.Elements<double>().ToArray().Chunk(buffer.ActionSize));
        }
        foreach (var (numbers, to, at) in taken) numbers.CopyTo(to, at);
        for (int i = 0; i < learner.Updates.Count; i++) learner.Updates[i].State = new(learner.Updates[i].State.Names, learner.Updates[i].State.Arrays, noted.OptimiserSteps[i]);
        buffer.Restore(noted.Added);
        return state;
    }

    Noted NotedIn(string path, IReadOnlyDictionary<string, string> notes)
    {
        try
        {
            if (JsonSerializer.Deserialize<Noted>(notes.GetValueOrDefault("state") ?? "") is { Sums.Length: 3, Counts.Length: 3, Seen: not null, History: not null } noted && noted.OptimiserSteps?.Length == learner.Updates.Count && noted.Added >= 0) return noted;
        }
        catch (JsonException)
        {
            // Said below.
        }
        throw Other(path, "what is noted in it is not read");
    }

    /// <summary>The optimisers' arrays, by group.</summary>
    IEnumerable<(string Name, float[] Numbers, Shape Shape)> Arrays() =>
        from update in learner.Updates
        from moment in update.State.Names.Zip(update.State.Arrays)
        select ($"{update.Name}.{moment.First}", moment.Second, (Shape)moment.Second.Length);

    public static PathwiseException Other(string path, string cause) =>
        new("PW4076", $"{path} is no checkpoint of this learning: {cause}", "learn with the method, environment, networks and options of the checkpoint, name another file, or remove this one to begin anew");

    static string Text(long x) => x.ToString(CultureInfo.InvariantCulture);

    /// <summary>What is noted beside the arrays. Numbers in JSON round trip.</summary>
    sealed record Noted(long Step, long Updates, long Episode, long Added, long[] OptimiserSteps, double[] Sums, long[] Counts, double? LastReturn, double? Evaluated, double[] Seen, IReadOnlyList<ControlRecord> History);
}
