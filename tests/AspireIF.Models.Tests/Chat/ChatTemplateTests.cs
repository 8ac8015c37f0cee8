using System.Text.Json.Nodes;
using AspireIF.Models.Chat.Templates;
using AspireIF.Models.Checkpoints;

namespace AspireIF.Tests.Chat;

public sealed class ChatTemplateTests
{
    private static readonly Dictionary<string, string> Specials = new() { ["bos_token"] = "<s>", ["eos_token"] = "</s>" };

    private static readonly ChatTurn[] Messages =
    [
        new("system", " Be kind. "),
        new("user", "Hi \U0001F3A4 <b>\n"),
        new("assistant", "<think>x</think>yes")
        {
            Fields = (JsonObject)JsonNode.Parse("""{"tool_calls": [{"name": "f", "arguments": {"a": 1, "b": [true, null, 0.5, "q\"\n"]}}]}""")!,
        },
        new("user", ""),
    ];

    // What Python's jinja2 3.1.6 gives with Hugging Face's settings.
    [Theory]
    [InlineData(
        "{% for m in messages %}\n  {{ m.role }}:\n{% endfor %}\nend\n",
        "  system:\n  user:\n  assistant:\n  user:\nend")]
    [InlineData(
        "a\n  {% if true %}\n  b\n  {% endif %}\nc {# gone #}\n d {%- if true -%}  e  {%- endif +%}\n f\n",
        "a\n  b\nc  de\n f")]
    [InlineData(
        "{{ 'x' -}}   \n  y {{- ' z' }}\n{%+ if true %} k{% endif %}",
        "xy z\n k")]
    [InlineData(
        "{% for m in messages %}{{ loop.index }}{{ loop.index0 }}{{ loop.first }}{{ loop.last }}{{ loop.length }}{{ loop.revindex }} {% endfor %}",
        "10TrueFalse44 21FalseFalse43 32FalseFalse42 43FalseTrue41 ")]
    [InlineData(
        "{% for m in messages if m.role == 'user' %}{{ loop.index }}{{ m.content | trim }};{% else %}none{% endfor %}{% for x in [] %}{% else %}empty{% endfor %}",
        "1Hi \U0001F3A4 <b>;2;empty")]
    [InlineData(
        "{% for m in messages[::-1] %}{{ m['role'][0] }}{% endfor %}{{ messages[1:][0].role }}{{ 'abcdef'[-3:-1] }}{{ 'abc'[::-1] }}{{ messages[1].content[2:5] }}",
        "uaususerdecba \U0001F3A4 ")]
    [InlineData(
        "{% set ns = namespace(n=0, s='') %}{% for m in messages %}{% set ns.n = ns.n + m.content|length %}{% set ns.s = ns.s ~ loop.index ~ ',' %}{% set x = 1 %}{% endfor %}{{ ns.n }} {{ ns.s }} {{ x is defined }}",
        "38 1,2,3,4, False")]
    [InlineData(
        "{{ messages[2].tool_calls[0] | tojson }}\n{{ messages[2].tool_calls | tojson(indent=2) }}",
        "{\"name\": \"f\", \"arguments\": {\"a\": 1, \"b\": [true, null, 0.5, \"q\\\"\\n\"]}}\n[\n  {\n    \"name\": \"f\",\n    \"arguments\": {\n      \"a\": 1,\n      \"b\": [\n        true,\n        null,\n        0.5,\n        \"q\\\"\\n\"\n      ]\n    }\n  }\n]")]
    [InlineData(
        "{% for k, v in messages[2].tool_calls[0].arguments.items() %}{{ k }}={{ v }};{% endfor %}{{ messages[2].tool_calls[0].arguments | items | list | length }}",
        "a=1;b=[True, None, 0.5, 'q\"\\n'];2")]
    [InlineData(
        "{{ 1 + 2 * 3 - 4 // 3 }} {{ 7 / 2 }} {{ -7 // 2 }} {{ -7 % 3 }} {{ 2 ** 3 }} {{ 1.5 + 1 }} {{ 'a' * 3 }} {{ 1 ~ 'b' ~ none ~ true }} {{ -1 }}",
        "6 3.5 -4 2 8 2.5 aaa 1bNoneTrue -1")]
    [InlineData(
        "{{ 1 < 2 < 3 }} {{ 1 == 1.0 }} {{ 'b' in 'abc' }} {{ 'z' not in 'abc' }} {{ 2 in [1, 2] }} {{ 'role' in messages[0] }} {{ not false and true or x }}",
        "True True True True True True True")]
    [InlineData(
        "{{ 'y' if missing else 'n' }}{{ 'y' if 1 }}{{ missing }}{{ missing | default('d') }}{{ '' | default('e', true) }}{{ none }}{{ 'u' if missing is undefined and messages is defined }}",
        "nydeNoneu")]
    [InlineData(
        "{{ messages is iterable }} {{ messages[0] is mapping }} {{ 'x' is string }} {{ 1 is number }} {{ none is none }} {{ true is true }} {{ 1 is not string }} {{ 4 is divisibleby 2 }} {{ 3 is odd }} {{ 'a' is in ['a'] }} {{ 1 is integer }} {{ 1 is eq 1 }}",
        "True True True True True True True True True True True True")]
    [InlineData(
        "{{ messages[2].content.split('</think>')[-1] }}|{{ ' a b '.strip() }}|{{ 'xxabxx'.lstrip('x') }}|{{ 'xxabxx'.rstrip('x') }}|{{ 'a,b,c'.split(',', 1) | join('+') }}|{{ ' a  b '.split() | join('-') }}|{{ 'abc'.startswith('ab') }}{{ 'abc'.endswith('x') }}|{{ 'aXa'.replace('a', 'b') }}",
        "yes|a b|abxx|xxab|a+b,c|a-b|TrueFalse|bXb")]
    [InlineData(
        "{{ 'hello world' | upper }} {{ 'HI' | lower }} {{ 'hello world' | title }} {{ 'hELLO' | capitalize }} {{ [3,1] | first }} {{ [3,1] | last }} {{ 'a\nb' | indent(2) }} {{ 'abc' | reverse }} {{ [1,1,2] | unique | list }} {{ '12' | int + 1 }} {{ '1.5' | float }}",
        "HELLO WORLD hi Hello World Hello 3 1 a\n  b cba [1, 2] 13 1.5")]
    [InlineData(
        "{{ messages | map(attribute='role') | join(', ') }} {{ messages | selectattr('role', 'equalto', 'user') | list | length }} {{ messages | rejectattr('role', 'eq', 'user') | map(attribute='role') | list }} {{ ['a','b'] | map('upper') | join }} {{ [1,2,3] | select('odd') | list }}",
        "system, user, assistant, user 2 ['system', 'assistant'] AB [1, 3]")]
    [InlineData(
        "{% macro greet(name, mark='!') %}Hi {{ name }}{{ mark }}{% endmacro %}{{ greet('A') }}{{ greet('B', mark='?') }}{% set block %}  in {{ 1 }}{% endset %}[{{ block }}]",
        "Hi A!Hi B?[  in 1]")]
    [InlineData(
        "{% for i in range(5) %}{% if i == 1 %}{% continue %}{% endif %}{% if i == 3 %}{% break %}{% endif %}{{ i }}{% endfor %}{{ range(1, 8, 3) | list }}",
        "02[1, 4, 7]")]
    [InlineData(
        "{% generation %}kept{% endgeneration %}{% raw %}{{ not }} {% this %}{% endraw %}",
        "kept{{ not }} {% this %}")]
    [InlineData(
        "{{ 'tab\\t quote\\' \\u00e9 \\x41 \\q' }}{{ \"it's\" 'joined' }}",
        "tab\u0009 quote' \u00E9 A \\qit'sjoined")]
    [InlineData(
        "{{ ['a', 'it\\'s', 1, none, true, 1.0] }} {{ {'k': [1], 'l': {'m': 2}} }} {{ (1, 2) | list }}",
        "['a', \"it's\", 1, None, True, 1.0] {'k': [1], 'l': {'m': 2}} [1, 2]")]
    [InlineData(
        "{{ {'b': 1, 'a': 2} | tojson }} {{ {'b': 1}.get('c', 'none') }} {{ {'b': 1}.b }} {{ {'b': 1}['b'] }} {{ ({'z': 1, 'y': 2} | dictsort)[0][0] }} {{ {'q': 1}.keys() | list }}",
        "{\"b\": 1, \"a\": 2} none 1 1 y ['q']")]
    [InlineData(
        "{% set a, b = [1, 2] %}{{ b }}{{ a }} {% set x = 'o' %}{% if true %}{% set x = 'i' %}{% endif %}{{ x }}{% for q in [1] %}{% set x = 'l' %}{% endfor %}{{ x }}",
        "21 ii")]
    [InlineData(
        "{{ strftime_now('%d %b %Y') }} {{ strftime_now('%A %H:%M:%S %j %y %%') }}",
        "07 Mar 2026 Saturday 09:05:02 066 26 %")]
    [InlineData(
        "{{ bos_token }}{{ eos_token + '|' }}{% if tools %}t{% else %}no tools{% endif %}{% if tools is none %} none{% endif %}{% if add_generation_prompt %} gen{% endif %}",
        "<s></s>|no tools none gen")]
    [InlineData(
        "{{ 1 if false else 100000000000000000.0 }} {{ 0.00001 }} {{ 123456789.25 }} {{ 1.0 | string }} {{ 10000000000000000.0 }} {{ 0.1 + 0.2 }}",
        "1e+17 1e-05 123456789.25 1.0 1e+16 0.30000000000000004")]
    public void A_template_renders_as_jinja2_renders_it(string template, string expected) =>
        Assert.Equal(expected, new ChatTemplate(template, Specials, new FixedTime()).Render(Messages, new TemplateInput { AddGenerationPrompt = true }));

    [Theory]
    [InlineData("a\n{% for m in messages %}", "line 2", "endfor")]
    [InlineData("{{ 'a", "line 1", "closing quote")]
    [InlineData("\n\n{% include 'x' %}", "line 3", "include")]
    [InlineData("{{ 1 + }}", "line 1", "expression")]
    [InlineData("{{ messages | sponge }}", "line 1", "sponge")]
    [InlineData("x\n{{ nothing.inner }}", "line 2", "'nothing' is undefined")]
    [InlineData("{{ 'a' + 1 }}", "line 1", "string and a integer")]
    [InlineData("{{ raise_exception('Roles must alternate') }}", "line 1", "Roles must alternate")]
    [InlineData("{{ 1 // 0 }}", "line 1", "zero")]
    [InlineData("{% for i in range(90000) %}{% for j in range(90000) %}{{ i }}{% endfor %}{% endfor %}", "line 1", "steps")]
    [InlineData("{% set ns = namespace(x='ab') %}{% for i in range(60) %}{% set ns.x = ns.x + ns.x %}{% endfor %}", "line 1", "characters")]
    [InlineData("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "line 1", "deep")]
    public void What_is_wrong_is_said_with_its_line(string template, string line, string what)
    {
        var error = Assert.Throws<TemplateException>(() => new ChatTemplate(template, Specials).Render(Messages));
        Assert.Contains(line, error.Message);
        Assert.Contains(what, error.Message);
    }

    [Theory]
    [InlineData("(")]
    [InlineData("[")]
    [InlineData("-")]
    [InlineData("not ")]
    [InlineData("{% if true %}")]
    public void Deep_nesting_is_refused_or_rendered_but_never_overflows_the_stack(string opening)
    {
        var many = string.Concat(Enumerable.Repeat(opening, 100_000));
        var template = opening.StartsWith('{') ? many : "{{ " + many + "1 }}";
        try
        {
            new ChatTemplate(template).Render([]);
        }
        catch (TemplateException error)
        {
            Assert.Contains("line 1", error.Message);
        }
    }

    [Fact]
    public void A_folder_gives_its_template_and_its_tokens()
    {
        var folder = Directory.CreateTempSubdirectory("template");
        try
        {
            var configuration = Path.Combine(folder.FullName, "tokenizer_config.json");
            Assert.Throws<FileNotFoundException>(() => ChatTemplate.Load(folder.FullName));
            File.WriteAllText(configuration, """{"bos_token": {"content": "<s>"}, "chat_template": [{"name": "tool_use", "template": "tools"}, {"name": "default", "template": "{{ bos_token }}plain"}]}""");
            Assert.Equal("<s>plain", ChatTemplate.Load(folder.FullName).Render([]));
            Assert.Equal("tools", ChatTemplate.Load(folder.FullName).Render([], new TemplateInput { Tools = [new JsonObject()] }));
            File.WriteAllText(configuration, """{"chat_template": 3}""");
            Assert.Contains("chat_template", Assert.Throws<CheckpointException>(() => ChatTemplate.Load(folder.FullName)).Message);
            File.WriteAllText(Path.Combine(folder.FullName, "chat_template.jinja"), "file");
            Assert.Equal("file", ChatTemplate.Load(folder.FullName).Render([]));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private sealed class FixedTime : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override DateTimeOffset GetUtcNow() => new(2026, 3, 7, 9, 5, 2, TimeSpan.Zero);
    }
}
