namespace Pathwise.NoiseSources;

/// <summary>Where a program's draws come from. A source is a pure function of (site, element, path): it has no state and no order.</summary>
internal interface INoiseSource
{
    /// <summary>
    /// Writes the draws of one site for a run of paths: <c>destination[e·stride + p]</c> for element e of path <c>firstPath + p</c>. A shared
    /// site has one draw for all paths: <paramref name="firstPath"/> is then the replicate, and one column is written.
    /// A tile that is not full asks for paths beyond the run: what they are does not matter.
    /// </summary>
    void Fill(Draw site, long firstPath, int paths, Span<double> destination, int stride);
}
