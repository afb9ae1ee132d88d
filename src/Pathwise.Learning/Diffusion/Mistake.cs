namespace Pathwise.Learning.Diffusion;

/// <summary>The errors of diffusion models.</summary>
static class Mistake
{
    public static PathwiseException Process(string what, string cure) => new("PW4030", $"a process with {what}", cure, Place.OfCaller());
    public static PathwiseException Times(string what, string cure) => new("PW4031", what, cure, Place.OfCaller());
    public static PathwiseException Setting(string what, string cure) => new("PW4032", what, cure, Place.OfCaller());
    public static PathwiseException Shape(string what, string cure) => new("PW4033", what, cure, Place.OfCaller());
    public static PathwiseException Label(string what, string cure) => new("PW4034", what, cure, Place.OfCaller());
    public static PathwiseException Samples(string what, string cure) => new("PW4035", what, cure, Place.OfCaller());
}
