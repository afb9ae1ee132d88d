using Pathwise.Numerics;

namespace Pathwise.Learning;

/// <summary>The learning rate as a function of the number of steps done: 0 before the first. Pure, so a run that is resumed has the rates it would have had.</summary>
public delegate double Schedule(long step);

/// <summary>The usual schedules, by fixed sequences of exactly rounded operations.</summary>
public static class Schedules
{
    /// <summary>The same rate at every step.</summary>
    public static Schedule Constant(double rate) => _ => rate;

    /// <summary>rate·factor^⌊step/every⌋: a drop now and then.</summary>
    public static Schedule Steps(double rate, long every, double factor)
    {
        Positive("the number of steps between drops", every);
        return step => rate * Optimiser.Power(factor, step / every);
    }

    /// <summary>rate·factor^step.</summary>
    public static Schedule Exponential(double rate, double factor) => step => rate * Optimiser.Power(factor, step);

    /// <summary>last + ½(rate − last)(1 + cos π·step/steps), and last thereafter (Loshchilov and Hutter, SGDR: stochastic gradient descent with warm restarts, ICLR 2017).</summary>
    public static Schedule Cosine(double rate, long steps, double last = 0)
    {
        Positive("the number of steps of a cosine", steps);
        return step => step >= steps ? last : last + 0.5 * (rate - last) * (1 + FixedFunctions.CosSinOfTurns(Lanes128.Of(0.5 * step / steps)).Cos.First);
    }

    /// <summary>The first steps rise linearly, (step + 1)/steps of what <paramref name="then"/> starts with; it takes over with its own step 0.</summary>
    public static Schedule WarmUp(long steps, Schedule then)
    {
        Positive("the number of steps of a warm-up", steps);
        return step => step < steps ? then(0) * ((step + 1.0) / steps) : then(step - steps);
    }

    static void Positive(string what, long value)
    {
        if (value < 1) throw Setting.Outside(what, value, "at least 1");
    }
}
