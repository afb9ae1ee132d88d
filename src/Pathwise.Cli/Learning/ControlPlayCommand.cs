using System.CommandLine;
using System.Globalization;
using Pathwise.Learning;
using Pathwise.Learning.Control;

namespace Pathwise.Cli;

/// <summary>pathwise control play: one episode of a policy, as an animated picture.</summary>
internal static class ControlPlayCommand
{
    sealed record Seen(Real Observation);

    public static Command Create()
    {
        var model = new Argument<string>("model") { Description = "The policy (.safetensors)." };
        var episode = TypedOption.Whole("--episode", "The number of the episode (0); each begins elsewhere.", "N", 0, int.MaxValue - 1);
        var steps = TypedOption.Whole("--steps", "The most steps to play (the whole episode).", "N", 1, 100_000);
        var seed = TypedOption.Whole("--seed", "The seed of episodes (0).", "K");
        var output = new Option<string?>("--output", "-o") { Description = "Write the episode to a file, .svg, which browsers play.", HelpName = "FILE" };
        var json = new Option<bool>("--json") { Description = "Print one JSON object and nothing else." };
        var command = new Command("play", "Play an episode with a policy's best actions.") { model, episode, steps, seed, output, json };
        command.SetAction(parsed =>
        {
            string file = parsed.GetValue(model)!;
            var (policy, settings, _, _) = ControlFile.Read(file);
            long number = parsed.GetValue(episode) ?? 0;
            int most = (int)(parsed.GetValue(steps) ?? settings.Model.TimeLimit ?? 1000);
            var (states, actions, earned) = Play(settings.Model, policy, number, parsed.GetValue(seed) ?? 0, most);
            if (parsed.GetValue(output) is { } picture)
            {
                if (!picture.EndsWith(".svg", StringComparison.OrdinalIgnoreCase)) throw new PathwiseException("PW3008", $"an episode cannot be written to '{picture}', whose name does not end in .svg", "end the file's name in .svg");
                string text = EpisodePicture.Of(settings.Model, states, actions, string.Create(CultureInfo.InvariantCulture, $"{settings.Method} in {settings.Environment}: episode {number}, return {earned:F1}"));
                OutputFile.Write(picture, stream =>
                {
                    using var writer = new StreamWriter(stream);
                    writer.Write(text);
                });
            }
            if (parsed.GetValue(json)) Json.Write(new { model = file, method = settings.Method, environment = settings.Environment, episode = number, steps = actions.Length, @return = earned, states, actions });
            else Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{settings.Method} in {settings.Environment}, episode {number}: {actions.Length} steps, return {earned:F2}."));
            return ExitCode.Done;
        });
        return command;
    }

    static (double[][] States, double[][] Actions, double Return) Play(EnvironmentModel model, IPolicy policy, long episode, long seed, int most)
    {
        using var running = new Episodes(model, 1, seed);
        var act = Simulation.Of((IPolicy at, Seen seen, Noise _) => at.Act(seen.Observation));
        double[] observation = running.Reset(0, episode);
        var (states, actions, earned) = (new List<double[]> { running.State(0) }, new List<double[]>(), 0.0);
        while (!running.IsOver(0) && actions.Count < most)
        {
            actions.Add(act.Run(policy, [new(observation)], new EstimationOptions { Paths = 1, Threads = 1 }).ToArray());
            var outcome = running.Step([actions[^1]])[0];
            (observation, earned) = (outcome.Observation, earned + outcome.Reward);
            states.Add(running.State(0));
        }
        return ([.. states], [.. actions], earned);
    }
}
