using Pathwise.Graphs;
using Pathwise.NoiseSources;

namespace Pathwise.Learning.Control;

/// <summary>The noise of episodes side by side: step t of episode e takes the draws of path e·2³² + t of the counter source, whatever else is run with it.</summary>
internal sealed class EpisodeNoise(long seed, int episodes) : INoiseSource
{
    /// <summary>The most steps of an episode, and the most episodes of a seed.</summary>
    const int StepBits = 32;

    readonly CounterSource _source = new(seed);
    readonly long[] _paths = new long[episodes];

    /// <summary>Says which step of which episode comes next in a place.</summary>
    public void Place(int place, long episode, long step) => _paths[place] = (episode << StepBits) + step;

    public void Fill(Draw site, long firstPath, int paths, Span<double> destination, int stride)
    {
        // Tiles that are not full ask for more paths than there are.
        for (int p = 0; p < paths; p++) _source.Fill(site, _paths[Math.Min(firstPath + p, _paths.Length - 1)], 1, destination[p..], stride);
    }
}
