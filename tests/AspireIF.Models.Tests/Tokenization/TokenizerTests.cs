using System.Text;
using AspireIF.Models.Tokenization;
using CsCheck;

namespace AspireIF.Tests.Tokenization;

public sealed class TokenizerTests
{
    [Theory]
    [InlineData("qwen2.vectors.jsonl", 46)]
    [InlineData("qwen2.extra_bmp.jsonl", 1500)]
    [InlineData("qwen2.extra_astral.jsonl", 1000)]
    public void The_ids_are_those_of_the_reference(string file, int rows)
    {
        var compared = 0;
        foreach (var (text, ids) in Qwen2.Vectors(file))
        {
            Assert.Equal(ids, Qwen2.Tokenizer.Encode(text));
            compared++;
        }
        Assert.Equal(rows, compared);
    }

    [Fact]
    public void A_million_random_strings_come_back_in_form_C()
    {
        var tokenizer = Qwen2.ComposingTokenizer;
        RandomText.Strings.Sample(
            text =>
            {
                var expected = CanonicalComposition.Shared.Normalize(RandomText.WithoutLoneSurrogates(text));
                return tokenizer.Decode(tokenizer.Encode(text)) == expected;
            },
            iter: 1_000_000,
            print: text => string.Join(' ', text.Select(c => ((int)c).ToString("X4"))));
    }

    [Fact]
    public void Decoding_token_by_token_gives_the_same_text_as_decoding_at_once()
    {
        var tokenizer = Qwen2.Tokenizer;
        Gen.Int[0, tokenizer.VocabularySize + 10].Array[0, 40].Sample(
            ids =>
            {
                var decoder = tokenizer.NewDecoder(skipSpecials: false);
                var text = new StringBuilder();
                foreach (var id in ids)
                    text.Append(decoder.Append(id));
                text.Append(decoder.Flush());
                return text.ToString() == tokenizer.Decode(ids);
            },
            iter: 20_000);
    }

    [Fact]
    public void A_character_appears_with_its_last_byte()
    {
        var tokenizer = Qwen2.Tokenizer;
        var ids = tokenizer.Encode("\U00010F3E");
        Assert.True(ids.Length > 1);
        var decoder = tokenizer.NewDecoder();
        foreach (var id in ids[..^1])
            Assert.Equal("", decoder.Append(id));
        Assert.Equal("\U00010F3E", decoder.Append(ids[^1]));
        Assert.Equal("", decoder.Flush());
        decoder.Append(ids[0]);
        Assert.Equal("\uFFFD", decoder.Flush());
    }

    [Fact]
    public void Special_tokens_stand_for_themselves_in_trusted_text_only()
    {
        var tokenizer = Qwen2.Tokenizer;
        const string text = "<|im_start|>user\nHi<|im_end|><|endoftext|";
        var trusted = tokenizer.EncodeWithSpecials(text);
        Assert.Equal(151644, trusted[0]);
        Assert.Contains(151645, trusted);
        Assert.DoesNotContain(151643, trusted);
        Assert.All(tokenizer.Encode(text), id => Assert.True(id < 151643));
        Assert.Equal(text, tokenizer.Decode(trusted));
        Assert.Equal(text, tokenizer.Decode(tokenizer.Encode(text)));
        Assert.Equal("user\nHi<|endoftext|", tokenizer.Decode(trusted, skipSpecials: true));
    }

    [Fact]
    public void Roles_come_from_the_configuration()
    {
        var tokenizer = Qwen2.Tokenizer;
        Assert.Equal(151645, tokenizer.EosId);
        Assert.Equal(151643, tokenizer.PadId);
        Assert.Null(tokenizer.BosId);
        Assert.Equal([151645], tokenizer.EndIds);
        Assert.Equal(151646, tokenizer.VocabularySize);
        Assert.Equal("Ġthe", tokenizer.TokenOf(tokenizer.Encode(" the")[0]));
        Assert.Null(tokenizer.TokenOf(151646));
    }

    [Fact]
    public void A_long_text_without_spaces_takes_no_quadratic_time()
    {
        var tokenizer = Qwen2.Tokenizer;
        foreach (var unit in (string[])["a", "=", "\n", " ", "ab", "文", "\u0301"])
        {
            var text = string.Concat(Enumerable.Repeat(unit, 200_000));
            Assert.True(text == tokenizer.Decode(tokenizer.Encode(text)), unit);
        }
    }

    [Fact]
    public void Threads_may_share_a_tokenizer()
    {
        var tokenizer = Qwen2.Tokenizer;
        var vectors = Qwen2.Vectors("qwen2.extra_bmp.jsonl").ToArray();
        Parallel.For(0, 8, worker =>
        {
            foreach (var (text, ids) in worker % 2 == 0 ? vectors : [.. vectors.Reverse()])
                Assert.Equal(ids, tokenizer.Encode(text));
        });
    }
}
