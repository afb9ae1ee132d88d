using System.CommandLine;
using Pathwise.Language;
using Pathwise.Learning.Data;

namespace Pathwise.Cli;

/// <summary>Data named on the command line: a law of points that is drawn from afresh, or rows.</summary>
/// <param name="Name">The name that was given.</param>
/// <param name="Law">The law; null for rows.</param>
/// <param name="Rows">The rows to train on, null for a law.</param>
/// <param name="Test">The rows that come apart for testing; null if none do.</param>
internal sealed record NamedData(string Name, Toy? Law, Dataset? Rows, Dataset? Test)
{
    static readonly Dictionary<string, Func<NamedData>> s_known = new(StringComparer.Ordinal)
    {
        ["eight-gaussians"] = () => Of("eight-gaussians", Toys.EightGaussians),
        ["two-moons"] = () => Of("two-moons", Toys.TwoMoons),
        ["spirals"] = () => Of("spirals", Toys.Spirals),
        ["checkerboard"] = () => Of("checkerboard", Toys.Checkerboard),
        ["digits"] = () => new("digits", null, Datasets.Digits(), null),
        ["concrete"] = () => new("concrete", null, Datasets.Concrete(), null),
        ["fashion-mnist"] = () => new("fashion-mnist", null, Datasets.FashionMnist(), Datasets.FashionMnist(train: false)),
    };

    /// <summary>The share of rows that is trained on where no test rows come apart.</summary>
    const double Share = 0.9;

    /// <summary>Rows to train on and rows to test on. PW3009 of a law.</summary>
    public (Dataset Training, Dataset Test) Split() => Rows is null
        ? throw new PathwiseException("PW3009", $"an autoencoder, or a network that predicts, of '{Name}', which is a law that is drawn from afresh", "name rows of data: digits, fashion-mnist, concrete or a file")
        : Test is { } apart ? (Rows, apart) : Rows.Split(Share, seed: 0);

    /// <summary>The entropy of a law, where it is known.</summary>
    public static double? EntropyOf(Toy? law) => law switch
    {
        EightGaussians gaussians => gaussians.Entropy,
        Checkerboard => Math.Log(32),
        _ => null,
    };

    static NamedData Of(string name, Toy law) => new(name, law, null, null);

    /// <summary>The option that names data, and the one that names what is to be predicted of it.</summary>
    public static Option<string?> DataOption(string otherwise) => new("--data")
    {
        Description = $"What to learn from ({otherwise}): {string.Join(", ", s_known.Keys)}, or a file (.csv, .parquet, .npy, .npz, IDX; compressed by gzip or not).",
        HelpName = "NAME|FILE",
    };

    /// <summary>The option that names targets.</summary>
    public static Option<string?> TargetOption { get; } = new("--target")
    {
        Description = "What the rows' targets or labels are: columns of a table (a,b), an array of an .npz file, or a file beside one of features.",
        HelpName = "COLUMNS|ARRAY|FILE",
    };

    /// <summary>The data of a name or a file.</summary>
    public static NamedData Read(string name, string? target)
    {
        if (s_known.TryGetValue(name, out var known)) return known();
        if (Path.GetExtension(name).Length == 0 && !File.Exists(name))
            throw new PathwiseException("PW3010", $"there is no data '{name}'", Suggestion.For(name, s_known.Keys) is { } near ? $"did you mean '{near}'?" : $"name one of {string.Join(", ", s_known.Keys)}, or a file");
        return new(name, null, ReadFile(name, target), null);
    }

    static Dataset ReadFile(string file, string? target)
    {
        string plain = file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? file[..^3] : file;
        return Path.GetExtension(plain).ToUpperInvariant() switch
        {
            ".CSV" => Of(Csv.Read(file), target),
            ".PARQUET" => Of(ParquetTable.Read(file), target),
            ".NPZ" => Of(Npz.Read(file), file, target),
            ".NPY" => new(Npy.Read(file), target is null ? null : Npy.Read(target)),
            _ => new(Idx.Read(file), target is null ? null : Idx.Read(target)),
        };
    }

    static Dataset Of(Table table, string? target) => table.ToDataset(target is null ? [] : target.Split(',', StringSplitOptions.TrimEntries));

    static Dataset Of(IReadOnlyDictionary<string, DataArray> arrays, string file, string? target)
    {
        string[] features = [.. arrays.Keys.Where(name => name != target)];
        if (features.Length != 1 || (target is not null && !arrays.ContainsKey(target)))
            throw new PathwiseException("PW3010", $"{file} holds {string.Join(", ", arrays.Keys.Select(name => $"'{name}'"))}", "give an archive of one array of features and, named by --target, one of targets or labels");
        return new(arrays[features[0]], target is null ? null : arrays[target]);
    }
}
