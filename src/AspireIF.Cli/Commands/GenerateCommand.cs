using System.CommandLine;
using AspireIF.Cli.Console;
using AspireIF.Models.Chat.Templates;

namespace AspireIF.Cli.Commands;

/// <summary><c>aspireif generate</c>: one answer, written as it is generated.</summary>
internal static class GenerateCommand
{
    public static Command Create()
    {
        var options = new ModelOptions();
        var prompt = new Argument<string>("prompt") { Description = "the text; - is the standard input" };
        var raw = new Option<bool>("--raw") { Description = "continue the text as it is instead of answering it as a message" };
        var system = new Option<string?>("--system") { Description = "a system message before it" };
        var command = new Command("generate", "Answer a prompt.") { prompt, raw, system };
        options.AddModelTo(command);
        options.AddSamplingTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var text = parsed.GetValue(prompt)!;
            if (text == "-")
                text = await System.Console.In.ReadToEndAsync(cancellation);
            using var model = options.Load(parsed, maxSequences: 1);
            await Answers.WriteAsync(model, () => options.Apply(parsed, parsed.GetValue(raw) ? model.Continue(text) : model.Chat(Turns(parsed.GetValue(system), text))), cancellation);
            return ExitCodes.Success;
        });
        return command;
    }

    private static ChatTurn[] Turns(string? system, string text) =>
        system is null ? [new("user", text)] : [new("system", system), new("user", text)];
}
