namespace Pathwise.Ops;

/// <summary>What a site knows of its law: the law of given parameters.</summary>
internal interface ILaw
{
    /// <summary>The law's name in models.</summary>
    string Name { get; }
}

/// <summary>
/// A draw, as the site that estimators see: the sample, with the parameters of its law beside it. Its value is the sample, and so is its derivative: a
/// program is differentiated and run without these nodes, once an estimator has taken from them what it needs.
/// </summary>
internal sealed record Sampled(ILaw Law, Estimator? By) : Op
{
    public override string Name => "sampled";
    public override string Attributes => By is null ? Law.Name : $"{Law.Name} by {By}";
    public override (Shape, Kind) Infer(ReadOnlySpan<Node> inputs) => (inputs[0].Shape, Kind.Real);
    public override Crossing Crossing(int input) => input == 0 ? Graphs.Crossing.Continuous : Graphs.Crossing.Held;
    public override Node? Push(Node node, int input, Node tangent) => input == 0 ? tangent : null;
    public override Node? Pull(Node node, int input, Node cotangent) => input == 0 ? cotangent : null;
    public override void Evaluate(Node node, ReadOnlySpan<Value> inputs, Value output) => throw new InvalidOperationException("programs are run without their sites");

    /// <summary>Values as they are run: without sites, without derivatives that were attached to them, and with ratios of likelihoods what they are, 1.</summary>
    public static Node[] Plain(params ReadOnlySpan<Node> values) => new Rewriter(node => node.Op switch
    {
        Sampled or WithDerivative => node.Inputs[0],
        LikelihoodRatio => Constant.Of(node.Shape, 1),
        _ => null,
    }).Rewrite(values);
}
