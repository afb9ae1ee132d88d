using Pathwise.Calculus;
using Pathwise.Graphs;
using Pathwise.Ops;
using static Pathwise.Functions;

namespace Pathwise.Language;

/// <summary>Brownian motions of so many steps, looked at in runs of so many.</summary>
internal sealed record MotionOf(int Steps, int Parts);

/// <summary>An sde block to a system of equations, solved on its grid, or along a Brownian motion on another.</summary>
internal sealed class SdeLowering(Lowering lowering, Noise noise, Action<Name, Meaning> define, MotionOf? motion)
{
    /// <summary>Solves the block's equations; returns with it its correlations' factor, whose domain is to be checked.</summary>
    public (SdeBlock Block, Node[] Stated) Lower(SdeStatement sde)
    {
        double start = lowering.Constant(sde.Start, "the start time"), end = lowering.Constant(sde.End, "the end time");
        if (!(start < end)) throw Errors.Sde(sde.Start.Place, $"the interval [{start}, {end}] is empty", "the start must come before the end");
        double steps = lowering.Constant(sde.Steps, "the number of steps");
        if (!(steps >= 1 && steps <= TimeGrid.MaximumSteps && steps == Math.Floor(steps)))
            throw Errors.Sde(sde.Steps.Place, $"{steps} steps", $"give a whole number from 1 to {TimeGrid.MaximumSteps}");
        var scheme = Schemes.All.FirstOrDefault(s => s.Name == sde.Scheme.Identifier)
            ?? throw Errors.Unknown(sde.Scheme.Place, "scheme", sde.Scheme.Identifier, Schemes.All.Select(s => s.Name));
        var control = sde.Tolerance is null ? null : Tolerated(lowering.Constant(sde.Tolerance, "the tolerance"), sde.Tolerance.Place);
        var grid = TimeGrid.Uniform(start, end, motion is null ? (int)steps : motion.Steps / motion.Parts);
        var equations = sde.Body.OfType<Equation>().ToArray();
        var block = new SdeBlock(grid, [.. equations.Select(e => e.State.Identifier)], scheme) { Place = sde.Place };
        if (equations.Length == 0) throw Errors.Sde(sde.Place, "the sde block has no equation", "indent its lines below it, as in '    dS = r*S dt + sigma*S dW'");
        var initial = InitialValues(sde, equations, start);
        for (int i = 0; i < equations.Length; i++) define(equations[i].State, new State(equations[i].State.Place, block, i));
        foreach (var definition in sde.Body.OfType<Definition>())
        {
            var local = new LocalDefinition(definition.Name, block, definition.Value);
            define(definition.Name, local);
            block.Locals.Add(local);
        }

        foreach (var mark in sde.Body.OfType<DrawStatement>())
        {
            if (mark.Detached || mark.Estimator is not null) throw Errors.Sde(mark.Place, "a size of jumps takes no estimator", "write only its law: it is drawn anew at each jump");
            define(mark.Name, new Mark(mark.Name, block, mark.Distribution));
        }

        string[] drivers = [.. equations.SelectMany(e => e.Terms).Select(t => t.Differential.Identifier).Where(d => d != "dt" && !StatementParser.IsJumpDifferential(d)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        bool isStratonovich = IsStratonovich(equations);
        if (isStratonovich ? scheme is ItoScheme : scheme is StratonovichScheme && drivers.Length > 0) throw Misfit(sde.Scheme, scheme);
        var correlation = Correlation(sde, drivers);
        Real[] DriftAt(Real t, Real[] x) => Drift(equations, block, t, x);
        Real?[,] DiffusionAt(Real t, Real[] x) => Diffusion(equations, drivers, block, t, x);
        SdeSystem system = scheme is StratonovichScheme ? new StratonovichSystem(DriftAt, DiffusionAt, drivers.Length, correlation, drivers) : new ItoSystem(DriftAt, DiffusionAt, drivers.Length, correlation, drivers);
        system = system with { Jumps = Jumps(sde, equations, block) };
        if (system.Jumps.Count > 0 && drivers.Length == 0) throw Errors.Sde(sde.Place, "jumps without a Brownian driver", "add a term such as 0 dW");

        (block.System, block.Initial) = (system, initial);
        using var at = Place.At(sde.Place);
        var scopes = drivers.Select(driver => noise[equations[0].State.Identifier][driver]).ToArray();
        block.Paths = motion is null && control is not null ? SdePath.Solve(system, initial, new BrownianMotion(grid, scopes, hasAreas: scheme.UsesAreas), scheme, block.States, control: control)
            : motion is null ? SdePath.Solve(system, initial, grid, scheme, scopes, block.States)
            : SdePath.Solve(system, initial, new BrownianMotion(TimeGrid.Uniform(start, end, motion.Steps), scopes).Coarser(motion.Parts), scheme, block.States);
        // Names that no equation uses are checked all the same.
        foreach (var definition in sde.Body.OfType<Definition>()) lowering.Number(definition.Name, new Moment(block, start, initial));
        return (block, correlation is null ? [] : [.. Enumerable.Range(0, drivers.Length).Select(i => correlation[i, i].Node)]);
    }

    static ErrorControl Tolerated(double tolerance, Place place) => tolerance > 0 && double.IsFinite(tolerance) ? new(tolerance, tolerance)
        : throw Errors.Sde(place, $"a tolerance of {tolerance}", "give a positive number: the error of a step that is tolerated, as a part of 1 + |X|");

    static bool IsStratonovich(Equation[] equations)
    {
        var noise = equations.SelectMany(e => e.Terms).Where(term => term.Differential.Identifier != "dt" && !StatementParser.IsJumpDifferential(term.Differential.Identifier)).ToArray();
        if (noise.FirstOrDefault(term => term.Stratonovich != noise[0].Stratonovich) is { } other)
            throw Errors.Sde(other.Differential.Place, "Itô noise (dW) and Stratonovich noise (o dW) meet in one block", "write all of it in one of the two: b o dW is b dW + ½ b ∂b/∂x dt");
        return noise is [{ Stratonovich: true }, ..];
    }

    static PathwiseException Misfit(Name name, Scheme scheme)
    {
        bool isIto = scheme is ItoScheme;
        return Errors.Calculus(name.Place, $"scheme {scheme.Name} converges to the solution in the sense of {(isIto ? "Itô" : "Stratonovich")}, and the noise of this block is in the sense of {(isIto ? "Stratonovich (o dW)" : "Itô (dW)")}",
            $"use one of the schemes {string.Join(", ", Schemes.All.Where(s => s is ItoScheme != isIto).Select(s => s.Name))}");
    }

    /// <summary>The jumps dN, dN1, …, each with its rate.</summary>
    CompoundPoisson[] Jumps(SdeStatement sde, Equation[] equations, SdeBlock block)
    {
        var rates = new Dictionary<string, Expression>(StringComparer.Ordinal);
        foreach (var definition in sde.Body.OfType<CallDefinition>().Where(d => d.Target.Function == "rate"))
        {
            if (definition.Target.Arguments is not [Name process]) throw Errors.Arguments(definition.Place, "rate", "the name of jumps, as in rate(N)", definition.Target.Arguments.Length);
            if (!rates.TryAdd(process.Identifier, definition.Value)) throw Errors.Redefined(definition.Place, $"rate({process.Identifier})", "given");
        }
        var jumps = new List<CompoundPoisson>();
        foreach (var group in equations.SelectMany(e => e.Terms).Where(t => StatementParser.IsJumpDifferential(t.Differential.Identifier)).GroupBy(t => t.Differential.Identifier, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            string process = group.Key[1..];
            if (group.FirstOrDefault(t => t.Stratonovich) is { } circled) throw Errors.Sde(circled.Differential.Place, $"'o {group.Key}'", "jumps belong to neither calculus: leave the o out");
            if (!rates.Remove(process, out var rate)) throw Errors.Sde(group.First().Differential.Place, $"the jumps {process} have no rate", $"add the line rate({process}) = …, the jumps in a unit of time");
            jumps.Add(new((t, x) => lowering.Number(rate, new Moment(block, t, x)), (t, x, noise) =>
            {
                var moment = new Moment(block, t, x) { Jump = noise };
                return [.. equations.Select(equation => Sum(equation, group.Key, moment) ?? 0)];
            }));
        }
        if (rates.Count > 0) throw Errors.Unknown(rates.First().Value.Place, "jumps", rates.First().Key, []);
        return [.. jumps];
    }

    Real[] InitialValues(SdeStatement sde, Equation[] equations, double start)
    {
        var given = new Dictionary<string, Real>(StringComparer.Ordinal);
        foreach (var definition in sde.Body.OfType<CallDefinition>().Where(d => d.Target.Function is not ("corr" or "rate")))
        {
            string state = definition.Target.Function;
            if (!equations.Any(e => e.State.Identifier == state)) throw Errors.Unknown(definition.Place, "state", state, equations.Select(e => e.State.Identifier));
            if (definition.Target.Arguments.Length != 1 || lowering.Constant(definition.Target.Arguments[0], "the time") != start)
                throw Errors.Sde(definition.Place, $"an initial value is given at the start, {state}({start})", $"write {state}({start}) = …");
            if (given.ContainsKey(state)) throw Errors.Redefined(definition.Place, $"{state}({start})", "given");
            given[state] = lowering.Number(definition.Value);
        }
        foreach (var group in equations.GroupBy(e => e.State.Identifier, StringComparer.Ordinal))
            if (group.Count() > 1) throw Errors.Redefined(group.Last().Place, $"d{group.Key}", "given by an equation");
        return [.. equations.Select(e => given.TryGetValue(e.State.Identifier, out var value) ? value
            : throw Errors.Sde(e.Place, $"{e.State.Identifier} has no initial value", $"add the line {e.State.Identifier}({start}) = …"))];
    }

    Real[] Drift(Equation[] equations, SdeBlock block, Real t, Real[] x) =>
        [.. equations.Select(equation => Sum(equation, "dt", At(block, t, x)) ?? 0)];

    Real?[,] Diffusion(Equation[] equations, string[] drivers, SdeBlock block, Real t, Real[] x)
    {
        var b = new Real?[equations.Length, drivers.Length];
        for (int i = 0; i < equations.Length; i++)
            for (int j = 0; j < drivers.Length; j++) b[i, j] = Sum(equations[i], drivers[j], At(block, t, x));
        return b;
    }

    Real? Sum(Equation equation, string differential, Moment moment)
    {
        Real? sum = null;
        foreach (var term in equation.Terms)
        {
            if (term.Differential.Identifier != differential) continue;
            using var at = Place.At(term.Differential.Place);
            Real value = term.Coefficient is null ? 1 : lowering.Number(term.Coefficient, moment);
            sum = sum is { } before ? (term.Negative ? before - value : before + value) : term.Negative ? -value : value;
        }
        return sum;
    }

    /// <summary>One moment for all terms of a step, so that the block's names are evaluated once.</summary>
    Moment At(SdeBlock block, Real t, Real[] x) =>
        _moment is { } moment && ReferenceEquals(moment.States, x) && moment.Time.Equals(t) ? moment : _moment = new Moment(block, t, x);

    Moment? _moment;

    /// <summary>The lower triangular L with L Lᵀ the correlation matrix (Cholesky), as expressions in the parameters.</summary>
    Real[,]? Correlation(SdeStatement sde, string[] drivers)
    {
        int m = drivers.Length;
        var rho = new Real?[m, m];
        var places = new Place?[m];
        foreach (var definition in sde.Body.OfType<CallDefinition>().Where(d => d.Target.Function == "corr"))
        {
            int[] pair = [.. definition.Target.Arguments.Select(argument => Driver(argument, drivers))];
            if (pair.Length != 2 || pair[0] == pair[1]) throw Errors.Arguments(definition.Place, "corr", "two different drivers, as in corr(W1, W2)", pair.Length);
            var (i, j) = (Math.Max(pair[0], pair[1]), Math.Min(pair[0], pair[1]));
            if (rho[i, j] is not null) throw Errors.Redefined(definition.Place, "this correlation", "given");
            rho[i, j] = lowering.Number(definition.Value);
            places[i] = definition.Place;
        }
        if (places.All(place => place is null)) return null;

        return CorrelationFactor.Of(rho, i => places[i] ?? sde.Place);
    }

    static int Driver(Expression argument, string[] drivers)
    {
        string name = argument is Name { Identifier: var identifier } ? identifier : "";
        int index = Array.IndexOf(drivers, "d" + name);
        return index >= 0 ? index : throw Errors.Unknown(argument.Place, "driver", name, drivers.Select(driver => driver[1..]));
    }
}
