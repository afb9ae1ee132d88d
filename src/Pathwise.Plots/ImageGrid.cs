using System.Globalization;
using SkiaSharp;

namespace Pathwise.Plots;

/// <summary>Grey images of one size in rows, such as samples of a model of images: the larger a pixel's value, the lighter. Saved as SVG or PNG by the file's name.</summary>
public sealed class ImageGrid
{
    const float Side = 56, Gap = 6, Margin = 16;

    readonly string _title;
    readonly int _columns;
    readonly double _black, _white;
    readonly List<(double[,] Pixels, string Label)> _images = [];

    /// <summary>A grid without images. PW3018 unless there is at least one column and black is not white.</summary>
    /// <param name="title">What stands above; it may be empty.</param>
    /// <param name="columns">The number of images in a row.</param>
    /// <param name="black">The value of a black pixel.</param>
    /// <param name="white">The value of a white pixel; it may be the smaller.</param>
    public ImageGrid(string title, int columns, double black = 0, double white = 1)
    {
        if (columns < 1 || !double.IsFinite(white - black) || white == black)
            throw new PathwiseException("PW3018", string.Create(CultureInfo.InvariantCulture, $"a grid of {columns} columns with {black} for black and {white} for white"), "give at least one column and two different values");
        (_title, _columns, _black, _white) = (title, columns, black, white);
    }

    /// <summary>Adds an image [height, width] in row-major order, the first row above. PW3018 where the pixels are not as many, or another size than the images before.</summary>
    public void Add(IReadOnlyList<double> pixels, int height, int width, string label = "")
    {
        if (height < 1 || width < 1 || pixels.Count != (long)height * width) throw new PathwiseException("PW3018", $"{pixels.Count} pixels for an image of {height} by {width}", "give one number for each pixel");
        if (_images.Count > 0 && _images[0].Pixels is var first && (first.GetLength(0) != height || first.GetLength(1) != width))
            throw new PathwiseException("PW3018", $"an image of {height} by {width} beside images of {first.GetLength(0)} by {first.GetLength(1)}", "give images of one size");
        var image = new double[height, width];
        for (int e = 0; e < pixels.Count; e++) image[e / width, e % width] = pixels[e];
        _images.Add((image, label));
    }

    /// <summary>Writes the figure to a file whose name ends in .svg or .png. PW3018 if there is no image.</summary>
    public void Save(string file)
    {
        if (_images.Count == 0) throw new PathwiseException("PW3018", "a grid without images", "add one");
        int columns = Math.Min(_columns, _images.Count), rows = (_images.Count + columns - 1) / columns;
        float above = _title.Length > 0 ? 44 : Margin, labels = _images.Any(image => image.Label.Length > 0) ? 14 : 0;
        float height = Side * _images[0].Pixels.GetLength(0) / _images[0].Pixels.GetLength(1) + labels;
        float width = 2 * Margin + columns * (Side + Gap) - Gap;
        Raster.Write(file, (int)width, (int)(above + rows * (height + Gap) - Gap + Margin), canvas =>
        {
            if (_title.Length > 0) Raster.Text(canvas, _title, width / 2, 28, 15);
            for (int k = 0; k < _images.Count; k++)
            {
                float x = Margin + k % columns * (Side + Gap), y = above + k / columns * (height + Gap);
                Raster.Cells(canvas, x, y, Side, _images[k].Pixels, Grey);
                if (labels > 0) Raster.Text(canvas, _images[k].Label, x + Side / 2, y + height - 2, 11);
            }
        });
    }

    SKColor Grey(double value)
    {
        if (!double.IsFinite(value)) return SKColors.White;
        byte level = (byte)Math.Round(255 * Math.Clamp((value - _black) / (_white - _black), 0, 1));
        return new(level, level, level);
    }
}
