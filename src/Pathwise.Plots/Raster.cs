using SkiaSharp;

namespace Pathwise.Plots;

/// <summary>Pictures made of cells, with lines and text around them, drawn to SVG or PNG by the same commands.</summary>
internal static class Raster
{
    const string Font = "DejaVu Sans";

    static readonly SKColor s_ink = SKColor.Parse("#1b1f24");

    /// <summary>Darker is more, from white.</summary>
    static readonly SKColor[] s_shades = [SKColors.White, SKColor.Parse("#d6e6f4"), SKColor.Parse("#8fc1de"), SKColor.Parse("#3f8fc5"), SKColor.Parse("#1660a7"), SKColor.Parse("#08306b")];

    /// <summary>Draws a picture to a file whose name ends in .svg or .png; PNG has two pixels for each unit.</summary>
    public static void Write(string file, int width, int height, Action<SKCanvas> draw) => FigureFile.Write(file, [".svg", ".png"], kind =>
    {
        if (kind == ".svg")
        {
            using var memory = new MemoryStream();
            using (var canvas = SKSvgCanvas.Create(new SKRect(0, 0, width, height), memory)) draw(canvas);
            // Where the font is missing, the next has the same widths.
            File.WriteAllText(file, System.Text.Encoding.UTF8.GetString(memory.ToArray()).Replace($"\"{Font}\"", $"\"{Font}, Verdana, sans-serif\"", StringComparison.Ordinal));
            return;
        }
        using var surface = SKSurface.Create(new SKImageInfo(2 * width, 2 * height));
        surface.Canvas.Clear(SKColors.White);
        surface.Canvas.Scale(2);
        draw(surface.Canvas);
        using var image = surface.Snapshot();
        using var data = image.Encode(SKEncodedImageFormat.Png, 100);
        using var stream = File.Create(file);
        data.SaveTo(stream);
    });

    /// <summary>Cells [rows, columns] as squares that fill a width, the first row above. What is not finite stays white.</summary>
    public static void Cells(SKCanvas canvas, float left, float top, float width, double[,] values, Func<double, SKColor> color)
    {
        int rows = values.GetLength(0), columns = values.GetLength(1);
        // Drawn larger by a whole number, so that programs that show it smooth nothing away.
        int times = Math.Max(1, (int)Math.Ceiling(2 * width / columns));
        using var bitmap = new SKBitmap(columns * times, rows * times);
        var pixels = new SKColor[rows * times * columns * times];
        for (int e = 0; e < pixels.Length; e++) pixels[e] = color(values[e / (columns * times) / times, e % (columns * times) / times]);
        bitmap.Pixels = pixels;
        using var image = SKImage.FromBitmap(bitmap);
        canvas.DrawImage(image, new SKRect(left, top, left + width, top + width * rows / columns));
    }

    public static SKColor Shade(double share)
    {
        if (!double.IsFinite(share)) return SKColors.White;
        double at = Math.Clamp(share, 0, 1) * (s_shades.Length - 1);
        int i = Math.Min((int)at, s_shades.Length - 2);
        byte Mix(byte a, byte b) => (byte)Math.Round(a + (at - i) * (b - a));
        var (from, to) = (s_shades[i], s_shades[i + 1]);
        return new(Mix(from.Red, to.Red), Mix(from.Green, to.Green), Mix(from.Blue, to.Blue));
    }

    /// <summary>Text around a place, or ending at it.</summary>
    public static void Text(SKCanvas canvas, string text, float x, float y, float size, SKTextAlign align = SKTextAlign.Center)
    {
        using var face = SKTypeface.FromFamilyName(Font);
        using var font = new SKFont(face, size);
        using var paint = new SKPaint { Color = s_ink, IsAntialias = true };
        canvas.DrawText(text, x, y, align, font, paint);
    }

    public static void Frame(SKCanvas canvas, float left, float top, float width, float height)
    {
        using var paint = new SKPaint { Color = s_ink, IsStroke = true, StrokeWidth = 1 };
        canvas.DrawRect(left, top, width, height, paint);
    }
}
