using Pathwise.Calculus;
using Pathwise.Execution;
using Pathwise.Graphs;
using Pathwise.Ops;

namespace Pathwise.Language;

/// <summary>What a name stands for.</summary>
internal abstract record Meaning(string What, Place Place);

internal sealed record Scalar(string What, Place Place, Node Node, bool IsConstant) : Meaning(What, Place);

internal sealed record State(Place Place, SdeBlock Block, int Index) : Meaning("a state of an sde", Place);

/// <summary>A definition inside an sde block, evaluated afresh wherever the block's states have values.</summary>
internal sealed record LocalDefinition(Name Name, SdeBlock Block, Expression Value) : Meaning("a name inside an sde block", Name.Place);

/// <summary>The size of a jump, drawn anew at each jump of a block.</summary>
internal sealed record Mark(Name Name, SdeBlock Block, Call Law) : Meaning("a size of jumps", Name.Place);

/// <summary>A block: its equations, and their paths from the initial values over a grid.</summary>
internal sealed class SdeBlock(TimeGrid grid, string[] states, Scheme scheme)
{
    public TimeGrid Grid => grid;
    public string[] States => states;
    public Scheme Scheme => scheme;

    /// <summary>Where the block begins.</summary>
    public required Place Place { get; init; }

    public SdeSystem System { get; set; } = null!;
    public Real[] Initial { get; set; } = [];
    public SdePath[] Paths { get; set; } = [];

    /// <summary>The equations in the sense of Itô.</summary>
    public ItoSystem Ito => System.AsIto.Continuous;

    /// <summary>The names defined inside the block, in order.</summary>
    public List<LocalDefinition> Locals { get; } = [];
}

/// <summary>The time and the states' values at a point of a path.</summary>
internal sealed record Moment(SdeBlock? Block, Real Time, Real[] States)
{
    /// <summary>The values here of the names defined inside the block, as far as they are known.</summary>
    public Dictionary<LocalDefinition, Lowering.Lowered> Known { get; } = [];

    /// <summary>Where the sizes of a jump are drawn, at a jump.</summary>
    public Noise? Jump { get; init; }

    /// <summary>The sizes drawn.</summary>
    public Dictionary<Mark, Node> Marks { get; } = [];
}

/// <summary>Expressions to graph nodes, under the names in scope.</summary>
internal sealed class Lowering(Dictionary<string, Meaning> scope, Dictionary<string, Place> later)
{
    /// <summary>A node, and whether it depends on numbers alone.</summary>
    public readonly record struct Lowered(Node Node, bool IsConstant);

    /// <summary>Inside an equation or a functional of a path: what states mean there.</summary>
    Moment? _moment;

    /// <summary>The block whose states a path expression has used so far.</summary>
    SdeBlock? _used;

    public Real Number(Expression expression) => Expect(expression, Kind.Real).Node.AsReal();

    public Real Number(Expression expression, Moment moment)
    {
        var before = _moment;
        _moment = moment;
        try { return Number(expression); }
        finally { _moment = before; }
    }

    /// <summary>A formula in the states of a block, its names and time.</summary>
    public Real Number(Expression expression, SdeBlock block, Real t, Real[] x)
    {
        _used = null;
        var value = Number(expression, new Moment(block, t, x));
        _used = null;
        return value;
    }

    /// <summary>The value of a constant expression.</summary>
    public double Constant(Expression expression, string what)
    {
        var lowered = Expect(expression, Kind.Real);
        if (!lowered.IsConstant) throw Errors.NotConstant(expression.Place, what);
        double value = Evaluator.Constant(lowered.Node)![0];
        return double.IsFinite(value) ? value : throw Errors.NotFinite(expression.Place, what);
    }

    Lowered Expect(Expression expression, Kind kind)
    {
        var lowered = Lower(expression);
        if (lowered.Node.Kind == kind) return lowered;
        throw kind == Kind.Real
            ? Errors.Kind(expression.Place, "a number", "a condition", "write if … then … else …, which gives a number for each case")
            : Errors.Kind(expression.Place, "a condition, such as x > 0", "a number");
    }

    Lowered Lower(Expression expression)
    {
        using var at = Place.At(expression.Place);
        switch (expression)
        {
            case Number number: return new(Graphs.Constant.Of(number.Value), true);
            case Name name: return Lookup(name);
            case Call call: return Apply(call);
            case Prefix { Operator: "-" } minus:
                var operand = Expect(minus.Operand, Kind.Real);
                return Folded((-operand.Node.AsReal()).Node, operand.IsConstant);
            case Prefix not:
                var negated = Expect(not.Operand, Kind.Condition);
                return new((!new Condition(negated.Node)).Node, negated.IsConstant);
            case Conditional branch:
                var condition = Expect(branch.Condition, Kind.Condition);
                var (a, b) = (Expect(branch.WhenTrue, Kind.Real), Expect(branch.WhenFalse, Kind.Real));
                return new(Functions.Where(new Condition(condition.Node), a.Node.AsReal(), b.Node.AsReal()).Node, condition.IsConstant && a.IsConstant && b.IsConstant);
            default: return Combine((Infix)expression);
        }
    }

    Lowered Combine(Infix infix)
    {
        bool logical = infix.Operator is "and" or "or";
        var left = Expect(infix.Left, logical ? Kind.Condition : Kind.Real);
        var right = Expect(infix.Right, logical ? Kind.Condition : Kind.Real);
        using var at = Place.At(infix.Place);
        bool constant = left.IsConstant && right.IsConstant;
        var (x, y) = (left.Node.AsReal(), right.Node.AsReal());
        if (infix.Operator == "/" && right.IsConstant && Evaluator.Constant(right.Node)![0] == 0) throw Errors.DivisionByZero(infix.Right.Place);
        return infix.Operator switch
        {
            "+" => Folded((x + y).Node, constant),
            "-" => Folded((x - y).Node, constant),
            "*" => Folded((x * y).Node, constant),
            "/" => Folded((x / y).Node, constant),
            "^" => Folded(Functions.Pow(x, y).Node, constant),
            "<" => new((x < y).Node, constant),
            ">" => new((x > y).Node, constant),
            "<=" => new((x <= y).Node, constant),
            ">=" => new((x >= y).Node, constant),
            "==" => new((x == y).Node, constant),
            "!=" => new((x != y).Node, constant),
            "and" => new((new Condition(left.Node) & new Condition(right.Node)).Node, constant),
            _ => new((new Condition(left.Node) | new Condition(right.Node)).Node, constant),
        };
    }

    /// <summary>Exact operations on constants become one constant, so that chains of numbers stay cheap.</summary>
    static Lowered Folded(Node node, bool constant) => new(constant && node.Op.Exact ? Graphs.Constant.Of(Evaluator.Constant(node)![0]) : node, constant);

    Lowered Lookup(Name name)
    {
        if (name.Identifier == "t" && _moment is { } now) return new(now.Time.Node, false);
        if (!scope.TryGetValue(name.Identifier, out var meaning)) throw Unknown(name.Place, name.Identifier);
        switch (meaning)
        {
            case Scalar scalar: return new(scalar.Node, scalar.IsConstant);
            case State state: return new(Value(state, name).Node, false);
            case Mark mark: return new(Size(mark, name), false);
            default:
                return Local((LocalDefinition)meaning, name);
        }
    }

    Node Size(Mark mark, Name name)
    {
        if (_moment is not { Jump: { } noise } moment || moment.Block != mark.Block)
            throw Errors.Sde(name.Place, $"'{name.Identifier}' is drawn anew at each jump", "use it in terms of jumps, such as S*(exp(J) - 1) dN, and nowhere else");
        if (!moment.Marks.TryGetValue(mark, out var drawn)) moment.Marks[mark] = drawn = Law(mark.Law).Sample(noise[mark.Name.Identifier]).Node;
        return drawn;
    }

    /// <summary>A law with its parameters' values.</summary>
    public Distributions.Distribution Law(Call call)
    {
        if (!DistributionTable.Laws.TryGetValue(call.Function, out var law)) throw Errors.Unknown(call.Place, "distribution", call.Function, DistributionTable.Laws.Keys);
        if (law.Parameters is { } names && call.Arguments.Length != names.Length)
            throw Errors.Arguments(call.Place, call.Function, $"{names.Length} argument{(names.Length == 1 ? "" : "s")} ({string.Join(", ", names)})", call.Arguments.Length);
        var arguments = call.Arguments.Select(Number).ToArray();
        using var at = Place.At(call.Place);
        return law.Create(arguments);
    }

    /// <summary>The block's names are evaluated together, in their order, so that each may use those before it.</summary>
    Lowered Local(LocalDefinition local, Name name)
    {
        if (_moment is null) throw Errors.State(name.Place, name.Identifier);
        Use(local.Block, name.Place);
        if (_moment.Known.Count == 0 && !_evaluatingLocals)
        {
            _evaluatingLocals = true;
            try
            {
                foreach (var definition in local.Block.Locals)
                {
                    var lowered = _moment.Known[definition] = Expect(definition.Value, Kind.Real);
                    if (!lowered.Node.IsConstant) lowered.Node.Name ??= definition.Name.Identifier;
                }
            }
            finally { _evaluatingLocals = false; }
        }
        return _moment.Known.TryGetValue(local, out var known) ? known : throw Errors.UsedBefore(name.Place, name.Identifier, local.Place);
    }

    bool _evaluatingLocals;

    Real Value(State state, Name name)
    {
        if (_moment is null) throw Errors.State(name.Place, name.Identifier);
        Use(state.Block, name.Place);
        return _moment.States.Length > 0 ? _moment.States[state.Index] : state.Block.Paths[state.Index].Initial;
    }

    /// <summary>In a functional the first state met decides the block; all others must belong to it.</summary>
    void Use(SdeBlock block, Place place)
    {
        var expected = _moment!.Block ?? _used;
        if (expected is not null && !ReferenceEquals(expected, block))
            throw Errors.Sde(place, "states of two sde blocks meet in one path expression", "use states of one block, or put the equations into one block");
        _used = block;
    }

    PathwiseException Unknown(Place place, string name)
    {
        if (name == "t") return Errors.Sde(place, "'t' is the time inside an sde block", "outside, use the end time's name or number");
        if (FunctionTable.IsKnown(name)) return Errors.Kind(place, "a number", $"the function '{name}' without arguments");
        return later.TryGetValue(name, out var definition) ? Errors.UsedBefore(place, name, definition) : Errors.Unknown(place, "name", name, scope.Keys.Concat(FunctionTable.Functions.Keys));
    }

    Lowered Apply(Call call)
    {
        if (scope.TryGetValue(call.Function, out var meaning)) return meaning is State state ? AtTime(state, call) : throw Errors.Kind(call.Place, "a function", $"{meaning.What} named '{call.Function}'");
        if (call.Arguments.Length == 1 && FunctionTable.Functionals.Contains(call.Function, StringComparer.Ordinal)) return new(Functional(call).Node, false);
        if (call.Function is FunctionTable.Crosses or FunctionTable.FirstPassage) return new(Passage(call).Node, false);
        if (!FunctionTable.Functions.TryGetValue(call.Function, out var function))
        {
            if (call.Function is "mean" or "integral") throw Errors.Arguments(call.Place, call.Function, "one path expression", call.Arguments.Length);
            if (later.TryGetValue(call.Function, out var definition)) throw Errors.UsedBefore(call.Place, call.Function, definition);
            throw Errors.Unknown(call.Place, "function", call.Function, FunctionTable.Functions.Keys.Concat(FunctionTable.Functionals).Concat(scope.Where(s => s.Value is State).Select(s => s.Key)));
        }
        if (call.Arguments.Length != function.Arguments)
            throw Errors.Arguments(call.Place, call.Function, call.Function is "min" or "max" ? "one path expression or two numbers" : function.Arguments == 1 ? "one argument" : $"{function.Arguments} arguments", call.Arguments.Length);
        var arguments = call.Arguments.Select(argument => Expect(argument, Kind.Real)).ToArray();
        using var at = Place.At(call.Place);
        return new(function.Apply([.. arguments.Select(argument => argument.Node.AsReal())]).Node, arguments.All(argument => argument.IsConstant));
    }

    Lowered AtTime(State state, Call call)
    {
        if (_moment is not null) throw Errors.Sde(call.Place, $"{call.Function}(…) inside a path expression", $"write {call.Function} for its value at the current time");
        if (call.Arguments.Length != 1) throw Errors.Arguments(call.Place, call.Function, "one time", call.Arguments.Length);
        double time = Constant(call.Arguments[0], "the time");
        var path = state.Block.Paths[state.Index];
        if (time == state.Block.Grid.End) return new(path.Terminal.Node, false);
        if (time == state.Block.Grid.Start) return new(path.Initial.Node, false);
        throw Errors.Sde(call.Arguments[0].Place, $"{call.Function} is known at the start and at the end of its interval only", $"use time {state.Block.Grid.Start} or {state.Block.Grid.End}, or a functional of the path");
    }

    Real Functional(Call call)
    {
        if (_moment is not null) throw Errors.Sde(call.Place, $"{call.Function} of a path inside a path expression", "compute the inner one on a line of its own, after the sde block");
        var block = BlockOf(call);
        Real f(Real t, Real[] states) => Number(call.Arguments[0], new Moment(block, t, states));
        using var at = Place.At(call.Place);
        return call.Function switch
        {
            "mean" => PathFunctional.Mean(block.Paths, f),
            "integral" => PathFunctional.Integral(block.Paths, f),
            "max" => PathFunctional.Max(block.Paths, f),
            _ => -PathFunctional.Max(block.Paths, (t, x) => -f(t, x)),
        };
    }

    Real Passage(Call call)
    {
        bool isTime = call.Function == FunctionTable.FirstPassage;
        if (call.Arguments is not [Name name, ..] || call.Arguments.Length < 2 || call.Arguments.Length > (isTime ? 3 : 2) || !scope.TryGetValue(name.Identifier, out var meaning) || meaning is not State state)
            throw Errors.Arguments(call.Place, call.Function, $"a state of an sde and a level{(isTime ? ", or one on either side," : "")} as in {call.Function}(S, 90)", call.Arguments.Length);
        if (_moment is not null) throw Errors.Sde(call.Place, $"{call.Function} of a path inside a path expression", "compute it on a line of its own, after the sde block");
        Real[] levels = [.. call.Arguments[1..].Select(Number)];
        using var at = Place.At(call.Place);
        var passage = FirstPassage.Of(state.Block.Paths, state.Index, levels);
        return isTime ? passage.Time : passage.Probability;
    }

    /// <summary>Finds the block by evaluating the expression at the initial states.</summary>
    SdeBlock BlockOf(Call call)
    {
        _used = null;
        Number(call.Arguments[0], new Moment(null, 0, []));
        var block = _used ?? throw Errors.Arguments(call.Place, call.Function,
            call.Function is "min" or "max" ? "one path expression (with a state of an sde in it) or two numbers" : "one path expression, with a state of an sde in it", 1);
        _used = null;
        return block;
    }
}
