using System.CommandLine;
using AspireIF.Cli.Console;
using AspireIF.Models.Checkpoints;
using AspireIF.Models.Generation;

namespace AspireIF.Cli.Commands;

/// <summary><c>aspireif inspect</c>: what a model folder holds, and the memory that generating and training take. Reads no weights.</summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("folder") { Description = "a model folder as Hugging Face has them" };
        var all = new Option<bool>("--tensors") { Description = "every tensor by itself; else those that the layers share together" };
        var sequences = new Option<int>("--sequences") { Description = "answers generated at the same time", DefaultValueFactory = _ => 64 };
        var context = new Option<int?>("--context") { Description = "longest conversation and answer together, in tokens; the model's own limit when missing" };
        var tokens = new Option<int>("--tokens") { Description = "tokens of one forward and backward pass of training", DefaultValueFactory = _ => 8192 };
        var gpu = new GpuPlanOptions();
        var json = new Option<bool>("--json") { Description = "one JSON line instead of the tables; sizes in bytes" };
        var command = new Command("inspect", "Show a model's architecture, its tensors and the memory it takes.") { folder, all, sequences, context, tokens, json };
        gpu.AddTo(command);
        command.SetAction(parsed =>
        {
            ModelInspection inspection = Inspect(
                parsed.GetValue(folder)!, parsed.GetValue(all), parsed.GetValue(sequences), parsed.GetValue(context), parsed.GetValue(tokens));
            inspection = inspection with { Gpu = gpu.Plan(parsed, inspection) };
            if (parsed.GetValue(json))
                JsonLine.Print(inspection.Write);
            else
                inspection.Print(System.Console.Out);
            return ExitCodes.Success;
        });
        return command;
    }

    private static ModelInspection Inspect(string folder, bool all, int sequences, int? context, int tokens)
    {
        foreach (var (name, value) in ((string, int?)[])[("--sequences", sequences), ("--context", context), ("--tokens", tokens)])
        {
            if (value < 1)
                throw new CommandException($"{name} is {value}; it must be at least 1");
        }
        if (!Directory.Exists(folder))
            throw new CommandException($"there is no folder '{folder}'");
        try
        {
            return ModelInspection.Of(folder, all, sequences, context, tokens);
        }
        catch (Exception error) when (error is CheckpointException or GenerationException)
        {
            throw new CommandException(error.Message);
        }
    }
}
