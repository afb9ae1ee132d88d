namespace Pathwise.Learning.Diffusion;

/// <summary>A network that is told a noisy point, the time, and perhaps a class, and says an array of the point's shape. What it is trained to say is the model's affair (<see cref="Prediction"/>).</summary>
public abstract record DenoisingNetwork
{
    /// <summary>The network's value without a class.</summary>
    public abstract Real Apply(Real x, Real t);

    /// <summary>The network's value for a class. PW4034 if it has none.</summary>
    public abstract Real Apply(Real x, Real t, Real label);

    /// <summary>A model of a process whose parameters are a network without classes.</summary>
    public static DiffusionModel<TNetwork> Model<TNetwork>(DiffusionProcess process, Prediction prediction) where TNetwork : DenoisingNetwork => new(process, prediction, (network, x, t) => network.Apply(x, t));

    /// <summary>A model of a process whose parameters are a network with so many classes. PW4032 unless they are at least 1.</summary>
    public static DiffusionModel<TNetwork> Model<TNetwork>(DiffusionProcess process, Prediction prediction, int classes) where TNetwork : DenoisingNetwork =>
        new(process, prediction, classes, (network, x, t, label) => network.Apply(x, t, label));

    /// <summary>A class's vector, or none where the network has no classes.</summary>
    private protected static Real[] Vectors(Embedding[] classes, Real? label) => label is { } given
        ? [classes.Length == 1 ? classes[0].Apply(given) : throw Mistake.Label("a class given to a network without classes", "make the network with a number of classes")]
        : [.. classes.Select(table => table.Apply(table.Table.Shape[0] - 1))];
}
