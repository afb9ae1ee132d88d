using Pathwise.Execution;
using Pathwise.Graphs;
using Pathwise.NoiseSources;

namespace Pathwise.Learning.Control;

/// <summary>
/// The last so many experiences, in memory of a fixed size, in single precision (Lin, Self-improving reactive agents based on reinforcement learning, planning and teaching, Machine Learning 8, 1992). Row k of batch b is
/// the experience ⌊u·n⌋ with u a draw keyed by the seed, so what a batch is made of is a function of seed, batch and what is stored.
/// </summary>
public sealed class ReplayBuffer
{
    static readonly Draw s_site = new("control/replay#0", DrawKind.Uniform, Shape.Scalar, Shared: false);

    readonly Box _actionSpace;
    readonly float[] _observations, _actions, _rewards, _next, _discounts;

    /// <summary>A buffer for so many experiences of an environment.</summary>
    public ReplayBuffer(int capacity, Box observations, Box actions)
    {
        if (capacity < 1) throw Setting.Outside("the capacity of a replay buffer", capacity, "at least 1");
        (Capacity, _actionSpace, ObservationSize, ActionSize) = (capacity, actions, observations.Size, actions.Size);
        _observations = new float[checked(capacity * ObservationSize)];
        _next = new float[capacity * ObservationSize];
        _actions = new float[checked(capacity * ActionSize)];
        (_rewards, _discounts) = (new float[capacity], new float[capacity]);
    }

    /// <summary>The most experiences that are kept.</summary>
    public int Capacity { get; }

    /// <summary>The number of experiences kept.</summary>
    public int Count => (int)Math.Min(Added, Capacity);

    /// <summary>The number of experiences ever added.</summary>
    public long Added { get; private set; }

    /// <summary>The components of an observation.</summary>
    public int ObservationSize { get; }

    /// <summary>The components of an action.</summary>
    public int ActionSize { get; }

    /// <summary>The parts of an experience, in the order of <see cref="Experience"/>.</summary>
    internal (string Name, float[] Numbers, int Width)[] Parts => [("observation", _observations, ObservationSize), ("action", _actions, ActionSize), ("reward", _rewards, 1), ("next", _next, ObservationSize), ("discount", _discounts, 1)];

    /// <summary>
    /// Adds an experience, in place of the oldest where the buffer is full. Nothing is stored if it is refused: PW4071 for an action that is not of the space, PW4073 for a reward or an observation that is not finite, PW4074 for
    /// observations of another size.
    /// </summary>
    /// <param name="observation">What was seen.</param>
    /// <param name="action">What was done.</param>
    /// <param name="reward">The reward, of several steps the discounted sum.</param>
    /// <param name="next">What was seen then.</param>
    /// <param name="discount">The weight of what is to come after that: γⁿ after n steps, 0 where the task had ended.</param>
    public void Add(IReadOnlyList<double> observation, IReadOnlyList<double> action, double reward, IReadOnlyList<double> next, double discount)
    {
        Checks.Observation(observation, ObservationSize);
        Checks.Observation(next, ObservationSize);
        Checks.Reward(reward);
        double[] done = Checks.Action(action, _actionSpace);
        if (!(discount is >= 0 and <= 1)) throw Setting.Outside("a discount", discount, "from 0 to 1");
        int at = (int)(Added % Capacity);
        for (int i = 0; i < ObservationSize; i++) (_observations[at * ObservationSize + i], _next[at * ObservationSize + i]) = ((float)observation[i], (float)next[i]);
        for (int i = 0; i < ActionSize; i++) _actions[at * ActionSize + i] = (float)done[i];
        (_rewards[at], _discounts[at]) = ((float)reward, (float)discount);
        Added++;
    }

    /// <summary>The rows of a batch, drawn with replacement. PW4075 if the buffer is empty.</summary>
    public int[] Rows(long batch, int batchSize, long seed)
    {
        var rows = new int[batchSize];
        Draw(batch * batchSize, rows, seed);
        return rows;
    }

    /// <summary>The rows of a run of paths.</summary>
    internal void Draw(long firstPath, Span<int> rows, long seed)
    {
        if (Added == 0) throw new PathwiseException("PW4075", "a batch of an empty replay buffer", "add experiences before learning from them", Place.OfCaller());
        var draws = new double[rows.Length];
        new CounterSource(seed).Fill(s_site, firstPath, rows.Length, draws, rows.Length);
        for (int i = 0; i < rows.Length; i++) rows[i] = (int)(draws[i] * Count);
    }

    internal DataPart[] Data => [.. Parts.Select(part => new DataPart<float>(part.Numbers, part.Width))];

    /// <summary>Takes what was stored.</summary>
    internal void Restore(long added) => Added = added;
}

/// <summary>A row of a replay buffer: what was seen and done, the reward, what was seen then, and the weight of what is to come.</summary>
internal sealed record Experience(Real Observation, Real Action, Real Reward, Real Next, Real Discount)
{
    /// <summary>A row of the right shapes.</summary>
    public static Experience Like(int observations, int actions) => new(Functions.Filled(observations, 0), Functions.Filled(actions, 0), 0, Functions.Filled(observations, 0), 0);
}
