using System.CommandLine;
using System.Diagnostics;
using AspireIF.Cli.Console;
using AspireIF.Training.Pretraining;
using AspireIF.Training.Primer;
using Spectre.Console;

namespace AspireIF.Cli.Commands;

/// <summary><c>aspireif pretrain</c>: a small language model of the primer's world, from nothing.</summary>
internal static class PretrainCommand
{
    public static Command Create()
    {
        var model = new PrimerModelOptions();
        var training = new PretrainOptions();
        var output = new Option<string>("--output", "-o") { Description = "the model folder; it appears when the training is complete", Required = true };
        var work = new Option<string?>("--work") { Description = "tokenizer, checkpoints and progress; the same folder continues an interrupted training [default: OUTPUT.work]" };
        var device = new Option<string>("--device") { Description = "auto, cpu, cuda or cuda:N", DefaultValueFactory = _ => "auto" };
        var from = new Option<string?>("--from") { Description = "a primer model to go on from [default: begin from nothing]" };
        var json = new Option<bool>("--json") { Description = "end with one JSON line: steps, tokens, loss, seconds, model" };
        var vocabulary = Number("--vocabulary", "tokens of the vocabulary", model.Vocabulary);
        var vocabularyDocuments = Number("--vocabulary-documents", "documents it is learnt from", model.VocabularyDocuments);
        var hidden = Number("--hidden", "width of the model", model.HiddenSize);
        var intermediate = Number("--intermediate", "width of its feed-forward layers", model.IntermediateSize);
        var layers = Number("--layers", "its layers", model.Layers);
        var heads = Number("--heads", "attention heads", model.QueryHeads);
        var keyValueHeads = Number("--kv-heads", "key and value heads", model.KeyValueHeads);
        var context = Number("--context", "the longest sequence in tokens", model.MaxPositions);
        var corpusSeed = Number("--corpus-seed", "of the corpus", model.CorpusSeed);
        var probability = Number("--probability", "that the corpus's author satisfies a constraint", model.Probability);
        var steps = Number("--steps", "updates", training.Steps);
        var batch = Number("--batch-tokens", "tokens of an update", training.BatchTokens);
        var micro = Number("--micro-batch-tokens", "tokens in one pass; decides the memory", training.MicroBatchTokens);
        var window = Number("--window-documents", "documents that are sorted by length together", training.WindowDocuments);
        var rate = Number("--learning-rate", "its peak", training.LearningRate);
        var warmup = Number("--warmup-steps", "steps until the peak", training.WarmupSteps);
        var decay = Number("--weight-decay", "of matrices", training.WeightDecay);
        var prompt = Number("--prompt-weight", "how much tokens of the prompt count, beside 1 for the answer's", training.PromptWeight);
        var seed = Number("--seed", "of the initial weights and the order of the batches", training.Seed);
        var every = Number("--checkpoint-every", "steps between checkpoints", training.CheckpointEvery);
        var command = new Command("pretrain", "Train a small language model on the primer's world. The same command continues after an interruption.")
        {
            output, work, from, device, json, vocabulary, vocabularyDocuments, hidden, intermediate, layers, heads, keyValueHeads, context, corpusSeed, probability,
            steps, batch, micro, window, rate, warmup, decay, prompt, seed, every,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(
            new PrimerModelOptions
            {
                From = parsed.GetValue(from), Vocabulary = parsed.GetValue(vocabulary), VocabularyDocuments = parsed.GetValue(vocabularyDocuments),
                HiddenSize = parsed.GetValue(hidden), IntermediateSize = parsed.GetValue(intermediate),
                Layers = parsed.GetValue(layers), QueryHeads = parsed.GetValue(heads), KeyValueHeads = parsed.GetValue(keyValueHeads),
                MaxPositions = parsed.GetValue(context), CorpusSeed = parsed.GetValue(corpusSeed), Probability = parsed.GetValue(probability),
            },
            new PretrainOptions
            {
                Steps = parsed.GetValue(steps), BatchTokens = parsed.GetValue(batch), MicroBatchTokens = Math.Min(parsed.GetValue(micro), parsed.GetValue(batch)),
                WindowDocuments = parsed.GetValue(window), LearningRate = parsed.GetValue(rate), WarmupSteps = parsed.GetValue(warmup), WeightDecay = parsed.GetValue(decay),
                PromptWeight = parsed.GetValue(prompt), Seed = parsed.GetValue(seed), CheckpointEvery = parsed.GetValue(every),
            },
            parsed.GetValue(work), parsed.GetValue(output)!, parsed.GetValue(device)!, parsed.GetValue(json), cancellation)));
        return command;
    }

    private static int Run(
        PrimerModelOptions model, PretrainOptions training, string? work, string output, string device, bool json, CancellationToken cancellation)
    {
        if ((string[])[.. model.Problems(), .. training.Problems()] is { Length: > 0 } problems)
            throw new CommandException("the options do not fit:\n  " + string.Join("\n  ", problems));
        work ??= Path.TrimEndingDirectorySeparator(output) + ".work";
        var losses = new List<double>();
        long tokens = 0, started = Stopwatch.GetTimestamp();
        StepBar.Run("pre-training", training.Steps, bar => PrimerPretraining.Run(model, training, work, output, Devices.Parse(device), step =>
        {
            losses.Add(step.Loss);
            tokens += step.Tokens;
            bar.Show(step.Step, $"loss {step.Loss:F3}, {step.Tokens / step.Seconds:N0} tokens/s");
        }, cancellation));
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        if (json)
        {
            JsonLine.Print(line =>
            {
                line.WriteNumber("steps", training.Steps);
                line.WriteNumber("tokens", tokens);
                line.WriteNumber("loss", losses.Count == 0 ? double.NaN : losses.TakeLast(50).Average());
                line.WriteNumber("seconds", seconds);
                line.WriteString("model", Path.GetFullPath(output));
            });
            return ExitCodes.Success;
        }
        if (losses.Count > 0)
            AnsiConsole.WriteLine($"loss {Sparkline.Of(losses, 60)} {losses[0]:F2} to {losses.TakeLast(50).Average():F3}");
        AnsiConsole.WriteLine($"{tokens:N0} tokens in {seconds:N0} s. The model lies in {output}: aspireif chat --model {output}");
        return ExitCodes.Success;
    }

    private static Option<T> Number<T>(string name, string description, T value) => new(name) { Description = description, DefaultValueFactory = _ => value };
}
