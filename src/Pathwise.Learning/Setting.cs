using System.Globalization;

namespace Pathwise.Learning;

/// <summary>The error of a setting outside its range.</summary>
static class Setting
{
    public static PathwiseException Outside(string what, double value, string range) =>
        new("PW4021", $"{what} is {value.ToString("R", CultureInfo.InvariantCulture)}", $"it must be {range}", Place.OfCaller());

    /// <summary>Extents of layers, all at least 1.</summary>
    public static void Extents(string layer, params ReadOnlySpan<int> extents)
    {
        foreach (int extent in extents)
            if (extent < 1) throw Outside($"an extent of {layer}", extent, "at least 1");
    }

    /// <summary>The error of a layer applied to what it does not fit.</summary>
    public static PathwiseException Misfit(string layer, Shape shape, string wanted) => new("PW4020", $"{layer} of an array of shape {shape}", $"give it {wanted}", Place.OfCaller());
}
