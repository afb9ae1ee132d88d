using static Pathwise.Functions;

namespace Pathwise.Learning.Diffusion;

/// <summary>A function to be trained as a denoiser: of parameters (a network's record, or any other), a point, a time and perhaps a class.</summary>
public sealed class DiffusionModel<TParameters>
{
    readonly Func<TParameters, Real, Real, Real, Real> _function;

    /// <summary>A model without classes.</summary>
    /// <param name="process">The process.</param>
    /// <param name="prediction">What the function says.</param>
    /// <param name="function">Of parameters, x and t; see <see cref="Denoiser"/>.</param>
    public DiffusionModel(DiffusionProcess process, Prediction prediction, Func<TParameters, Real, Real, Real> function) =>
        (Process, Prediction, _function) = (process, prediction, (parameters, x, t, _) => function(parameters, x, t));

    /// <summary>A model of several classes.</summary>
    /// <param name="process">The process.</param>
    /// <param name="prediction">What the function says.</param>
    /// <param name="classes">The number of classes. PW4032 unless it is positive.</param>
    /// <param name="function">Of parameters, x, t and the class, a whole number from 0; the number of classes itself stands for no class.</param>
    public DiffusionModel(DiffusionProcess process, Prediction prediction, int classes, Func<TParameters, Real, Real, Real, Real> function)
    {
        if (classes < 1) throw Mistake.Setting($"{classes} classes", "give at least 1, or a function without a class");
        (Process, Prediction, Classes, _function) = (process, prediction, classes, function);
    }

    /// <summary>The process.</summary>
    public DiffusionProcess Process { get; }

    /// <summary>What the function says.</summary>
    public Prediction Prediction { get; }

    /// <summary>The number of classes; 0 where there are none.</summary>
    public int Classes { get; }

    /// <summary>The denoiser of all data, whatever their class.</summary>
    public Denoiser At(TParameters parameters) => Of(parameters, Classes);

    /// <summary>The denoiser of one class: a number, or each path's own. PW4034 if the model has no classes.</summary>
    public Denoiser At(TParameters parameters, Real label) => Of(parameters, Labelled(label));

    /// <summary>
    /// Classifier-free guidance (Ho and Salimans, arXiv:2207.12598): (1 + w)·(prediction given the class) − w·(prediction given none). Scores, and any other predictions, are mixed alike, as each is affine in any other. w = 0 is
    /// the class itself; a larger w makes samples more typical of the class and less varied. PW4034 if the model has no classes.
    /// </summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="label">The class.</param>
    /// <param name="weight">w.</param>
    public Denoiser Guided(TParameters parameters, Real label, Real weight)
    {
        label = Labelled(label);
        return new(Process, Prediction, (x, t) => (1 + weight) * _function(parameters, x, t, label) - weight * _function(parameters, x, t, Classes));
    }

    Denoiser Of(TParameters parameters, Real label) => new(Process, Prediction, (x, t) => _function(parameters, x, t, label));

    Real Labelled(Real label) => Classes == 0 ? throw Mistake.Label("a class given to a model without classes", "make the model with a number of classes")
        : label.Shape.Rank == 0 ? label : throw Mistake.Label($"a class of shape {label.Shape}", "give one number");

    /// <summary>The class with some of the paths' forgotten, so that a model learns both the classes and the whole.</summary>
    internal Real Forgotten(Real label, double part, Noise noise) => part == 0 ? label : Where(noise.Uniform() < part, Classes, label);
}
