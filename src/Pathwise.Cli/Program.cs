using System.CommandLine;
using Pathwise.Cli;

var root = new RootCommand("Pathwise: gradients of expectations, with randomness as an input.")
{
    EstimateCommand.Create(),
    CheckCommand.Create(),
    ExplainCommand.Create(),
    ReplayCommand.Create(),
    CompareCommand.Create(),
    AuditCommand.Create(),
    SimulateCommand.Create(),
    ItoCommand.Create(),
    DensityCommand.Create(),
    ConvergeCommand.Create(),
    CrossCheckCommand.Create(),
    MlmcCommand.Create(),
    DiffusionCommand.Create(),
    FlowCommand.Create(),
    ControlCommand.Create(),
    VaeCommand.Create(),
    BayesCommand.Create(),
};
return Entry.Run(root, args);
