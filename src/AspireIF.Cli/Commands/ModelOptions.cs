using System.CommandLine;
using AspireIF.Cli.Console;
using AspireIF.Models.Chat;
using AspireIF.Models.Checkpoints;
using AspireIF.Models.Generation;

namespace AspireIF.Cli.Commands;

/// <summary>The options of the commands that load a model, and those of how it answers.</summary>
internal sealed class ModelOptions
{
    private readonly Option<string> _model = new("--model", "-m") { Description = "a model folder as Hugging Face has them", Required = true };
    private readonly Option<int?> _context = new("--max-context") { Description = "longest conversation and answer together, in tokens; the model's own limit when missing" };
    private readonly Option<int?> _threads = new("--threads") { Description = "processor threads; one per core when missing" };
    private readonly Option<float> _temperature = new("--temperature", "-t") { Description = "0 always takes the most probable token", DefaultValueFactory = _ => 1 };
    private readonly Option<float> _topP = new("--top-p") { Description = "sample from the most probable tokens with this share of the mass", DefaultValueFactory = _ => 1 };
    private readonly Option<int> _topK = new("--top-k") { Description = "sample from this many most probable tokens; 0 for all" };
    private readonly Option<int?> _maxTokens = new("--max-tokens") { Description = "longest answer; what the context leaves when missing" };
    private readonly Option<ulong?> _seed = new("--seed") { Description = "the same seed gives the same answer" };
    private readonly Option<string[]> _stop = new("--stop") { Description = "a text that ends the answer; may be given again" };

    public void AddModelTo(Command command)
    {
        foreach (var option in (Option[])[_model, _context, _threads])
            command.Add(option);
    }

    public void AddSamplingTo(Command command)
    {
        foreach (var option in (Option[])[_temperature, _topP, _topK, _maxTokens, _seed, _stop])
            command.Add(option);
    }

    public LoadedModel Load(ParseResult parsed, int maxSequences, string? name = null)
    {
        var folder = parsed.GetValue(_model)!;
        if (!Directory.Exists(folder))
            throw new CommandException($"--model: there is no folder '{folder}'");
        try
        {
            var options = new EngineOptions { MaxSequences = maxSequences, MaxContext = parsed.GetValue(_context), Threads = parsed.GetValue(_threads) };
            return LoadedModel.Load(folder, options, name);
        }
        catch (Exception error) when (error is CheckpointException or GenerationException)
        {
            throw new CommandException(error.Message);
        }
    }

    public GenerationRequest Apply(ParseResult parsed, GenerationRequest request) => request with
    {
        Sampling = new SamplingOptions { Temperature = parsed.GetValue(_temperature), TopP = parsed.GetValue(_topP), TopK = parsed.GetValue(_topK) },
        MaxNewTokens = parsed.GetValue(_maxTokens) ?? request.MaxNewTokens,
        Seed = parsed.GetValue(_seed) ?? request.Seed,
        StopStrings = parsed.GetValue(_stop) ?? [],
    };
}
