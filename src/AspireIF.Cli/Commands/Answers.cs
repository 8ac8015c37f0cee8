using System.Text;
using AspireIF.Cli.Console;
using AspireIF.Models.Chat;
using AspireIF.Models.Chat.Templates;
using AspireIF.Models.Generation;

namespace AspireIF.Cli.Commands;

/// <summary>Writes an answer to the standard output as it is generated.</summary>
internal static class Answers
{
    public static async Task<string> WriteAsync(LoadedModel model, Func<GenerationRequest> request, CancellationToken cancellation)
    {
        var answer = new StringBuilder();
        try
        {
            await foreach (var token in model.Engine.StreamAsync(request(), cancellation))
            {
                answer.Append(token.Text);
                await System.Console.Out.WriteAsync(token.Text);
                await System.Console.Out.FlushAsync(cancellation);
            }
        }
        catch (Exception error) when (error is GenerationException or TemplateException)
        {
            throw new CommandException(error.Message);
        }
        await System.Console.Out.WriteLineAsync();
        return answer.ToString();
    }
}
