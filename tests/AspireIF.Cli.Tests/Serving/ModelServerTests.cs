#pragma warning disable OPENAI001 // Seed is marked as under evaluation; it is what makes answers comparable.
using System.ClientModel;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using AspireIF.Cli.Serving;
using AspireIF.Models.Chat;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using ChatFinishReason = OpenAI.Chat.ChatFinishReason;
using ChatMessage = OpenAI.Chat.ChatMessage;

namespace AspireIF.Cli.Tests.Serving;

public sealed class ModelServerTests(TinyServer server) : IClassFixture<TinyServer>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ChatClient Chat => TinyServer.ClientOf(server.Url, "unused").GetChatClient("tiny");

    [Fact]
    public async Task The_official_client_gets_the_same_answer_at_once_and_in_pieces()
    {
        var options = new ChatCompletionOptions { MaxOutputTokenCount = 40, Temperature = 0.9f, TopP = 0.95f, Seed = 7 };
        ChatMessage[] messages = [new SystemChatMessage("Be short."), new UserChatMessage("hello")];
        ChatCompletion whole = await Chat.CompleteChatAsync(messages, options, Cancellation);
        var (text, reason, usage) = await StreamAsync(messages, options);
        Assert.NotEmpty(whole.Content[0].Text);
        Assert.Equal(whole.Content[0].Text, text);
        Assert.Equal(whole.FinishReason, reason);
        Assert.Equal(whole.Usage.OutputTokenCount, usage!.OutputTokenCount);
        Assert.Equal(whole.Usage.InputTokenCount, usage.InputTokenCount);
    }

    [Fact]
    public async Task Sixty_four_streams_at_once_all_end_with_the_answer_they_get_alone()
    {
        var alone = new List<string>();
        for (var seed = 0; seed < 8; seed++)
            alone.Add((await AskAsync(seed)).Text);
        var together = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => AskAsync(i % 8)));
        Assert.All(together, answer => Assert.NotNull(answer.Reason));
        Assert.Equal(Enumerable.Range(0, 64).Select(i => alone[i % 8]), together.Select(answer => answer.Text));

        Task<(string Text, ChatFinishReason? Reason, ChatTokenUsage? Usage)> AskAsync(int seed) =>
            StreamAsync([new UserChatMessage($"hello {seed}")], new ChatCompletionOptions { MaxOutputTokenCount = 60, Seed = seed });
    }

    [Fact]
    public async Task A_client_that_leaves_ends_its_generation()
    {
        using var left = new CancellationTokenSource();
        var options = new ChatCompletionOptions { MaxOutputTokenCount = 450, Temperature = 2, Seed = 3 };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in Chat.CompleteChatStreamingAsync([new UserChatMessage("hello")], options, left.Token))
                await left.CancelAsync();
        });
        // The test's own time limit ends this where the generation does not.
        while (server.Model.Engine.Metrics.Running > 0)
            await Task.Delay(5, Cancellation);
    }

    [Theory]
    [InlineData("not json", 400, null)]
    [InlineData("[1]", 400, null)]
    [InlineData("{}", 400, "messages")]
    [InlineData("""{"messages": []}""", 400, "messages")]
    [InlineData("""{"messages": [{"content": "x"}]}""", 400, "messages[0]")]
    [InlineData("""{"messages": [{"role": "user", "content": 3}]}""", 400, "messages[0].content")]
    [InlineData("""{"messages": [{"role": "user", "content": [{"type": "image_url"}]}]}""", 400, "messages[0].content")]
    [InlineData("""{"messages": [{"role": "user", "content": "x"}], "temperature": 3}""", 400, "temperature")]
    [InlineData("""{"messages": [{"role": "user", "content": "x"}], "temperature": "hot"}""", 400, "temperature")]
    [InlineData("""{"messages": [{"role": "user", "content": "x"}], "top_p": 0}""", 400, "top_p")]
    [InlineData("""{"messages": [{"role": "user", "content": "x"}], "max_tokens": 0}""", 400, "max_tokens")]
    [InlineData("""{"messages": [{"role": "user", "content": "x"}], "max_tokens": 100000}""", 400, null)]
    [InlineData("""{"messages": [{"role": "user", "content": "x"}], "stop": [""]}""", 400, "stop")]
    [InlineData("""{"messages": [{"role": "user", "content": "x"}], "n": 2}""", 400, "n")]
    [InlineData("""{"messages": [{"role": "user", "content": "x"}], "stream": "yes"}""", 400, "stream")]
    [InlineData("""{"messages": [{"role": "user", "content": "x"}], "tools": [{}]}""", 400, "tools")]
    [InlineData("""{"messages": [{"role": "user"}]}""", 400, "messages")]
    [InlineData("""{"model": "other", "messages": [{"role": "user", "content": "x"}]}""", 404, "model")]
    public async Task A_bad_request_is_an_error_in_OpenAI_s_form(string body, int status, string? parameter)
    {
        var (answered, json) = await PostAsync("chat/completions", body);
        var error = json["error"]!;
        Assert.Equal(status, (int)answered);
        Assert.Equal(parameter, (string?)error["param"]);
        Assert.Equal("invalid_request_error", (string?)error["type"]);
        Assert.NotEmpty((string)error["message"]!);
    }

    [Fact]
    public async Task A_prompt_beyond_the_context_is_refused_and_the_server_goes_on()
    {
        var error = await Assert.ThrowsAsync<ClientResultException>(() => Chat.CompleteChatAsync([new UserChatMessage(new string('x', 5_000))], null, Cancellation));
        Assert.Equal(400, error.Status);
        Assert.Contains("context", error.Message);
        ChatCompletion answer = await Chat.CompleteChatAsync([new UserChatMessage("hello")], new ChatCompletionOptions { MaxOutputTokenCount = 3 }, Cancellation);
        Assert.True(answer.Usage.OutputTokenCount is > 0 and <= 3);
    }

    [Fact]
    public async Task Plain_completions_continue_a_text()
    {
        var (_, json) = await PostAsync("completions", """{"model": "tiny", "prompt": "the answer is", "max_tokens": 5, "seed": 1}""");
        Assert.Equal("text_completion", (string?)json["object"]);
        Assert.NotNull((string?)json["choices"]![0]!["text"]);
        Assert.Equal(server.Model.Tokenizer.Encode("the answer is").Length, (int)json["usage"]!["prompt_tokens"]!);
    }

    [Fact]
    public async Task The_models_are_listed()
    {
        var models = await TinyServer.ClientOf(server.Url, "unused").GetOpenAIModelClient().GetModelsAsync(Cancellation);
        Assert.Equal("tiny", Assert.Single(models.Value).Id);
    }

    [Fact]
    public async Task Only_JSON_is_read()
    {
        var (status, _) = await PostAsync("chat/completions", "{}", "text/plain");
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, status);
    }

    [Fact]
    public async Task With_a_key_only_those_who_send_it_are_served()
    {
        await using var guarded = ModelServer.Create(server.Model, new ServerOptions(IPAddress.Loopback, 0, "secret"));
        await guarded.StartAsync(Cancellation);
        var options = new ChatCompletionOptions { MaxOutputTokenCount = 2 };
        var refused = await Assert.ThrowsAsync<ClientResultException>(
            () => TinyServer.ClientOf(guarded.Urls.First(), "wrong").GetChatClient("tiny").CompleteChatAsync([new UserChatMessage("hello")], options, Cancellation));
        Assert.Equal(401, refused.Status);
        ChatCompletion answer = await TinyServer.ClientOf(guarded.Urls.First(), "secret").GetChatClient("tiny").CompleteChatAsync([new UserChatMessage("hello")], options, Cancellation);
        Assert.True(answer.Usage.OutputTokenCount > 0);
    }

    [Fact]
    public async Task The_chat_client_answers_at_once_and_in_pieces()
    {
        using var client = new ModelChatClient(server.Model);
        var options = new ChatOptions { MaxOutputTokens = 30, Seed = 5, Temperature = 0.8f, TopK = 20 };
        Microsoft.Extensions.AI.ChatMessage[] messages = [new(ChatRole.User, "hello")];
        var whole = await client.GetResponseAsync(messages, options, Cancellation);
        var pieces = await client.GetStreamingResponseAsync(messages, options, Cancellation).ToChatResponseAsync(Cancellation);
        Assert.NotEmpty(whole.Text);
        Assert.Equal(whole.Text, pieces.Text);
        Assert.Equal(whole.FinishReason, pieces.FinishReason);
        Assert.Equal(whole.Usage!.OutputTokenCount, pieces.Usage!.OutputTokenCount);
        await Assert.ThrowsAsync<NotSupportedException>(() => client.GetResponseAsync(messages, new ChatOptions { PresencePenalty = 1 }, Cancellation));
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.GetResponseAsync(messages, options, cancelled.Token));
    }

    private async Task<(string Text, ChatFinishReason? Reason, ChatTokenUsage? Usage)> StreamAsync(ChatMessage[] messages, ChatCompletionOptions options)
    {
        var text = new StringBuilder();
        ChatFinishReason? reason = null;
        ChatTokenUsage? usage = null;
        await foreach (var piece in Chat.CompleteChatStreamingAsync(messages, options, Cancellation))
        {
            foreach (var part in piece.ContentUpdate)
                text.Append(part.Text);
            reason ??= piece.FinishReason;
            usage ??= piece.Usage;
        }
        return (text.ToString(), reason, usage);
    }

    private async Task<(HttpStatusCode Status, JsonNode Json)> PostAsync(string path, string body, string type = "application/json")
    {
        using var http = new HttpClient();
        using var response = await http.PostAsync($"{server.Url}/v1/{path}", new StringContent(body, Encoding.UTF8, type), Cancellation);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation))!);
    }
}
