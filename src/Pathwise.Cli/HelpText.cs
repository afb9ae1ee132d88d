using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Reflection;

namespace Pathwise.Cli;

/// <summary>The help of System.CommandLine with examples below, and the version alone on its line.</summary>
internal static class HelpText
{
    const string Examples = """
        Examples:
          pathwise estimate samples/models/asian-call.pw --paths 1e6 --seed 7
          pathwise check samples/models/digital-option.pw
          pathwise explain samples/models/heston.pw --format svg --output heston.svg
          pathwise replay samples/models/reparameterised.pw --path 5
          pathwise compare samples/models/digital-option.pw
          pathwise audit samples/models/heston.pw
          pathwise simulate samples/models/double-well.pw --output paths.svg
          pathwise ito samples/models/asian-call.pw "log(S)"
          pathwise density samples/models/double-well.pw --output density.svg
          pathwise converge samples/models/ornstein-uhlenbeck.pw
          pathwise crosscheck samples/models/ornstein-uhlenbeck.pw
          pathwise mlmc samples/models/ornstein-uhlenbeck.pw
          pathwise diffusion train eight.safetensors --data eight-gaussians
          pathwise diffusion sample eight.safetensors --output samples.svg
          pathwise flow train flow.safetensors --data eight-gaussians
          pathwise flow evaluate flow.safetensors --output density.svg
          pathwise control train sac policy.safetensors --environment pendulum
          pathwise control play policy.safetensors --output episode.svg
          pathwise control compare --output variances.svg
          pathwise vae train vae.safetensors --data digits
          pathwise vae sample vae.safetensors --output digits.svg
          pathwise bayes train bayes.safetensors --data concrete
          pathwise bayes evaluate bayes.safetensors --output calibration.svg

        Exit codes:
          0  done
          1  internal error
          2  bad usage or bad model
          3  a gradient was refused, or an audit or a cross check failed
          4  a value was not finite
          130  cancelled by Ctrl-C

        """;

    public static void AddTo(RootCommand root)
    {
        foreach (var option in root.Options)
            if (option is HelpOption { Action: HelpAction action } help) help.Action = new WithExamples(action);
            else if (option is VersionOption version) version.Action = new PrintVersion();
    }

    sealed class WithExamples(HelpAction inner) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            int exit = inner.Invoke(parseResult);
            if (parseResult.CommandResult.Command is RootCommand) Console.Write(Examples);
            return exit;
        }
    }

    sealed class PrintVersion : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            string version = typeof(HelpText).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
            Console.WriteLine($"pathwise {version.Split('+')[0]}");
            return ExitCode.Done;
        }
    }
}
