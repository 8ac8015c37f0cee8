using System.CommandLine;
using AspireIF.Cli.Commands;
using AspireIF.Cli.Console;

var root = new RootCommand("Instruction following: verify answers, take instructions apart and compose them, train and talk to models.")
{
    TrainCommand.Create(),
    ResumeCommand.Create(),
    RunsCommand.Create(),
    ExportCommand.Create(),
    VerifyCommand.Create(),
    DecomposeCommand.Create(),
    LadderCommand.Create(),
    SynthesizeCommand.Create(),
    PrimerCommand.Create(),
    PretrainCommand.Create(),
    EvaluateCommand.Create(),
    TourCommand.Create(),
    InspectCommand.Create(),
    GenerateCommand.Create(),
    ChatCommand.Create(),
    ServeCommand.Create(),
    RedisCommand.Create(),
};
return await CommandRunner.RunAsync(root, args);
