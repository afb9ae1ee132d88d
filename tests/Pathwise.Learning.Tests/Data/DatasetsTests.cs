using static Pathwise.Learning.Tests.Data.Files;

namespace Pathwise.Learning.Tests.Data;

/// <summary>The data sets, by what is known of them.</summary>
public class DatasetsTests
{
    [Fact]
    public void Digits()
    {
        var digits = Datasets.Digits();
        Assert.Equal((1797, new Shape(8, 8), Shape.Scalar), (digits.Count, digits.FeatureShape, digits.TargetShape));
        int[] labels = [.. Enumerable.Range(0, 1797).Select(row => (int)digits.Target(row)[0])];
        // The class counts of scikit-learn's documents.
        Assert.Equal([178, 182, 177, 183, 181, 182, 181, 179, 174, 180], Enumerable.Range(0, 10).Select(label => labels.Count(l => l == label)));
        Assert.Equal([0, 1, 2, 3, 4], labels[..5]);
        Assert.Equal([0, 0, 5, 13, 9, 1, 0, 0], digits.Features(0)[..8]);
        double[] pixels = [.. Enumerable.Range(0, 1797).SelectMany(digits.Features)];
        Assert.All(pixels, pixel => Assert.True(pixel is >= 0 and <= 16 && pixel == Math.Floor(pixel)));
        Assert.Equal(4.884164579855314, pixels.Average(), 1e-12);
    }

    [Fact]
    public void Concrete()
    {
        var concrete = Datasets.Concrete();
        Assert.Equal((1030, new Shape(8)), (concrete.Count, concrete.FeatureShape));
        // Means of the columns as published with the data: cement 281.17, slag 73.90, fly ash 54.19, water 181.57, superplasticizer 6.20, coarse 972.92, fine 773.58, age 45.66; strength 35.82 ± 16.71.
        double[] published = [281.17, 73.90, 54.19, 181.57, 6.20, 972.92, 773.58, 45.66];
        Assert.All(concrete.FeatureScale().Means.Zip(published), pair => Assert.Equal(pair.Second, pair.First, 0.006));
        Assert.Equal(35.82, concrete.TargetScale().Means[0], 0.005);
        Assert.Equal(16.71, concrete.TargetScale().Deviations[0] * Math.Sqrt(1030.0 / 1029), 0.005);
        Assert.Equal([540, 0, 0, 162, 2.5, 1040, 676, 28], concrete.Features(0));
        Assert.Equal([79.99], concrete.Target(0));
    }

    /// <summary>Where the data are installed they are what they are known to be; elsewhere the error says how to get them.</summary>
    [Theory]
    [InlineData(true, 60000, 72.94035223214286)]
    [InlineData(false, 10000, 73.14656658163265)]
    public void Fashion_MNIST(bool train, int count, double mean)
    {
        Dataset data;
        try { data = Datasets.FashionMnist(train); }
        catch (PathwiseException e) when (e.Id == "PW4007")
        {
            Assert.Contains("/usr/share/datasets/fashion-mnist", e.Message, StringComparison.Ordinal);
            Assert.Contains("apt install dataset-fashion-mnist", e.Cure, StringComparison.Ordinal);
            Assert.Contains("PATHWISE_DATA", e.Cure, StringComparison.Ordinal);
            return;
        }
        Assert.Equal((count, new Shape(28, 28)), (data.Count, data.FeatureShape));
        var images = new double[784];
        double sum = 0;
        var counts = new int[10];
        for (int row = 0; row < count; row++)
        {
            data.CopyFeatures(row, images);
            sum += images.Sum();
            counts[(int)data.Target(row)[0]]++;
        }
        Assert.All(counts, c => Assert.Equal(count / 10, c));
        Assert.Equal(mean, sum / count / 784, 1e-9);
    }

    [Fact]
    public void Fashion_MNIST_from_a_directory()
    {
        string folder = Directory.CreateTempSubdirectory().FullName, images = Path.Combine(folder, "t10k-images-idx3-ubyte"), labels = Path.Combine(folder, "t10k-labels-idx1-ubyte.gz");
        Assert.Contains(folder, Refused("PW4007", () => Datasets.FashionMnist(train: false, folder)).Message, StringComparison.Ordinal);
        File.WriteAllBytes(images, [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 28, 0, 0, 0, 28, .. Enumerable.Range(0, 2 * 784).Select(i => (byte)i)]);
        File.WriteAllBytes(labels, Gzip([0, 0, 8, 1, 0, 0, 0, 2, 9, 4]));
        var data = Datasets.FashionMnist(train: false, folder);
        Assert.Equal([4], data.Target(1));
        Assert.Equal(784 % 256, data.Features(1)[0]);
        File.WriteAllBytes(labels, Gzip([0, 0, 8, 1, 0, 0, 0, 2, 9, 10]));
        Assert.Contains("label 10 of image 1", Refused("PW4008", () => Datasets.FashionMnist(train: false, folder)).Message, StringComparison.Ordinal);
        File.WriteAllBytes(labels, Gzip([0, 0, 8, 1, 0, 0, 0, 1, 9]));
        Refused("PW4008", () => Datasets.FashionMnist(train: false, folder));
        File.WriteAllBytes(images, [0, 0, 8, 1, 0, 0, 0, 1, 9]);
        Refused("PW4008", () => Datasets.FashionMnist(train: false, folder));
        Directory.Delete(folder, recursive: true);
    }
}
