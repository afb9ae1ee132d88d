namespace Pathwise.Learning.Data;

/// <summary>Data sets to learn from: two small ones that come with the library (<c>Data/Sets/README.md</c> has their sources and licences), and one that is read where it is installed.</summary>
public static class Datasets
{
    const string Variable = "PATHWISE_DATA", Installed = "/usr/share/datasets/fashion-mnist";

    /// <summary>
    /// 1,797 images [8, 8] of handwritten digits, each pixel a whole number from 0 to 16, with labels 0 to 9: the test set of Alpaydin and Kaynak, Optical Recognition of Handwritten Digits, UCI Machine Learning
    /// Repository, 1998, as it comes with scikit-learn.
    /// </summary>
    public static Dataset Digits()
    {
        var table = Resource("digits.csv", header: false);
        var rows = table.ToDataset("65");
        return rows.Reshaped(new(8, 8));
    }

    /// <summary>
    /// 1,030 mixtures of concrete: cement, blast-furnace slag, fly ash, water, superplasticizer, coarse and fine aggregate (kg/m³) and age (days), with the compressive strength (MPa) as target: Yeh, Modeling of strength of
    /// high-performance concrete using artificial neural networks, Cement and Concrete Research 28, 1998, as it comes with R's package modeldata.
    /// </summary>
    public static Dataset Concrete() => Resource("concrete.csv", header: true).ToDataset("compressive_strength");

    /// <summary>
    /// Fashion-MNIST: images [28, 28] of 70,000 articles in bytes from 0 to 255, with labels 0 to 9 (Xiao, Rasul and Vollgraf, Fashion-MNIST, arXiv:1708.07747, 2017); 60,000 to train on or 10,000 to test. Read from the
    /// given directory, or else from the one that the environment variable PATHWISE_DATA names (or its subdirectory <c>fashion-mnist</c>), or from where Debian's package <c>dataset-fashion-mnist</c> puts it. PW4007 if it is
    /// not there; PW4008 if images and labels do not fit; and the errors of <see cref="Idx.Read(string)"/>.
    /// </summary>
    public static Dataset FashionMnist(bool train = true, string? directory = null)
    {
        string part = train ? "train" : "t10k";
        string imagesFile = Find($"{part}-images-idx3-ubyte", directory), labelsFile = Find($"{part}-labels-idx1-ubyte", directory);
        DataArray images = Idx.Read(imagesFile), labels = Idx.Read(labelsFile);
        if (images.ElementType != typeof(byte) || images.Shape.Rank != 3 || images.Shape.Tail != new Shape(28, 28))
            throw new PathwiseException("PW4008", $"{imagesFile}: images of shape {images.Shape} instead of [n, 28, 28]", "get the files of Fashion-MNIST again");
        if (labels.ElementType != typeof(byte) || labels.Shape != new Shape(images.Shape[0]))
            throw new PathwiseException("PW4008", $"{labelsFile}: labels of shape {labels.Shape} for {images.Shape[0]} images", "get the files of Fashion-MNIST again");
        if (labels.Elements<byte>().IndexOfAnyExceptInRange((byte)0, (byte)9) is >= 0 and var at)
            throw new PathwiseException("PW4008", $"{labelsFile}: label {labels[at]} of image {at} is not one of 0 to 9", "get the files of Fashion-MNIST again");
        return new(images, labels);
    }

    static string Find(string file, string? directory)
    {
        string? named = Environment.GetEnvironmentVariable(Variable);
        string[] places = directory is not null ? [directory] : [.. string.IsNullOrEmpty(named) ? (string[])[] : [named, Path.Combine(named, "fashion-mnist")], Installed];
        return places.SelectMany(place => (string[])[Path.Combine(place, file + ".gz"), Path.Combine(place, file)]).FirstOrDefault(File.Exists)
            ?? throw new PathwiseException("PW4007", $"{file} of Fashion-MNIST is not in {string.Join(" or ", places)}",
                $"install it (on Debian: apt install dataset-fashion-mnist), or set {Variable} to a directory with its four files, compressed or not", Place.OfCaller());
    }

    static Table Resource(string name, bool header)
    {
        using var compressed = typeof(Datasets).Assembly.GetManifestResourceStream(name + ".gz")!;
        return Csv.Read(compressed, name, header, ',');
    }
}
