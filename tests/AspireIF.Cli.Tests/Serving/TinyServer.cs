using System.ClientModel;
using System.ClientModel.Primitives;
using System.Net;
using AspireIF.Cli.Serving;
using AspireIF.Models.Chat;
using AspireIF.Models.Chat.Templates;
using AspireIF.Models.Configuration;
using AspireIF.Models.Generation;
using AspireIF.Models.Tokenization;
using AspireIF.Models.Transformer;
using Microsoft.AspNetCore.Builder;
using OpenAI;

namespace AspireIF.Cli.Tests.Serving;

/// <summary>A real server of a small random model on a free port.</summary>
public sealed class TinyServer : IAsyncLifetime
{
    private WebApplication? _server;

    public LoadedModel Model { get; private set; } = null!;

    public string Url => _server!.Urls.First();

    public static OpenAIClient ClientOf(string url, string key) => new(
        new ApiKeyCredential(key), new OpenAIClientOptions { Endpoint = new Uri(url + "/v1"), RetryPolicy = new ClientRetryPolicy(0) });

    public async ValueTask InitializeAsync()
    {
        Model = LoadModel();
        _server = ModelServer.Create(Model, new ServerOptions(IPAddress.Loopback, 0, null));
        await _server.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _server!.DisposeAsync();
        Model.Dispose();
    }

    private static LoadedModel LoadModel()
    {
        var trainer = new BpeTrainer(320);
        trainer.Add("user assistant system hello how are you the answer is");
        var folder = Directory.CreateTempSubdirectory("tiny");
        try
        {
            trainer.Train().Save(folder.FullName);
            var tokenizer = Tokenizer.Load(folder.FullName);
            var configuration = new ModelConfiguration
            {
                Family = ModelFamily.Qwen2, VocabularySize = 320, HiddenSize = 48, IntermediateSize = 104, Layers = 2, QueryHeads = 4, KeyValueHeads = 2,
                HeadDimension = 16, MaxPositions = 512, TiedEmbeddings = true, QueryKeyValueBias = true, InitializerRange = 0.3,
            };
            using var model = DecoderModel.Create(configuration, seed: 1);
            var engine = GenerationEngine.OnCpu(model, new EngineOptions { MaxSequences = 64, Threads = 2 }, () => tokenizer.NewDecoder());
            return new LoadedModel("tiny", engine, tokenizer, ChatTemplate.Load(folder.FullName));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
