namespace Pathwise.NoiseSources;

/// <summary>Paths 2k and 2k + 1 are path k of the counter noise and its mirror image: z and −z, u and 1 − u.</summary>
internal sealed class AntitheticSource(INoiseSource source) : INoiseSource
{
    public void Fill(Draw site, long firstPath, int paths, Span<double> destination, int stride)
    {
        if (site.Shared)
        {
            source.Fill(site, firstPath, paths, destination, stride);
            return;
        }
        long first = firstPath >> 1;
        int count = (int)(((firstPath + paths - 1) >> 1) - first + 1), elements = site.Shape.Count;
        var drawn = new double[elements * count];
        source.Fill(site, first, count, drawn, count);
        for (int e = 0; e < elements; e++)
            for (int p = 0; p < paths; p++)
            {
                double x = drawn[e * count + (int)(((firstPath + p) >> 1) - first)];
                destination[e * stride + p] = ((firstPath + p) & 1) == 0 ? x : site.Law == DrawKind.Normal ? -x : 1 - x;
            }
    }
}
