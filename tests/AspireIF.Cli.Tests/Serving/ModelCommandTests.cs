using AspireIF.Models.Configuration;
using AspireIF.Models.Tokenization;
using AspireIF.Models.Transformer;

namespace AspireIF.Cli.Tests.Serving;

public sealed class ModelCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("model");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Generate_and_chat_answer_and_a_seed_repeats_the_answer()
    {
        var model = SaveModel();
        string[] options = ["--model", model, "--seed", "4", "--max-tokens", "12", "--threads", "1"];
        var once = await CommandProcess.RunAsync(["generate", "hello", .. options]);
        var again = await CommandProcess.RunAsync(["generate", "-", .. options], "hello");
        Assert.True(once.ExitCode == 0, once.Errors);
        Assert.NotEqual("", once.Output.Trim());
        Assert.Equal(once.Output, again.Output);

        var chat = await CommandProcess.RunAsync(["chat", .. options], "hello\n/reset\nhello\n/exit\n");
        Assert.Equal(0, chat.ExitCode);
        Assert.Equal(once.Output + once.Output, chat.Output);
    }

    [Fact]
    public async Task Serving_others_needs_a_key_and_a_model_must_be_there()
    {
        var open = await CommandProcess.RunAsync(["serve", "--model", _folder.FullName, "--host", "0.0.0.0"]);
        Assert.Equal(1, open.ExitCode);
        Assert.Contains("--api-key", open.Errors);
        var missing = await CommandProcess.RunAsync(["generate", "hello", "--model", Path.Combine(_folder.FullName, "none")]);
        Assert.Equal(1, missing.ExitCode);
        Assert.Contains("--model", missing.Errors);
    }

    private string SaveModel()
    {
        var tokenizer = Path.Combine(_folder.FullName, "tokenizer");
        var trainer = new BpeTrainer(320);
        trainer.Add("user assistant system hello how are you the answer is");
        trainer.Train().Save(tokenizer);
        var configuration = new ModelConfiguration
        {
            Family = ModelFamily.Qwen2, VocabularySize = 320, HiddenSize = 48, IntermediateSize = 104, Layers = 2, QueryHeads = 4, KeyValueHeads = 2,
            HeadDimension = 16, MaxPositions = 512, TiedEmbeddings = true, QueryKeyValueBias = true, InitializerRange = 0.3,
        };
        var folder = Path.Combine(_folder.FullName, "tiny");
        using (var model = DecoderModel.Create(configuration, seed: 1))
            model.Save(folder);
        foreach (var file in Directory.GetFiles(tokenizer))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        return folder;
    }
}
