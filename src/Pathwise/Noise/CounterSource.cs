using Pathwise.Numerics;

namespace Pathwise.NoiseSources;

/// <summary>
/// Counter noise: one call of <see cref="Philox"/> gives two 64-bit words. They belong to the paths g·16 + j and g·16 + j + 8 of one group of
/// sixteen (j = 0…7), so that a vector of eight paths takes the first words of eight calls and the next vector their second words. The
/// definition is written down in docs/noise.md.
/// </summary>
internal sealed class CounterSource(long seed) : INoiseSource
{
    const uint PerPathDomain = 0, SharedDomain = 1;

    public void Fill(Draw site, long firstPath, int paths, Span<double> destination, int stride)
    {
        ulong key = SiteKey.Key(seed, site.Site);
        int elements = site.Shape.Count;
        uint domain = site.Shared ? SharedDomain : PerPathDomain;
        for (int e = 0; e < elements; e++)
        {
            var row = destination.Slice(e * stride, paths);
            long path = firstPath, end = firstPath + paths;
            while (path < end)
            {
                // The rest of this half-group's partner half lies eight paths on; both come from the same calls.
                long group = path >> 4;
                int j = (int)(path & 15);
                if (j < 8 && path + 8 < end)
                {
                    int count = (int)Math.Min(8 - j, end - path - 8);
                    for (int i = 0; i < count; i++)
                        (row[(int)(path - firstPath) + i], row[(int)(path - firstPath) + i + 8]) = Pair(key, (group << 3) + j + i, (uint)e, domain, site.Law);
                    for (int i = count; i < 8 - j; i++)
                        row[(int)(path - firstPath) + i] = Pair(key, (group << 3) + j + i, (uint)e, domain, site.Law).First;
                    // Paths j…7 and their partners are done; what precedes the first partner in the upper half belongs to calls below j.
                    long upper = path - j + 8;
                    for (int i = 0; i < j && upper + i < end; i++)
                        row[(int)(upper - firstPath) + i] = Pair(key, (group << 3) + i, (uint)e, domain, site.Law).Second;
                    path = Math.Min(path - j + 16, end);
                }
                else
                {
                    var (first, second) = Pair(key, (group << 3) + (j & 7), (uint)e, domain, site.Law);
                    row[(int)(path - firstPath)] = j < 8 ? first : second;
                    path++;
                }
            }
        }
    }

    static (double First, double Second) Pair(ulong key, long call, uint element, uint domain, DrawKind law)
    {
        var (a, b, c, d) = Philox.Block((uint)call, (uint)(call >> 32), element, domain, (uint)key, (uint)(key >> 32));
        double u = Uniform(((ulong)b << 32) | a), v = Uniform(((ulong)d << 32) | c);
        if (law == DrawKind.Uniform) return (u, v);
        // Box and Muller, A note on the generation of random normal deviates, Ann. Math. Stat. 29 (1958).
        double radius = Math.Sqrt(-2 * FixedFunctions.Log(u));
        var (cos, sin) = FixedFunctions.CosSinOfTurns(v);
        return (radius * cos, radius * sin);
    }

    /// <summary>(k + ½)·2⁻⁵² with k the top 52 bits: exact, symmetric about ½, never 0 or 1.</summary>
    internal static double Uniform(ulong word) => BitConverter.UInt64BitsToDouble((word >> 12) | 0x3FF0000000000000) - (1 - 1.1102230246251565e-16);
}
