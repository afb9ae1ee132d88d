namespace Pathwise;

/// <summary>
/// Noise given by the user, by the names of the draws' sites (docs/noise.md): one row for each path, one column for each element of a draw
/// in row-major order, the steps of loops first. Values of normal draws are standard normal, those of uniform draws lie inside (0, 1). A shared
/// draw has one row for each of the (at most 16) replicates.
/// </summary>
/// <param name="Sites">The values of each site.</param>
public sealed record RecordedNoise(IReadOnlyDictionary<string, double[,]> Sites);
