using System.Numerics;
using Pathwise.Execution;

namespace Pathwise.Learning;

/// <summary>
/// A rule by which parameters follow a gradient downhill. It holds settings only; what it remembers between steps is in an <see cref="OptimiserState{T}"/>. Steps work in place on flat arrays and allocate nothing.
/// Every element is worked on alone, by +, −, ·, ÷ and √ in a fixed order, so the bits are the same at every vector width.
/// </summary>
public abstract class Optimiser
{
    /// <summary>The names of the arrays that the rule keeps, each with an element for each parameter.</summary>
    public abstract IReadOnlyList<string> Moments { get; }

    /// <summary>The state before the first step: all zeros.</summary>
    public OptimiserState<T> Start<T>(int parameters) where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(Moments, [.. Moments.Select(_ => new T[parameters])], 0);

    /// <summary>One step.</summary>
    /// <param name="parameters">The parameters, changed in place.</param>
    /// <param name="gradient">The gradient at them.</param>
    /// <param name="rate">The learning rate of this step.</param>
    /// <param name="state">What the rule remembers, changed in place; its count of steps goes up by one.</param>
    public void Step<T>(Span<T> parameters, ReadOnlySpan<T> gradient, double rate, OptimiserState<T> state) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (gradient.Length != parameters.Length || !Fits(state, parameters.Length))
            throw new PathwiseException("PW4022",
                $"a step of {parameters.Length} parameters with {gradient.Length} derivatives and a state of ({string.Join(", ", state.Names.Zip(state.Arrays, (name, array) => $"{name}: {array.Length}"))})",
                $"give as many derivatives as parameters, and a state that this optimiser has started for them ({string.Join(", ", Moments)})");
        state.Steps++;
        Move(parameters, gradient, rate, state, 0);
    }

    /// <summary>The same by a team, each of which moves a share: every element is worked on alone, so the bits are the same.</summary>
    internal void Step<T>(T[] parameters, T[] gradient, double rate, OptimiserState<T> state, Team team) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        state.Steps++;
        team.Run(member =>
        {
            int start = team.Share(parameters.Length, member), count = team.Share(parameters.Length, member + 1) - start;
            Move(parameters.AsSpan(start, count), gradient.AsSpan(start, count), rate, state, start);
        });
    }

    bool Fits<T>(OptimiserState<T> state, int parameters) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (state.Arrays.Count != Moments.Count || state.Names.Count != Moments.Count) return false;
        for (int i = 0; i < Moments.Count; i++)
            if (state.Names[i] != Moments[i] || state.Arrays[i].Length != parameters) return false;
        return true;
    }

    /// <summary>The rule itself for a run of parameters from number <paramref name="start"/> on, where what is remembered of them begins too: lengths are equal, and <see cref="OptimiserState{T}.Steps"/> counts this step.</summary>
    protected abstract void Move<T>(Span<T> parameters, ReadOnlySpan<T> gradient, double rate, OptimiserState<T> state, int start) where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>xⁿ by repeated squaring: the same bits on every machine, unlike the platform's power.</summary>
    internal static double Power(double x, long n)
    {
        double power = 1;
        for (; n > 0; n >>= 1, x *= x)
            if ((n & 1) != 0) power *= x;
        return power;
    }
}

/// <summary>What an optimiser remembers. Saved with its names and restored, it continues bit for bit.</summary>
/// <param name="names">The names of the arrays.</param>
/// <param name="arrays">The arrays, an element for each parameter.</param>
/// <param name="steps">The number of steps done.</param>
public sealed class OptimiserState<T>(IReadOnlyList<string> names, IReadOnlyList<T[]> arrays, long steps) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The names of the arrays.</summary>
    public IReadOnlyList<string> Names { get; } = names;

    /// <summary>The arrays, an element for each parameter.</summary>
    public IReadOnlyList<T[]> Arrays { get; } = arrays;

    /// <summary>The number of steps done.</summary>
    public long Steps { get; internal set; } = steps;
}
