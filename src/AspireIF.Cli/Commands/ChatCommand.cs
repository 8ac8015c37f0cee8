using System.CommandLine;
using AspireIF.Cli.Console;
using AspireIF.Models.Chat.Templates;

namespace AspireIF.Cli.Commands;

/// <summary><c>aspireif chat</c>: a conversation, one line a message.</summary>
internal static class ChatCommand
{
    public static Command Create()
    {
        var options = new ModelOptions();
        var system = new Option<string?>("--system") { Description = "a system message at the beginning" };
        var command = new Command("chat", "Talk to a model: one line is one message; /reset forgets the conversation, /exit or the end of the input ends it.") { system };
        options.AddModelTo(command);
        options.AddSamplingTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var model = options.Load(parsed, maxSequences: 1);
            List<ChatTurn> beginning = parsed.GetValue(system) is { } text ? [new("system", text)] : [];
            var turns = beginning.ToList();
            while (true)
            {
                if (!System.Console.IsInputRedirected)
                    await System.Console.Out.WriteAsync("> ");
                if (await System.Console.In.ReadLineAsync(cancellation) is not { } line || line == "/exit")
                    return ExitCodes.Success;
                if (line == "/reset")
                    turns = beginning.ToList();
                if (line.Length == 0 || line == "/reset")
                    continue;
                turns.Add(new ChatTurn("user", line));
                turns.Add(new ChatTurn("assistant", await Answers.WriteAsync(model, () => options.Apply(parsed, model.Chat(turns)), cancellation)));
            }
        });
        return command;
    }
}
