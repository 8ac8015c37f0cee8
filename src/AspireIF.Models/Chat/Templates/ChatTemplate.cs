using System.Text.Json;
using AspireIF.Models.Configuration;
using AspireIF.Models.Tokenization;

namespace AspireIF.Models.Chat.Templates;

/// <summary>
/// A model's chat template: how messages become the text that it was trained on. Rendered as Hugging Face's <c>apply_chat_template</c>
/// renders it. Threads may share one.
/// </summary>
public sealed class ChatTemplate
{
    private readonly List<Statement> _statements;
    private readonly IReadOnlyDictionary<string, string> _specials;
    private readonly ChatTemplate? _withTools;
    private readonly TimeProvider _time;

    /// <param name="source">The template. What is wrong with it throws <see cref="TemplateException"/> here.</param>
    /// <param name="specials">Token texts that it may use by name, such as <c>bos_token</c>.</param>
    /// <param name="time">For templates that write the date.</param>
    public ChatTemplate(string source, IReadOnlyDictionary<string, string>? specials = null, TimeProvider? time = null)
        : this(source, null, specials, time)
    {
    }

    private ChatTemplate(string source, string? sourceWithTools, IReadOnlyDictionary<string, string>? specials, TimeProvider? time)
    {
        _statements = Parser.Parse(source);
        _specials = specials ?? new Dictionary<string, string>();
        _time = time ?? TimeProvider.System;
        _withTools = sourceWithTools is null ? null : new ChatTemplate(sourceWithTools, specials, time);
    }

    /// <summary>
    /// Loads a model folder's template: <c>chat_template.jinja</c>, else <c>chat_template</c> of tokenizer_config.json, which is a text or a
    /// list of named ones (<c>default</c>, and <c>tool_use</c> where there are tools).
    /// </summary>
    public static ChatTemplate Load(string folder, TimeProvider? time = null) => TryLoad(folder, time)
        ?? throw new FileNotFoundException($"{folder} has neither chat_template.jinja nor a chat_template in tokenizer_config.json.");

    /// <summary>The same; null where the folder has no template.</summary>
    public static ChatTemplate? TryLoad(string folder, TimeProvider? time = null)
    {
        var configurationFile = Path.Combine(folder, "tokenizer_config.json");
        var templateFile = Path.Combine(folder, "chat_template.jinja");
        var specials = File.Exists(configurationFile) ? VocabularyFiles.Roles(configurationFile) : [];
        if (File.Exists(templateFile))
            return new ChatTemplate(File.ReadAllText(templateFile), specials, time);
        if (!File.Exists(configurationFile))
            return null;

        using var document = JsonFields.Open(configurationFile);
        var configuration = new JsonFields(configurationFile, document.RootElement);
        if (configuration.Find("chat_template") is not { } found)
            return null;
        if (found.ValueKind != JsonValueKind.Array)
            return new ChatTemplate(configuration.RequiredText("chat_template"), specials, time);
        var named = new Dictionary<string, string>();
        foreach (var template in configuration.Objects("chat_template"))
            named[template.RequiredText("name")] = template.RequiredText("template");
        return named.TryGetValue("default", out var plain)
            ? new ChatTemplate(plain, named.GetValueOrDefault("tool_use"), specials, time)
            : throw configuration.Error("chat_template", "has no template of the name 'default'");
    }

    /// <summary>The text for a model. Throws <see cref="TemplateException"/>, also where the template refuses the messages.</summary>
    public string Render(IReadOnlyList<ChatTurn> messages, TemplateInput? input = null) => RenderTraced(messages, input).Value;

    /// <summary>
    /// The ids for a model. Only what the template itself wrote becomes added tokens; nothing that came from messages, tools or variables
    /// does, whatever it spells. Everything else is encoded as one text, as if there were no such difference.
    /// </summary>
    public int[] Encode(Tokenizer tokenizer, IReadOnlyList<ChatTurn> messages, TemplateInput? input = null)
    {
        var text = RenderTraced(messages, input);
        return tokenizer.EncodeWithSpecials(text.Value, (start, length) => !text.IsForeign(start, length));
    }

    internal TracedText RenderTraced(IReadOnlyList<ChatTurn> messages, TemplateInput? input)
    {
        input ??= new TemplateInput();
        if (_withTools is not null && input.Tools is { Count: > 0 })
            return _withTools.RenderTraced(messages, input);
        var rendering = new Rendering(_time.GetLocalNow());
        var globals = new Scope(rendering, null);
        Builtins.Define(globals);
        foreach (var (role, text) in _specials)
            globals.Set(role, TracedText.Own(text));
        globals.Set("messages", messages.Select(Message).ToList());
        globals.Set("tools", Values.FromJson(input.Tools));
        globals.Set("documents", null);
        globals.Set("add_generation_prompt", input.AddGenerationPrompt);
        foreach (var (name, value) in input.Variables ?? [])
            globals.Set(name, Values.FromJson(value));
        try
        {
            var scope = globals.Inner();
            foreach (var statement in _statements)
                statement.Execute(scope);
        }
        catch (TemplateException error) when (!error.HasLine)
        {
            throw new TemplateException(rendering.Line, error.Message);
        }
        return rendering.Output.ToText();
    }

    private static object? Message(ChatTurn turn)
    {
        var message = new Mapping(
            [
                new("role", TracedText.From(turn.Role, foreign: true)),
                new("content", turn.Content is null ? null : TracedText.From(turn.Content, foreign: true)),
            ],
            foreign: true);
        foreach (var (name, value) in turn.Fields ?? [])
            message.Set(name, Values.FromJson(value));
        return message;
    }
}
