using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Pathwise.Analyzers;

/// <summary>
/// A loop that writes a state x from x and from a draw z made before it, and makes no draw of its own. Whether z was meant to be fresh in each step is told by
/// the shape of the update. What is left alone, because one draw may be right there:
/// sums and products over items (total += w[i]·f(z)), powers and Horner's rule (y = y·z + c), fixed-point and Newton iterations, flows with random coefficients.
/// </summary>
internal sealed class Recursion
{
    readonly ILoopOperation _loop;
    readonly StandardDraw _draw;
    readonly HashSet<ISymbol> _varying;

    public Recursion(ILoopOperation loop, StandardDraw draw)
    {
        (_loop, _draw) = (loop, draw);
        _varying = Varying();
    }

    /// <summary>Whether the assignment is a step of the recursion that needs its own draw.</summary>
    public bool NeedsFreshDraw(IAssignmentOperation assignment)
    {
        if (assignment.Target.Unwrapped().Variable() is not { } state || _loop.Declares(state)) return false;
        return assignment switch
        {
            ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract } step => Added(state, [.. Terms(step.Value)], keeps: true),
            ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Multiply or BinaryOperatorKind.Divide } step => Scaled(state, [.. Factors(step.Value)]),
            ISimpleAssignmentOperation step => Stepped(state, step.Value),
            _ => false,
        };
    }

    bool Stepped(ISymbol state, IOperation value)
    {
        IOperation[] terms = [.. Terms(value)];
        if (terms.Length > 1)
        {
            IOperation[] others = [.. terms.Where(term => !term.Variable().Is(state))];
            return Added(state, others, keeps: others.Length < terms.Length);
        }
        IOperation[] factors = [.. Factors(value)], scales = [.. factors.Where(factor => !factor.Variable().Is(state))];
        return scales.Length == factors.Length - 1 && Scaled(state, scales);
    }

    /// <summary>x + terms if the state is kept, else terms alone.</summary>
    bool Added(ISymbol state, IOperation[] terms, bool keeps)
    {
        bool invariant = !terms.Any(term => Varies(term, state));
        if (!terms.Any(term => Mentions(term, state))) return keeps && invariant && terms.Any(term => Mentions(term, _draw.Local));
        IOperation[] noises = [.. terms.Where(_draw.IsFactorOf)];
        if (noises.Length == 0) return false;
        // Euler's step of an equation: x + a(x)·h + b(x)·√h·z, or x + a(x)·h + c·z.
        if (keeps) return noises.Any(term => _draw.IsIncrement(term) || (!Mentions(term, state) && !Varies(term, state)));
        // An autoregression, ρ·x + σ·z. Other Real locals in it would make it an iteration to a fixed point.
        return invariant && noises.All(term => !Mentions(term, state)) && terms.All(term => noises.Contains(term) || Factors(term).Any(factor => factor.Variable().Is(state))
            || !term.DescendantsAndSelf().Any(part => part is ILocalReferenceOperation));
    }

    /// <summary>x · factors.</summary>
    bool Scaled(ISymbol state, IOperation[] factors)
    {
        if (factors.Any(factor => factor.Variable().Is(_draw.Local))) return false; // a power of the draw
        if (!factors.Any(factor => Mentions(factor, _draw.Local))) return false;
        if (!factors.Any(factor => Mentions(factor, state))) return !factors.Any(factor => Varies(factor, state));
        return factors.Any(factor => Terms(factor).Any(term => _draw.IsFactorOf(term) && _draw.IsIncrement(term)));
    }

    /// <summary>Terms and factors, through the locals of the loop's body.</summary>
    IEnumerable<IOperation> Terms(IOperation sum) => Through(sum, StandardDraw.Terms);

    IEnumerable<IOperation> Factors(IOperation product) => Through(product, StandardDraw.Factors);

    IEnumerable<IOperation> Through(IOperation whole, Func<IOperation, IEnumerable<IOperation>> parts) =>
        parts(whole).SelectMany(part => ValueInLoop(part) is { } value ? Through(value, parts) : [part]);

    IOperation? ValueInLoop(IOperation part) => part is ILocalReferenceOperation { Local: var local } && _loop.Declares(local) ? local.OnlyValue(_loop) : null;

    bool Mentions(IOperation term, ISymbol variable) =>
        term.DescendantsAndSelf().Any(part => part.Variable().Is(variable) || (ValueInLoop(part) is { } value && Mentions(value, variable)));

    bool Varies(IOperation term, ISymbol state) => term.DescendantsAndSelf().Any(part =>
        part.Variable() is { } variable && !variable.Is(state) && (ValueInLoop(part) is { } value ? Varies(value, state) : _varying.Contains(variable)));

    /// <summary>What differs from step to step, but for locals of the body with one value, which are looked through.</summary>
    HashSet<ISymbol> Varying()
    {
        var varying = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var part in _loop.DescendantsAndSelf())
        {
            if (part is ILoopOperation loop) varying.UnionWith(loop.Locals);
            foreach (var target in part.Targets())
                if (target.Variable() is { } variable) varying.Add(variable);
        }
        return varying;
    }
}
