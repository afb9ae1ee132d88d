using Pathwise.Learning.Data;

namespace Pathwise.Learning;

/// <summary>Files of trained parameters, safetensors: an array for each array of the record, under its name, as in <c>Layers[0].Weight</c>, and texts that say what they are of.</summary>
public static class ModelFile
{
    /// <summary>Writes parameters, in single precision unless it is said otherwise. PW4010 if the file cannot be written.</summary>
    public static void Write<TParameters>(string path, TParameters model, IReadOnlyDictionary<string, string>? notes = null, Precision precision = Precision.F32)
    {
        var flat = new FlatParameters<TParameters>(model);
        var numbers = new double[flat.Count];
        flat.Read<double>(model, numbers);
        Safetensors.Write(path, flat.Places.ToDictionary(place => place.Name, place =>
        {
            var part = numbers.AsSpan(place.Start, place.Shape.Count);
            return precision == Precision.F32 ? new DataArray(Singles(part), place.Shape) : new DataArray(part.ToArray(), place.Shape);
        }, StringComparer.Ordinal), notes);
    }

    /// <summary>The parameters in a file, as a record like another, which has their shapes and settings, and the notes. PW4063 if the file's arrays are of something else.</summary>
    public static TParameters Read<TParameters>(string path, TParameters like) => Take(path, Safetensors.Read(path), like);

    /// <summary>What is noted in a file.</summary>
    public static IReadOnlyDictionary<string, string> Notes(string path) => Safetensors.Read(path).Notes;

    static TParameters Take<TParameters>(string path, NamedArrays file, TParameters like)
    {
        var flat = new FlatParameters<TParameters>(like);
        var numbers = new double[flat.Count];
        foreach (var (name, shape, start) in flat.Places)
        {
            if (file.Arrays.GetValueOrDefault(name) is not { } array) throw Other(path, $"it has no array '{name}'");
            if (array.Shape != shape) throw Other(path, $"array '{name}' has shape {array.Shape}, not {shape}");
            array.CopyTo(0, numbers.AsSpan(start, shape.Count));
        }
        if (file.Arrays.Count != flat.Names.Count) throw Other(path, $"it has {file.Arrays.Count} arrays, not {flat.Names.Count}");
        return flat.Build<double>(numbers);
    }

    static PathwiseException Other(string path, string cause) => new("PW4063", $"{path} holds other parameters: {cause}", "name a file that was written of a model of this structure");

    static float[] Singles(ReadOnlySpan<double> numbers)
    {
        var singles = new float[numbers.Length];
        for (int i = 0; i < singles.Length; i++) singles[i] = (float)numbers[i];
        return singles;
    }
}
