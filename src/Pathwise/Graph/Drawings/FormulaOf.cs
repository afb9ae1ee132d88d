namespace Pathwise.Graphs.Drawings;

/// <summary>The formula of an op over the formulas of its operands.</summary>
internal static class FormulaOf
{
    public static Formula Node(Node node, Formula[] x)
    {
        if (node.Op is Elementwise elementwise && node.Kind == Kind.Real && x.Length > 0 && x.All(operand => operand is Literal))
            return new Literal(elementwise.Scalar([.. x.Select(operand => ((Literal)operand).Value)]));
        return node.Op switch
        {
            Binary<Add> => Total.Of(x[0], x[1], negative: false),
            Binary<Subtract> => Total.Of(x[0], x[1], negative: true),
            FusedMultiplyAdd => Total.Of(Factors.Multiply(x[0], x[1]), x[2], negative: false),
            Unary<Negate> => Factors.Negative(x[0]),
            Binary<Multiply> => Factors.Multiply(x[0], x[1]),
            Binary<Divide> => Factors.Divide(x[0], x[1]),
            Unary<SquareRoot> => new Application("√", x),
            Binary<Power> => new Application("^", x),
            Comparison comparison => Compare(comparison, x),
            Logic logic when logic == Logic.Not => new Application("not ", x),
            Logic logic => new Relation(Binding.Logic, x[0], logic.Name, x[1]),
            Where => new Choice(x[0], x[1], x[2]),
            Detach => x[0],
            _ => new Application(node.Op.Name, x),
        };
    }

    /// <summary>The number of a comparison is written on the right.</summary>
    static Relation Compare(Comparison comparison, Formula[] x)
    {
        bool turned = x[0] is Literal && x[1] is not Literal;
        string sign = comparison == Comparison.Equal ? "=" : comparison == Comparison.Less ? turned ? ">" : "<" : turned ? "≥" : "≤";
        return turned ? new(Binding.Comparison, x[1], sign, x[0]) : new(Binding.Comparison, x[0], sign, x[1]);
    }
}
