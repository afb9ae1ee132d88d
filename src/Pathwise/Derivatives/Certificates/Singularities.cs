namespace Pathwise.Derivatives;

/// <summary>
/// Functions that are infinite somewhere. What is multiplied by 0 where a branch flips vanishes only if it is finite there:
/// <c>(S − K)/|S − K|</c> does not vanish at S = K.
/// </summary>
internal static class Singularities
{
    /// <summary>The operand whose value may make the function infinite; null for functions that are finite wherever they are defined.</summary>
    public static int? Operand(Node node) => node.Op switch
    {
        Binary<Divide> => 1,
        Binary<Power> => 0,
        Unary<Logarithm> or Unary<LogarithmOfOnePlus> or Unary<Tangent> or Unary<AreaTangent> or Unary<NormalQuantileFunction> or Unary<LogarithmOfGamma> or Polygamma => 0,
        _ => null,
    };

    /// <summary>
    /// Whether every singular function of some values depends on the noise of a comparison through one node alone (null: not at all), so that
    /// replacing that node by its value on the boundary shows what the function is there.
    /// </summary>
    public static bool AreSeenThrough(Node? node, Node[] values, Node left, Node right)
    {
        var noise = Graph.OrderOf(left, right).Where(n => n.PerPath && n.Inputs.Length == 0).ToHashSet();
        var reached = new HashSet<Node>();
        foreach (var n in Graph.OrderOf(values))
        {
            if (ReferenceEquals(n, node)) continue;
            if (noise.Contains(n) || n.Inputs.Any(reached.Contains)) reached.Add(n);
            if (Operand(n) is { } operand && reached.Contains(n.Inputs[operand]) && !IsWholePower(n)) return false;
        }
        return true;
    }

    /// <summary>Powers with a constant exponent that is not negative are finite everywhere.</summary>
    public static bool IsWholePower(Node node) => node.Op is Binary<Power> && node.Inputs[1].Op is Constant { Uniform: >= 0 };
}
