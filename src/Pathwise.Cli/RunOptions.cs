using System.CommandLine;
using System.CommandLine.Parsing;
using Pathwise.Estimation;

namespace Pathwise.Cli;

/// <summary>How gradients are run: paths, estimators, noise, threads, precision, and the parameters to differentiate in.</summary>
internal sealed class RunOptions(string paths)
{
    public Option<long?> Paths { get; } = TypedOption.Whole("--paths", paths, "N");
    readonly Option<string> _estimator = TypedOption.OneOf("--estimator", "How gradients are estimated: auto chooses for each draw and refuses what it cannot do right; pathwise refuses whatever needs more; any other "
        + "is taken at every draw that has it and has not chosen its own.", ["auto", .. Estimators.ByName.Keys]);
    readonly Option<string> _jumps = TypedOption.OneOf("--jumps", "How gradients across comparisons are estimated: by conditioning on a draw at the boundary, by parts, or not at all.", "auto", "boundary", "by_parts", "refuse");
    readonly Option<string> _noise = TypedOption.OneOf("--noise", "Where noise comes from; with sobol the number of paths is rounded up to 16·2^m.", "counter", "sobol");
    readonly Option<bool> _antithetic = new("--antithetic") { Description = "Paths come in pairs of mirror images; their number must be even." };
    readonly Option<long?> _threads = TypedOption.Whole("--threads", "The number of threads (one per processor). Never changes the answer.", "T");
    readonly Option<string> _precision = TypedOption.OneOf("--precision", "The precision of the paths.", "f64", "f32");
    readonly Option<string> _wrt = new("--wrt") { Description = "The parameters to differentiate in: a,b or none (all).", HelpName = "a,b|none" };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[Paths, _estimator, _jumps, _noise, _antithetic, _threads, _precision, _wrt]) command.Options.Add(option);
    }

    public EstimationOptions Of(ParseResult parsed, long defaultPaths, long seed) => new()
    {
        Paths = parsed.GetValue(Paths) ?? defaultPaths,
        Seed = seed,
        Noise = parsed.GetValue(_noise) == "sobol" ? NoiseKind.Sobol : NoiseKind.Counter,
        Antithetic = parsed.GetValue(_antithetic),
        Threads = (int)Math.Clamp(parsed.GetValue(_threads) ?? 0, int.MinValue, int.MaxValue),
        Precision = parsed.GetValue(_precision) == "f32" ? Precision.F32 : Precision.F64,
        Estimator = parsed.GetValue(_estimator) == "pathwise" ? EstimatorKind.Pathwise : EstimatorKind.Auto,
        Sites = parsed.GetValue(_estimator) is { } name and not ("auto" or "pathwise") ? Estimators.ByName[name] : null,
        Jumps = parsed.GetValue(_jumps) switch { "boundary" => JumpEstimator.Boundary, "by_parts" => JumpEstimator.ByParts, "refuse" => JumpEstimator.Refuse, _ => JumpEstimator.Auto },
    };

    /// <summary>The parameters to differentiate in.</summary>
    public ProgramParameter[] Wanted(ParseResult parsed, StochasticProgram program)
    {
        if (parsed.GetValue(_wrt) is not { } wrt) return [.. program.Parameters];
        if (wrt.Trim() == "none") return [];
        string[] known = [.. program.Parameters.Select(p => p.Name)];
        return [.. wrt.Split(',', StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal).Select(name =>
            program.Parameters.FirstOrDefault(p => p.Name == name)
            ?? throw new PathwiseException("PW3004", $"the model has no parameter '{name}' to differentiate in", Language.Suggestion.For(name, known) is { } near ? $"did you mean '{near}'?" : $"its parameters are {string.Join(", ", known)} (noise is not a parameter)"))];
    }
}
