using Pathwise.Learning.Control;

namespace Pathwise.Learning.Tests.Control;

public sealed class ReplayBufferTests
{
    static ReplayBuffer Filled(int capacity, int count)
    {
        var buffer = new ReplayBuffer(capacity, Box.Symmetric(2, 100), Box.Symmetric(1, 1));
        for (int k = 0; k < count; k++) buffer.Add([k, -k], [0.5], 10 * k, [k + 1, -k - 1], 0.9);
        return buffer;
    }

    [Fact]
    public void The_oldest_make_way()
    {
        var buffer = Filled(capacity: 4, count: 6);
        Assert.Equal((4, 6L), (buffer.Count, buffer.Added));
        Assert.Equal([4, -4, 5, -5, 2, -2, 3, -3], buffer.Parts[0].Numbers);
        Assert.Equal([40, 50, 20, 30], buffer.Parts[2].Numbers);
        Assert.Equal([5, -5, 6, -6, 3, -3, 4, -4], buffer.Parts[3].Numbers);
    }

    [Fact]
    public void Rows_are_uniform_on_what_is_there_and_a_function_of_the_batch()
    {
        var buffer = Filled(capacity: 100, count: 10);
        const int Count = 20_000;
        int[] rows = buffer.Rows(3, Count, seed: 1);
        Assert.Equal(rows, buffer.Rows(3, Count, seed: 1));
        Assert.NotEqual(rows, buffer.Rows(4, Count, seed: 1));
        Assert.NotEqual(rows, buffer.Rows(3, Count, seed: 2));
        for (int r = 0; r < 10; r++) Within.FiveErrors(0.1, rows.Count(row => row == r) / (double)Count, Math.Sqrt(0.09 / Count), $"row {r}");
    }

    [Fact]
    public void What_is_refused_is_not_stored()
    {
        var buffer = Filled(capacity: 4, count: 0);
        void Refused(string id, Action action) => Assert.Equal(id, Assert.Throws<PathwiseException>(action).Id);
        Refused("PW4075", () => buffer.Rows(0, 8, 0));
        Refused("PW4073", () => buffer.Add([0, 0], [0], double.NaN, [0, 0], 0.9));
        Refused("PW4073", () => buffer.Add([0, 0], [0], 1e39, [0, 0], 0.9));
        Refused("PW4073", () => buffer.Add([0, double.PositiveInfinity], [0], 0, [0, 0], 0.9));
        Refused("PW4074", () => buffer.Add([0, 0, 0], [0], 0, [0, 0], 0.9));
        Refused("PW4074", () => buffer.Add([0, 0], [0], 0, [0], 0.9));
        Refused("PW4071", () => buffer.Add([0, 0], [1.5], 0, [0, 0], 0.9));
        Refused("PW4071", () => buffer.Add([0, 0], [0, 0], 0, [0, 0], 0.9));
        Refused("PW4021", () => buffer.Add([0, 0], [0], 0, [0, 0], 1.1));
        Assert.Equal(0, buffer.Added);
    }

    /// <summary>Experiences of three steps, and shorter ones at the end, by hand.</summary>
    [Fact]
    public void Rewards_of_several_steps_are_summed()
    {
        foreach (bool terminated in new[] { false, true })
        {
            var buffer = new ReplayBuffer(10, Box.Symmetric(1, 100), Box.Symmetric(1, 1));
            var window = new Window(3, 0.5);
            for (int t = 0; t < 4; t++) window.Add([t], [0.1 * t], new([t + 1], t + 1, terminated && t == 3, !terminated && t == 3), buffer);
            Assert.Equal(4, buffer.Count);
            Assert.Equal([0, 1, 2, 3], buffer.Parts[0].Numbers[..4]);
            Assert.Equal([1 + 1 + 0.75f, 2 + 1.5f + 1, 3 + 2, 4], buffer.Parts[2].Numbers[..4]);
            Assert.Equal([3, 4, 4, 4], buffer.Parts[3].Numbers[..4]);
            float left = terminated ? 0 : 1;
            Assert.Equal([0.125f, 0.125f * left, 0.25f * left, 0.5f * left], buffer.Parts[4].Numbers[..4]);
        }
    }
}
