namespace Pathwise.Graphs;

/// <summary>
/// Sums of products with a common factor become products: x·a + x·b is x·(a + b), and x + x·b is x·(1 + b). An Euler step of a linear equation is then
/// one product of the state, which the next step waits for, with something that does not wait for it. In products, factors that are the same for all paths come first: σ·(√h·ε) is
/// (σ·√h)·ε, and what is in brackets is made once for all (<see cref="Hoisting"/>). Like <see cref="Contraction"/> the rules look
/// at one sum or product and the products it is of, and are applied to the primal graph before differentiation.
/// </summary>
internal static class Factoring
{
    public static Node[] Factor(params ReadOnlySpan<Node> outputs) => new Rewriter(Factored).Rewrite(outputs);

    static Node? Factored(Node node)
    {
        if (node.Op is Binary<Multiply>) return Regrouped(node);
        if (node.Op is not (Binary<Add> or Binary<Subtract>)) return null;
        List<Node> left = Factors(node.Inputs[0]), right = Factors(node.Inputs[1]);
        if (left.Count + right.Count == 2 || left.Find(factor => IsVariable(factor) && right.Contains(factor)) is not { } common) return null;
        left.Remove(common);
        right.Remove(common);
        Real a = Product(left, node.Shape), b = Product(right, node.Shape);
        return (common.AsReal() * (node.Op is Binary<Add> ? a + b : a - b)).Node;
    }

    /// <summary>The product with what is the same for all paths first; null where there is nothing to bring together.</summary>
    static Node? Regrouped(Node node)
    {
        var factors = Factors(node);
        int shared = factors.Count(factor => !IsVariable(factor));
        return shared > 1 && shared < factors.Count && node.Inputs.Any(input => IsVariable(input) && Factors(input).Exists(factor => !IsVariable(factor))) ? Product(factors, node.Shape).Node : null;
    }

    /// <summary>The factors of a product, the first few. A product of two values of a path that has a name is a value that its user wants to see; one scaled, as ΔW is, is scaled together with what it is multiplied by.</summary>
    static List<Node> Factors(Node node)
    {
        var factors = new List<Node> { node };
        for (int i = 0; i < factors.Count;)
            if (factors.Count < MostFactors && factors[i] is { Op: Binary<Multiply> } product && (product.Name is null || !product.Inputs.All(IsVariable)))
            {
                factors[i] = product.Inputs[0];
                factors.Insert(i + 1, product.Inputs[1]);
            }
            else
                i++;
        return factors;
    }

    /// <summary>Products may be of very many factors: repeated squares double them.</summary>
    const int MostFactors = 8;

    static bool IsVariable(Node node) => node.PerPath && node.Op is not ToPaths;

    /// <summary>The product of factors: first of those that are the same for all paths, so that it is made once for all of them.</summary>
    static Real Product(List<Node> factors, Shape shape)
    {
        var ordered = factors.Where(factor => !IsVariable(factor)).Select(factor => factor.Op is ToPaths ? factor.Inputs[0] : factor).Concat(factors.Where(IsVariable));
        Real? product = null;
        foreach (var factor in ordered) product = product is { } before ? before * factor.AsReal() : factor.AsReal();
        return product ?? Constant.Of(shape, 1).AsReal();
    }
}
