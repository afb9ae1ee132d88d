using static Pathwise.Functions;

namespace Pathwise.Learning.Diffusion;

/// <summary>
/// A perceptron that is told a point, the time as Fourier features, and perhaps a class as a learnt vector, side by side; it says an array of the point's shape. Each of these is scaled so that all have the same share of the mean square of the inputs, which is 1 where
/// points have variance 1: otherwise a point of two numbers would be lost among the features of time.
/// </summary>
/// <param name="Time">The features of time.</param>
/// <param name="Classes">A vector for each class and one, the last, for none; an array of one embedding, or of none where there are no classes.</param>
/// <param name="Body">The perceptron.</param>
public sealed record ScoreNetwork(FourierFeatures Time, Embedding[] Classes, Mlp Body) : DenoisingNetwork
{
    /// <summary>
    /// A network with first weights: hidden layers with <see cref="Activations.Silu"/> between them, time as 8 pairs of features from 1/8 to 2 turns. First weights are <see cref="Initialisations.HeNormal"/>: with smaller ones a preconditioned network, whose target no
    /// linear function predicts, takes thousands of steps to begin to learn.
    /// </summary>
    /// <param name="size">The number of elements of a point.</param>
    /// <param name="hidden">The sizes of the hidden layers.</param>
    /// <param name="key">The key of the first weights.</param>
    /// <param name="classes">The number of classes, 0 for none.</param>
    /// <param name="classFeatures">The number of entries of a class's vector.</param>
    public static ScoreNetwork Of(int size, int[] hidden, RandomKey key, int classes = 0, int classFeatures = 32)
    {
        Learning.Setting.Extents("a score network", [size, .. hidden]);
        var time = FourierFeatures.Logarithmic(8, 0.125, 2);
        Embedding[] embeddings = classes == 0 ? [] : [Embedding.Of(classes + 1, classFeatures, key["classes"])];
        int inputs = size + 2 * time.Frequencies.Length + (classes == 0 ? 0 : classFeatures);
        return new(time, embeddings, Mlp.Of([inputs, .. hidden, size], Activation.Silu, key["body"], Initialisations.HeNormal));
    }

    /// <inheritdoc/>
    public override Real Apply(Real x, Real t) => Told(x, t, Vectors(Classes, null));

    /// <inheritdoc/>
    public override Real Apply(Real x, Real t, Real label) => Told(x, t, Vectors(Classes, label));

    Real Told(Real x, Real t, Real[] classes)
    {
        // The sums of squares: of sines and cosines 1 a pair, of the rest about 1 an element.
        (Real Part, int Size)[] parts = [(Reshape(x, x.Shape.Count), x.Shape.Count), (Time.Apply(t), Time.Frequencies.Length), .. classes.Select(part => (part, part.Shape.Count))];
        double share = (double)parts.Sum(part => part.Part.Shape.Count) / parts.Length;
        return Reshape(Body.Apply(Concat(0, [.. parts.Select(part => Math.Sqrt(share / part.Size) * part.Part)])), x.Shape);
    }

    /// <summary>A model of a process whose parameters are a perceptron without classes.</summary>
    public static DiffusionModel<ScoreNetwork> Model(DiffusionProcess process, Prediction prediction) => Model<ScoreNetwork>(process, prediction);

    /// <summary>A model of a process whose parameters are a perceptron with classes.</summary>
    public static DiffusionModel<ScoreNetwork> Model(DiffusionProcess process, Prediction prediction, int classes) => Model<ScoreNetwork>(process, prediction, classes);
}
