using System.Globalization;
using System.Text.Json;
using Pathwise.Estimation;
using Pathwise.Learning;

namespace Pathwise.Cli;

/// <summary>A trained model in a file, with what rebuilds it and what it has learnt.</summary>
/// <param name="Model">The parameters.</param>
/// <param name="Settings">What rebuilds their structure.</param>
/// <param name="Data">The name of the data.</param>
/// <param name="Target">The name of the targets, if one was given.</param>
internal sealed record StoredModel<TModel, TSettings>(TModel Model, TSettings Settings, string Data, string? Target) where TSettings : class
{
    public void Write(string file, string family)
    {
        var notes = new Dictionary<string, string>(StringComparer.Ordinal) { ["family"] = family, ["settings"] = JsonSerializer.Serialize(Settings), ["data"] = Data };
        if (Target is not null) notes["target"] = Target;
        ModelFile.Write(file, Model, notes);
    }

    /// <summary>The model in a file. PW3011 for a file of something else.</summary>
    /// <param name="file">The file.</param>
    /// <param name="family">The family that wrote it.</param>
    /// <param name="isWhole">Whether settings say all that is needed: what is missing in a file is null.</param>
    /// <param name="like">A model of the same structure.</param>
    public static StoredModel<TModel, TSettings> Read(string file, string family, Func<TSettings, bool> isWhole, Func<TSettings, TModel> like)
    {
        var notes = ModelFile.Notes(file);
        string cure = $"name a file that 'pathwise {family} train' has written";
        if (notes.GetValueOrDefault("family") != family)
            throw new PathwiseException("PW3011", notes.GetValueOrDefault("family") is { } other ? $"{file} is a model of the family '{other}', not '{family}'" : $"{file} is no trained model", cure);
        try
        {
            if (JsonSerializer.Deserialize<TSettings>(notes.GetValueOrDefault("settings", "null")) is { } settings && isWhole(settings) && notes.TryGetValue("data", out string? data))
                return new(Finite(file, ModelFile.Read(file, Built(settings))), settings, data, notes.GetValueOrDefault("target"));
        }
        catch (JsonException) { }
        throw new PathwiseException("PW3011", $"{file} does not say how its model is built", cure);

        // Settings may be none that a training has: a size below 1, say.
        TModel Built(TSettings settings)
        {
            try { return like(settings); }
            catch (PathwiseException e) { throw new PathwiseException("PW3011", $"{file} says that its model is built in a way that none is: {e.Cause}", cure); }
        }
    }

    /// <summary>A comparison may hide a NaN: what is computed of it would be wrong, and not always seen to be.</summary>
    static TModel Finite(string file, TModel model)
    {
        foreach (var (name, value) in Structure.Of(typeof(TModel)).Flatten(model))
            if (Array.FindIndex(value.ToArray(), x => !double.IsFinite(x)) is >= 0 and int at)
                throw new PathwiseException("PW3011", string.Create(CultureInfo.InvariantCulture, $"{file}: element {at} of array '{name}' is {value.ToArray()[at]}, which no training writes"), "get the file again, or train again");
        return model;
    }
}
