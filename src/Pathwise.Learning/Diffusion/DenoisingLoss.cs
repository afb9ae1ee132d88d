using Pathwise.Learning.Data;
using static Pathwise.Functions;

namespace Pathwise.Learning.Diffusion;

/// <summary>How a denoising loss is made.</summary>
public sealed record LossOptions
{
    /// <summary>How much each noise level counts; without a choice, the squared error of what the network says.</summary>
    public Weighting Weighting { get; init; } = Weighting.Prediction;

    /// <summary>The times at which the network is asked.</summary>
    public TimeLaw Times { get; init; } = TimeLaw.Uniform();

    /// <summary>The part of the examples whose class is kept from the network, for guidance without a classifier.</summary>
    public double ForgottenLabels { get; init; } = 0.1;
}

/// <summary>
/// Denoising score matching (Vincent, Neural Computation 23, 2011): draw a time t and noise ε, disturb the data to x = αx₀ + σε, and take the squared error of what the network says of x, by the mean over elements. Its least value is
/// at the mean given x, so a trained network is a <see cref="Denoiser"/>. The draw x is z = μ + σε: the loss is differentiated through arithmetic alone, and no equation is solved.
/// </summary>
public static class DenoisingLoss
{
    /// <summary>The loss on data that are drawn afresh on each path.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">The law of x₀.</param>
    /// <param name="options">Weights and times.</param>
    public static Expectation<TParameters> Of<TParameters>(DiffusionModel<TParameters> model, Func<Noise, Real> data, LossOptions? options = null) =>
        Expectation.Of((TParameters parameters, Noise noise) => Loss(model.At(parameters), data(noise["data"]), noise, options ?? new()));

    /// <summary>The loss on rows of data.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">Weights and times.</param>
    /// <param name="prepare">How a row becomes x₀, with noise for it (a scale, <see cref="Dequantisation"/>); by default it is x₀.</param>
    public static Expectation<TParameters, Real> OfRows<TParameters>(DiffusionModel<TParameters> model, LossOptions? options = null, Func<Real, Noise, Real>? prepare = null) =>
        Expectation.Of((TParameters parameters, Real row, Noise noise) => Loss(model.At(parameters), Prepared(row, noise, prepare), noise, options ?? new()));

    /// <summary>The loss on rows whose targets are classes. PW4034 if the model has none.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">Weights and times.</param>
    /// <param name="prepare">How a row's features become x₀, as in <see cref="OfRows"/>.</param>
    public static Expectation<TParameters, Example> OfExamples<TParameters>(DiffusionModel<TParameters> model, LossOptions? options = null, Func<Real, Noise, Real>? prepare = null) =>
        Expectation.Of((TParameters parameters, Example row, Noise noise) =>
            Loss(Remembering(model, parameters, row.Target, noise, options ?? new()), Prepared(row.Features, noise, prepare), noise, options ?? new()));

    static Real Prepared(Real row, Noise noise, Func<Real, Noise, Real>? prepare) => prepare is null ? row : prepare(row, noise["data"]);

    /// <summary>The loss on data that are drawn afresh with their classes. PW4034 if the model has none.</summary>
    public static Expectation<TParameters> Of<TParameters>(DiffusionModel<TParameters> model, Func<Noise, Example> data, LossOptions? options = null) => Expectation.Of((TParameters parameters, Noise noise) =>
    {
        var row = data(noise["data"]);
        return Loss(Remembering(model, parameters, row.Target, noise, options ?? new()), row.Features, noise, options ?? new());
    });

    static Denoiser Remembering<TParameters>(DiffusionModel<TParameters> model, TParameters parameters, Real label, Noise noise, LossOptions options)
    {
        if (!(options.ForgottenLabels is >= 0 and <= 1)) throw Mistake.Setting($"{options.ForgottenLabels} of the labels forgotten", "give a part from 0 to 1");
        return model.At(parameters, model.Forgotten(label, options.ForgottenLabels, noise["label"]));
    }

    /// <summary>The loss of one path, for programs of your own: w·|y − (p x₀ + q ε)|², by the mean over elements.</summary>
    /// <param name="denoiser">What is trained.</param>
    /// <param name="data">x₀.</param>
    /// <param name="noise">Where t and ε come from.</param>
    /// <param name="options">Weights and times.</param>
    public static Real Loss(Denoiser denoiser, Real data, Noise noise, LossOptions options)
    {
        Real t = options.Times.Draw(denoiser.Process, noise["time"]).Named("t"), epsilon = noise["perturbation"].Normal(data.Shape);
        var level = denoiser.Process.At(t);
        var error = denoiser.Predict(level.Alpha * data + level.Sigma * epsilon, t) - denoiser.Prediction.Target(level, data, epsilon);
        var squared = Mean(error * error);
        return options.Weighting.At(level, denoiser.Prediction) is var weight && weight.Node.Is(1) ? squared : weight * squared;
    }
}
