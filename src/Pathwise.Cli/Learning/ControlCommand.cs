using System.CommandLine;

namespace Pathwise.Cli;

/// <summary>pathwise control: policies that act in environments.</summary>
internal static class ControlCommand
{
    public static Command Create() => new("control", "Control: policies learnt by acting, or through the dynamics; their episodes as pictures; the gradients they are learnt by, compared.")
    {
        ControlTrainCommand.Create(), ControlPlayCommand.Create(), ControlCompareCommand.Create(),
    };
}
