namespace Pathwise.Ops;

/// <summary>
/// 1, with the derivative of the log-likelihood x: the ratio of the likelihood at the parameters to itself, e^(x − x). What it multiplies gets the score-function
/// term, and so does that term's own derivative (Foerster, Farquhar, Al-Shedivat, Rocktäschel, Xing and Whiteson, DiCE, ICML 2018).
/// </summary>
internal sealed record LikelihoodRatio() : Op
{
    static readonly LikelihoodRatio s_op = new();

    public override string Name => "likelihood_ratio";
    public static Real Of(Node logLikelihood) => new(Node.Create(s_op, logLikelihood));
    public override (Shape, Kind) Infer(ReadOnlySpan<Node> inputs) => (inputs[0].Shape, Kind.Real);
    public override Node? Push(Node node, int input, Node tangent) => (tangent.AsReal() * node.AsReal()).Node;
    public override Node? Pull(Node node, int input, Node cotangent) => (cotangent.AsReal() * node.AsReal()).Node;
    public override void Evaluate(Node node, ReadOnlySpan<Value> inputs, Value output) => throw new InvalidOperationException("programs are run without ratios of likelihoods");
}

/// <summary>A scalar value with more to its derivative: f, whose derivative is f′ + Σ w·θ′.</summary>
internal sealed record WithDerivative() : Op
{
    public static readonly WithDerivative Op = new();

    public override string Name => "with_derivative";

    /// <param name="value">f, a scalar.</param>
    /// <param name="parameter">θ.</param>
    /// <param name="weight">w, of θ's shape.</param>
    public static Real Of(Real value, Real parameter, Real weight) => new(Node.Create(Op, value.Node, parameter.Node, BroadcastTo.Of(weight.Node, parameter.Shape)));

    public override (Shape, Kind) Infer(ReadOnlySpan<Node> inputs) => (inputs[0].Shape, Kind.Real);

    // The weight enters no derivative of first order; where derivatives are differentiated again, it is one of their factors.
    public override Crossing Crossing(int input) => input == 2 ? Graphs.Crossing.Held : Graphs.Crossing.Continuous;

    public override Node? Push(Node node, int input, Node tangent) => input switch
    {
        0 => tangent,
        1 => Functions.Sum(node.Inputs[2].AsReal() * tangent.AsReal()).Node,
        _ => null,
    };

    public override Node? Pull(Node node, int input, Node cotangent) => input switch
    {
        0 => cotangent,
        1 => (node.Inputs[2].AsReal() * cotangent.AsReal()).Node,
        _ => null,
    };

    public override void Evaluate(Node node, ReadOnlySpan<Value> inputs, Value output) => throw new InvalidOperationException("programs are run without attached derivatives");
}
