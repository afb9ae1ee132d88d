using Pathwise.Graphs;
using Pathwise.NoiseSources;
using Pathwise.Numerics;

namespace Pathwise.Tests.NoiseSources;

/// <summary>Noise has the same bits at every vector width, those that this machine emulates included.</summary>
public class LaneWidthTests
{
    [Theory]
    [InlineData(DrawKind.Uniform, 0, 64, false)]
    [InlineData(DrawKind.Normal, 0, 64, false)]
    [InlineData(DrawKind.Normal, 3, 77, false)]
    [InlineData(DrawKind.Uniform, (1L << 36) - 9, 33, false)]
    [InlineData(DrawKind.Normal, 2, 16, true)]
    internal void Counter_noise(DrawKind law, long first, int paths, bool shared)
    {
        foreach (int elements in new[] { 1, 2, 7 })
        {
            var (source, site) = (new CounterSource(11), Sites.Draw("x#0", law, elements, shared));
            AreEqual(
                source.Fill(site, first, paths), Values(elements * paths, to => source.Fill<Lanes128>(site, first, paths, to, paths)),
                Values(elements * paths, to => source.Fill<Lanes256>(site, first, paths, to, paths)), Values(elements * paths, to => source.Fill<Lanes512>(site, first, paths, to, paths)));
        }
    }

    [Theory]
    [InlineData(DrawKind.Uniform, 0, 64, 2, false)]
    [InlineData(DrawKind.Normal, 0, 4096, 12, false)]
    [InlineData(DrawKind.Normal, 5000, 777, 12, false)]
    [InlineData(DrawKind.Normal, 3, 9, 4, true)]
    internal void Sobol_noise(DrawKind law, long first, int paths, int logPoints, bool shared)
    {
        const int elements = 5;
        var site = Sites.Draw("x#0", law, elements, shared);
        var source = new SobolSource([Sites.Node(site)], 3, logPoints);
        AreEqual(
            source.Fill(site, first, paths), Values(elements * paths, to => source.Fill<Lanes128>(site, first, paths, to, paths)),
            Values(elements * paths, to => source.Fill<Lanes256>(site, first, paths, to, paths)), Values(elements * paths, to => source.Fill<Lanes512>(site, first, paths, to, paths)));
    }

    /// <summary>Every branch of the normal quantile: the centre, the tails and the far tails, alone in a vector and beside each other; down to numbers that are subnormal.</summary>
    [Fact]
    public void Functions_of_noise()
    {
        double[] inside =
        [
            .. Enumerable.Range(1, 255).Select(i => i / 256.0), .. Enumerable.Range(1, 1070).Select(k => Math.ScaleB(1, -k)), .. Enumerable.Range(1, 50).Select(k => 1 - Math.ScaleB(1, -k)),
            0.3, 1e-9, 0.7, 1e-300, 0.999, 0.5, 5e-324, 0.45, 0.1,
        ];
        double[] numbers = [.. inside[..(inside.Length / 8 * 8)]], normal = [.. numbers.Select(x => Math.Max(x, 2.2250738585072014e-308))];
        AreEqual(
            [.. numbers.Select(FixedFunctions.NormalQuantile)], OfLanes<Lanes128>(numbers, FixedFunctions.NormalQuantile), OfLanes<Lanes256>(numbers, FixedFunctions.NormalQuantile),
            OfLanes<Lanes512>(numbers, FixedFunctions.NormalQuantile));
        AreEqual(
            [.. normal.Select(FixedFunctions.Log)], OfLanes<Lanes128>(normal, FixedFunctions.Log), OfLanes<Lanes256>(normal, FixedFunctions.Log), OfLanes<Lanes512>(normal, FixedFunctions.Log));
        AreEqual(
            OfLanes<Lanes128>(numbers, x => FixedFunctions.CosSinOfTurns(x).Cos), OfLanes<Lanes256>(numbers, x => FixedFunctions.CosSinOfTurns(x).Cos),
            OfLanes<Lanes512>(numbers, x => FixedFunctions.CosSinOfTurns(x).Cos));
        AreEqual(
            OfLanes<Lanes128>(numbers, x => FixedFunctions.CosSinOfTurns(x).Sin), OfLanes<Lanes256>(numbers, x => FixedFunctions.CosSinOfTurns(x).Sin),
            OfLanes<Lanes512>(numbers, x => FixedFunctions.CosSinOfTurns(x).Sin));
    }

    /// <summary>What lanes do to words, against the language's own operators.</summary>
    [Fact]
    public void Words()
    {
        Check<Lanes128>();
        Check<Lanes256>();
        Check<Lanes512>();

        static void Check<T>() where T : unmanaged, ILanes<T>
        {
            for (ulong i = 0; i < 200; i++)
            {
                ulong a = SiteKey.Mix(i + 1), b = SiteKey.Mix(i + 1000), count = b & 63;
                AreWords(T.ShiftRight(T.Of(a), T.Of(count)), a >> (int)count);
                AreWords(T.Of(a) << (int)count, a << (int)count);
                AreWords(T.Of(a) >>> (int)count, a >> (int)count);
                AreWords(T.AddWords(T.Of(a), T.Of(b)), a + b);
                AreWords(T.SubtractWords(T.Of(a), T.Of(b)), a - b);
                AreWords(T.MultiplyWords(T.Of(a), T.Of(b)), a * b);
                AreWords(T.MultiplyLowHalves(T.Of(a), T.Of(b & uint.MaxValue)), (a & uint.MaxValue) * (b & uint.MaxValue));
                AreWords(T.EqualWords(T.Of(a), T.Of(i % 2 == 0 ? a : b)), i % 2 == 0 ? ulong.MaxValue : 0);
                AreWords(T.Select(T.Of(a), T.Of(b), T.Of(i)), (a & b) | (~a & i));
            }
            var counting = new double[T.Count];
            T.Counting(ulong.MaxValue - 1).Store(ref counting[0]);
            Assert.Equal(Enumerable.Range(0, T.Count).Select(i => ulong.MaxValue - 1 + (ulong)i), counting.Select(BitConverter.DoubleToUInt64Bits));
        }

        static void AreWords<T>(T actual, ulong expected) where T : unmanaged, ILanes<T>
        {
            var words = new double[T.Count];
            actual.Store(ref words[0]);
            Assert.All(words, word => Assert.Equal(expected, BitConverter.DoubleToUInt64Bits(word)));
        }
    }

    delegate void Filling(Span<double> to);

    static double[] Values(int count, Filling fill)
    {
        var values = new double[count];
        fill(values);
        return values;
    }

    static double[] OfLanes<T>(double[] numbers, Func<T, T> function) where T : unmanaged, ILanes<T>
    {
        var values = new double[numbers.Length];
        for (int i = 0; i < numbers.Length; i += T.Count) function(T.Load(in numbers[i])).Store(ref values[i]);
        return values;
    }

    static void AreEqual(double[] expected, params double[][] others)
    {
        foreach (double[] actual in others) Assert.Equal(expected.Select(BitConverter.DoubleToUInt64Bits), actual.Select(BitConverter.DoubleToUInt64Bits));
    }
}
