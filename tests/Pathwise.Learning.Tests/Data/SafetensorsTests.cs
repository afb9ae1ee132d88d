namespace Pathwise.Learning.Tests.Data;

public class SafetensorsTests
{
    [Fact]
    public void A_file_that_others_wrote()
    {
        var read = Files.Safetensors(Files.SafetensorsOf("""{"__metadata__":{"format":"pt"},"b":{"dtype":"F32","shape":[2,1],"data_offsets":[8,16]},"a":{"dtype":"F64","shape":[],"data_offsets":[0,8]}}   """,
            [.. BitConverter.GetBytes(1.5), .. BitConverter.GetBytes(2f), .. BitConverter.GetBytes(-3f)]));
        Assert.Equal("pt", read.Notes["format"]);
        Assert.Equal([1.5], read.Arrays["a"].ToArray());
        Assert.Equal(Shape.Scalar, read.Arrays["a"].Shape);
        Assert.Equal([2f, -3f], read.Arrays["b"].Elements<float>().ToArray());
        Assert.Equal(new Shape(2, 1), read.Arrays["b"].Shape);
    }

    [Fact]
    public void What_is_written_is_read_again_in_every_bit()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "a.safetensors");
        var arrays = new Dictionary<string, DataArray>(StringComparer.Ordinal)
        {
            ["layers[0].Weight"] = new(new Shape(2, 3), [1f, -0f, float.NaN, float.MaxValue, float.Epsilon, 3]),
            ["step"] = new(Shape.Scalar, [1L << 60]),
            ["bytes"] = new(3, [0, 255, 7]),
            ["whole"] = new(2, [int.MinValue, 5]),
            ["double"] = new(2, [Math.PI, double.NegativeInfinity]),
        };
        Safetensors.Write(path, arrays, new Dictionary<string, string>(StringComparer.Ordinal) { ["what"] = "a \"test\"\n" });
        Safetensors.Write(path, arrays, new Dictionary<string, string>(StringComparer.Ordinal) { ["what"] = "a \"test\"\n" });
        var read = Safetensors.Read(path);
        Assert.Equal("a \"test\"\n", read.Notes["what"]);
        Assert.Equal(arrays.Keys.Order(StringComparer.Ordinal), read.Arrays.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, array) in arrays)
        {
            Assert.Equal((array.Shape, array.ElementType), (read.Arrays[name].Shape, read.Arrays[name].ElementType));
            Assert.Equal(array.ToArray().Select(BitConverter.DoubleToInt64Bits), read.Arrays[name].ToArray().Select(BitConverter.DoubleToInt64Bits));
        }
        Assert.False(File.Exists(path + ".part"));
    }

    [Theory]
    [InlineData("[]", "PW4003")]
    [InlineData("{", "PW4003")]
    [InlineData("""{"a":1}""", "PW4003")]
    [InlineData("""{"__metadata__":{"a":"\ud800"}}""", "PW4003")]
    [InlineData("""{"\ud800":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "PW4003")]
    [InlineData("""{"a":{"dtype":"\ud800","shape":[2],"data_offsets":[0,8]}}""", "PW4003")]
    [InlineData("""{"a":null}""", "PW4003")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "PW4003")]
    [InlineData("""{"a":{"dtype":"F8","shape":[8],"data_offsets":[0,8]}}""", "PW4005")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", "PW4004")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "PW4004")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "PW4004")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "PW4004")]
    [InlineData("""{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}""", "PW4006")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387904, 4],"data_offsets":[0,8]}}""", "PW4006")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,-4]}}""", "PW4003")]
    public void Mistakes(string header, string id) => Assert.Equal(id, Assert.Throws<PathwiseException>(() => Files.Safetensors(Files.SafetensorsOf(header, new byte[8]))).Id);
}
