using Pathwise.Learning;
using Pathwise.Learning.Data;
using Pathwise.Learning.Flows;

namespace Pathwise.Cli;

/// <summary>What a flow learns from, as points [d]: draws of a law of the plane, or rows, images as one row of pixels each.</summary>
/// <param name="Name">The name that was given.</param>
/// <param name="Law">The law; null for rows.</param>
/// <param name="Training">The rows to train on; null for a law.</param>
/// <param name="Test">The rows to be tested on; null for a law.</param>
/// <param name="Shape">The shape of one row.</param>
internal sealed record FlowData(string Name, Toy? Law, Dataset? Training, Dataset? Test, Shape Shape)
{
    public static FlowData Of(NamedData named)
    {
        if (named.Law is { } law) return new(named.Name, law, null, null, 2);
        var (training, test) = named.Split();
        var shape = training.FeatureShape;
        return new(named.Name, null, training.Reshaped(shape.Count), test.Reshaped(shape.Count), shape);
    }

    public int Dimension => Shape.Count;

    /// <summary>The entropy of the law, where it is known.</summary>
    public double? Entropy => NamedData.EntropyOf(Law);

    /// <summary>Points to check a bijection at, or to draw.</summary>
    public IReadOnlyList<Real> Points(int count, long seed) => Law is { } law ? new Dataset(law.Rows(count, seed)).Inputs : Test!.Rows([.. Enumerable.Range(0, Math.Min(count, Test.Count))]).Inputs;

    /// <summary>−E log p over the law or over the test rows.</summary>
    public Estimate NegativeLogLikelihood(Flow flow, double width, EstimationOptions options) => Law is { } law
        ? FlowLosses.CrossEntropy(law.Sample).Value(flow, options)
        : FlowLosses.NegativeLogLikelihood(width).Value(flow, Test!.Inputs, options with { Paths = Test.Count });

    /// <summary>Maximum likelihood.</summary>
    public Trainer<Flow> Trainer(double width, TrainingOptions options)
    {
        if (Law is { } law) return Learning.Trainer.Of(FlowLosses.CrossEntropy(law.Sample), options);
        var loss = FlowLosses.NegativeLogLikelihood(width);
        return Learning.Trainer.Of(loss, Training!.Inputs, options, TrainOptions.Evaluating(loss, Test!.Inputs, options));
    }
}
