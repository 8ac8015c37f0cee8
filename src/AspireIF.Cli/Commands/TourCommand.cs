using System.CommandLine;
using AspireIF.Cli.Console;
using AspireIF.Instructions.Checkers;
using AspireIF.Instructions.Constraints;
using AspireIF.Instructions.Curriculum;
using AspireIF.Instructions.Decomposition;
using AspireIF.Instructions.Primer;
using AspireIF.Instructions.Synthesis;
using AspireIF.Models.Chat;
using AspireIF.Models.Generation;
using AspireIF.Training.Evaluation;
using Spectre.Console;

namespace AspireIF.Cli.Commands;

/// <summary><c>aspireif tour</c>: what the system does, shown on one instruction and on the primer model.</summary>
internal static class TourCommand
{
    private const string Instruction =
        "Write a short travel note about Lisbon for students. Use at least 25 words. Do not use any commas. Include the keywords tram and river. " +
        "Write it in a cheerful tone. Finish your response with the exact phrase \"See you there!\".";

    private static readonly string[] Answers =
    [
        "Lisbon is a joy! Ride the yellow tram up the hills and watch the river shine at sunset. Cheap pastries and kind people make every day bright. See you there!",
        "Lisbon, the capital of Portugal, lies on a river. It is old. See you there",
    ];

    public static Command Create()
    {
        var command = new Command("tour", "A guided tour on one instruction and the primer model.");
        command.SetAction((_, cancellation) => RunAsync(cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CancellationToken cancellation)
    {
        Heading("An instruction, taken apart", "aspireif decompose");
        AnsiConsole.MarkupLine($"[grey]{Instruction.EscapeMarkup()}[/]\n");
        DecomposeCommand.Show(Instruction);

        Heading("Its ladder: one constraint more at each level", "aspireif ladder");
        LadderCommand.Show(Instruction, new LadderOptions());

        Heading("Two answers, checked", "aspireif verify");
        Check(InstructionDecomposer.Decompose(Instruction).Constraints);

        Heading("A task with constraints drawn for it", "aspireif synthesize");
        AnsiConsole.WriteLine(Ladder.Of(new Synthesizer(new SynthesisOptions { Seed = 7 }).Make("tour", "Explain how a sailing boat can move against the wind."))[^1].Prompt);

        if (FindPrimer() is { } folder)
        {
            Heading("A small model of our own answers", "aspireif generate, chat, evaluate");
            await AnswerAsync(folder, cancellation);
        }
        AnsiConsole.MarkupLine("\nEvery command explains itself: [bold]./run verify --help[/]");
        return ExitCodes.Success;
    }

    private static void Check(IReadOnlyList<Constraint> constraints)
    {
        var verifier = new Verifier(constraints);
        foreach (string answer in Answers)
        {
            AnsiConsole.MarkupLine($"[grey]{answer.EscapeMarkup()}[/]");
            foreach (var (constraint, verdict) in constraints.Zip(verifier.Verify(answer).Constraints))
            {
                string mark = verdict.Strict switch { true => "[green]followed[/]", false => "[red]violated[/]", null => "[blue]for the reward model[/]" };
                AnsiConsole.MarkupLine($"  {mark}  {constraint.Text.EscapeMarkup()}{(verdict.Reason is null ? "" : $" [grey]({verdict.Reason.EscapeMarkup()})[/]")}");
            }
            AnsiConsole.WriteLine();
        }
    }

    private static async Task AnswerAsync(string folder, CancellationToken cancellation)
    {
        using LoadedModel model = LoadedModel.Load(folder);
        var sampling = new SamplingOptions { Temperature = 0.7f };
        foreach (PrimerAnswer answer in await PrimerEvaluation.AnswerAsync(model, PrimerSplit.Train, 3, seed: 42, sampling, maxNewTokens: 160, cancellation))
            EvaluateCommand.Show(answer);
        AnsiConsole.WriteLine("It follows constraints about two times in three: able, not yet reliable. That is what the training is for.");
    }

    /// <summary>The model that comes with the repository, when the program runs inside it.</summary>
    private static string? FindPrimer()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string model = Path.Combine(folder.FullName, "models", "primer");
            if (File.Exists(Path.Combine(model, "model.safetensors")))
                return model;
        }
        return null;
    }

    private static void Heading(string title, string command) =>
        AnsiConsole.Write(new Rule($"[bold]{title.EscapeMarkup()}[/] [grey]({command.EscapeMarkup()})[/]").LeftJustified());
}
