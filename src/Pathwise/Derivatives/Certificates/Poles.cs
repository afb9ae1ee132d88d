namespace Pathwise.Derivatives;

/// <summary>
/// Where functions are infinite. That x·f(x) vanishes with x is true only where f stays finite (x·(1/x) is 1), so an agreement of two sides is proved by
/// functions that have no pole where the condition flips.
/// </summary>
/// <param name="ranges">Bounds of values.</param>
/// <param name="isRandom">Whether a value varies continuously with noise.</param>
/// <param name="known">What is known of values so far: whether they may have a pole.</param>
internal sealed class Poles(Ranges ranges, Func<Node, bool> isRandom, Dictionary<Node, bool> known)
{
    /// <summary>Whether a value, or anything that it is made of, may be infinite somewhere.</summary>
    public bool MayHave(Node value)
    {
        foreach (var node in Graph.OrderOf([value], known.ContainsKey)) known[node] = Array.Exists(node.Inputs, input => known[input]) || (Argument(node.Op) is { } input && !IsBoundedAway(node, input));
        return known[value];
    }

    /// <summary>Whether a value varies continuously with noise.</summary>
    public bool IsRandom(Node node) => isRandom(node);

    /// <summary>The operand in which a function has poles; null for one that is finite wherever its operands are.</summary>
    public static int? Argument(Op op) => op switch
    {
        Binary<Divide> => 1,
        Unary<Logarithm> or Unary<LogarithmOfOnePlus> or Binary<Power> => 0,
        Unary<Tangent> or Unary<AreaTangent> or Unary<NormalQuantileFunction> or Unary<LogarithmOfGamma> or Polygamma => 0,
        _ => null,
    };

    /// <summary>
    /// Whether an operand, which is the polynomial x once a value is replaced by what it equals where the condition flips, may be at a pole there. It is
    /// not if it is bounded away, or if it has nothing to do with what was replaced and is no constant.
    /// </summary>
    public bool MayBeAt(Node function, int input, Polynomial x, Node replaced, bool isArray)
    {
        // Of the others the value itself tells, but for the tangent, which rounding saves from its pole.
        if (x.Constant is { } c) return (c == 0 && function.Op is Binary<Divide>) || (Math.Abs(Math.Cos(c)) < 1e-9 && function.Op is Unary<Tangent>);
        return !IsBoundedAway(function, input) && DependsOn(function.Inputs[input], [.. Graph.OrderOf(replaced).Where(isRandom)], replaced, isArray);
    }

    /// <summary>
    /// Whether the two sides of a branch have a pole that may meet the flip of a comparison. A logarithm as a factor is none: x log x vanishes with x.
    /// </summary>
    public bool AreInAProductWith(Node whenTrue, Node whenFalse, Node left, Node right)
    {
        HashSet<Node> compared = [.. Graph.OrderOf(left, right).Where(isRandom)], logarithmic = [];
        foreach (var node in Graph.OrderOf(whenTrue, whenFalse))
        {
            bool isProduct = node.Op is Binary<Add> or Binary<Subtract> or Binary<Multiply> or FusedMultiplyAdd or Unary<Negate> or ToPaths or BroadcastTo;
            if (node.Inputs.Any(logarithmic.Contains) && !(isProduct && logarithmic.Add(node))) return true;
            if (Argument(node.Op) is not { } input || IsBoundedAway(node, input) || !DependsOn(node.Inputs[input], compared, null, false)) continue;
            if (node.Op is not Unary<Logarithm>) return true;
            logarithmic.Add(node);
        }
        return false;
    }

    bool IsBoundedAway(Node function, int input)
    {
        var x = ranges.Of(function.Inputs[input]);
        return function.Op switch
        {
            Binary<Divide> or Unary<Logarithm> => x.Low > 0 || x.High < 0,
            Binary<Power> => x.Low > 0 || ranges.Of(function.Inputs[1]).Low >= 0,
            Unary<LogarithmOfOnePlus> => x.Low > -1,
            _ => false,
        };
    }

    /// <summary>Whether a value depends on any of some values otherwise than element by element through <paramref name="except"/>.</summary>
    static bool DependsOn(Node value, HashSet<Node> on, Node? except, bool isArray)
    {
        var seen = new HashSet<Node>();
        var pending = new Stack<Node>([value]);
        while (pending.TryPop(out var node))
        {
            if (ReferenceEquals(node, except) || !seen.Add(node)) continue;
            if (on.Contains(node)) return true;
            if (isArray && !Agreement.IsByElement(node)) { if (Graph.OrderOf(node).Any(on.Contains)) return true; }
            else foreach (var input in node.Inputs) pending.Push(input);
        }
        return false;
    }
}
