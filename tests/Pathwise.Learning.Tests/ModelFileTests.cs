namespace Pathwise.Learning.Tests;

public sealed class ModelFileTests : IDisposable
{
    readonly string _path = Path.Combine(Directory.CreateTempSubdirectory("pathwise-model").FullName, "model.safetensors");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);

    [Theory]
    [InlineData(Precision.F32)]
    [InlineData(Precision.F64)]
    public void What_is_written_is_read(Precision precision)
    {
        var network = Mlp.Of([3, 5, 2], Activation.Silu, new RandomKey(1));
        ModelFile.Write(_path, network, new Dictionary<string, string> { ["kind"] = "perceptron" }, precision);
        var read = ModelFile.Read(_path, Mlp.Of([3, 5, 2], Activation.Silu, new RandomKey(2)));
        double[] expected = network.Layers[1].Weight.ToArray(), found = read.Layers[1].Weight.ToArray();
        Assert.Equal(precision == Precision.F32 ? [.. expected.Select(x => (double)(float)x)] : expected, found);
        Assert.Equal(Activation.Silu, read.Activation);
        Assert.Equal("perceptron", ModelFile.Notes(_path)["kind"]);
    }

    [Fact]
    public void Other_parameters_are_refused()
    {
        ModelFile.Write(_path, Mlp.Of([3, 5, 2], Activation.Silu, new RandomKey(1)));
        string Refusal(int[] sizes) => Assert.Throws<PathwiseException>(() => ModelFile.Read(_path, Mlp.Of(sizes, Activation.Silu, new RandomKey(1)))).Message;
        Assert.Contains("shape", Refusal([3, 6, 2]), StringComparison.Ordinal);
        Assert.Contains("Layers[2]", Refusal([3, 5, 2, 2]), StringComparison.Ordinal);
        Assert.Contains("4 arrays", Refusal([3, 5]), StringComparison.Ordinal);
    }
}
