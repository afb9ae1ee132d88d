using System.Globalization;
using System.Xml.Linq;
using Pathwise.Learning.Control;

namespace Pathwise.Learning.Tests.Control;

public class EpisodePictureTests
{
    static readonly XNamespace s_svg = "http://www.w3.org/2000/svg";

    public static TheoryData<EnvironmentModel> Drawn => [new Pendulum(), new CartPoleSwingUp(), new MountainCar(), new MountainCar { IsSmooth = true }];

    static (double[][] States, double[][] Actions) Episode(EnvironmentModel model, int steps)
    {
        int n = model.StateSize;
        var values = Simulation.Of((Real _, Noise noise) =>
        {
            var rolled = Rollout.Of(model, model.Reset(noise["reset"]), steps, (_, draws) => 2 * draws.Uniform(1) - 1, noise);
            return Functions.Concat(1, rolled.States, rolled.Actions);
        }).Run(0.0, new EstimationOptions { Paths = 1, Seed = 3, Threads = 1 });
        double[] all = values.ToArray();
        return ([.. Enumerable.Range(0, steps).Select(t => all[(t * (n + 1))..(t * (n + 1) + n)])], [.. Enumerable.Range(0, steps).Select(t => new[] { all[t * (n + 1) + n] })]);
    }

    [Theory]
    [MemberData(nameof(Drawn))]
    public void It_is_well_formed_and_every_motion_has_a_frame_for_each_state(EnvironmentModel model)
    {
        var (states, actions) = Episode(model, 37);
        var picture = XDocument.Parse(EpisodePicture.Of(model, states, actions, "a < b & c")).Root!;
        Assert.Equal(s_svg + "svg", picture.Name);
        Assert.Equal("a < b & c", picture.Element(s_svg + "title")!.Value);
        var motions = picture.Descendants(s_svg + "animateTransform").ToArray();
        Assert.NotEmpty(motions);
        foreach (var motion in motions)
        {
            Assert.Equal(37, motion.Attribute("values")!.Value.Split(';').Length);
            double[] times = [.. motion.Attribute("keyTimes")!.Value.Split(';').Select(t => double.Parse(t, CultureInfo.InvariantCulture))];
            Assert.Equal(37, times.Length);
            Assert.Equal(0, times[0]);
            Assert.InRange(times[^1], 0, 1);
            Assert.Equal(times.Order(), times);
            Assert.Contains(motion.Attribute("type")!.Value, (string[])["translate", "rotate", "scale"]);
        }
        // The force moves as the actions do.
        Assert.Contains(motions, motion => motion.Attribute("type")!.Value == "scale");
        Assert.DoesNotContain(XDocument.Parse(EpisodePicture.Of(model, states)).Descendants(s_svg + "animateTransform"), motion => motion.Attribute("type")!.Value == "scale");
    }

    [Fact]
    public void The_pole_is_where_the_state_says()
    {
        var picture = XDocument.Parse(EpisodePicture.Of(new Pendulum(), [[0, 0], [Math.PI / 2, 0], [-Math.PI, 0]]));
        Assert.Equal("0;-90;180", picture.Descendants(s_svg + "animateTransform").Single(m => m.Attribute("type")!.Value == "rotate").Attribute("values")!.Value.Replace("-0;", "0;", StringComparison.Ordinal));
        var cart = XDocument.Parse(EpisodePicture.Of(new CartPoleSwingUp(), [[0, 0, 0, 0], [1.2, 0, 0, 0]]));
        Assert.Equal("300,150;440,150", cart.Descendants(s_svg + "animateTransform").First().Attribute("values")!.Value);
    }

    [Fact]
    public void What_cannot_be_drawn_is_refused()
    {
        Assert.Equal("PW4083", Assert.Throws<PathwiseException>(() => EpisodePicture.Of(LinearQuadratic.DoubleIntegrator, [[0, 0]])).Id);
        Assert.Equal("PW4083", Assert.Throws<PathwiseException>(() => EpisodePicture.Of(new Pendulum(), [])).Id);
        Assert.Equal("PW4083", Assert.Throws<PathwiseException>(() => EpisodePicture.Of(new Pendulum(), [[0, double.NaN]])).Id);
        Assert.Equal("PW4083", Assert.Throws<PathwiseException>(() => EpisodePicture.Of(new Pendulum(), [[0, 0], [0, 1], [1, 1]], [[0]])).Id);
    }
}
