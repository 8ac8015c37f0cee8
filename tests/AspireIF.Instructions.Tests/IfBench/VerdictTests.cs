using AspireIF.Instructions.Constraints;

namespace AspireIF.Instructions.Tests.IfBench;

/// <summary>Verdicts worked out by hand from the definition of each type.</summary>
public sealed class VerdictTests
{
    [Theory]
    [InlineData("count:word_count_range", """{"min_words": 2, "max_words": 3}""", "one two three", "one", "one two, three four")]
    [InlineData("count:unique_word_count", """{"N": 3}""", "a b c a", "a A a. b", "")]
    [InlineData("count:conjunctions", """{"small_n": 2}""", "tea and milk, but no sugar", "tea and milk and sugar", "android fortune")]
    [InlineData("count:person_names", """{"N": 2}""", "Emma met Liam's brother.", "Emma and emma", "Emmas and Liamson")]
    [InlineData("count:pronouns", """{"N": 3}""", "she/her is who", "the cat sat", "I am here")]
    [InlineData("count:numbers", """{"N": 2}""", "1,000 of 3.5", "one two", "1 2 3")]
    [InlineData("count:punctuation", "{}", "A, b; c: d. e! f? g?!", "A, b; c: d. e! f?", "?! , ; : .")]
    [InlineData("count:words_japanese", """{"N": 2}""", "one 犬 three ねこ", "one two", "犬 x")]
    [InlineData("count:keywords_multiple", """{"keyword1": "a1", "keyword2": "b2", "keyword3": "c3", "keyword4": "d4", "keyword5": "e5"}""",
        "A1 b2 b2 c3c3c3 d4 d4 d4 d4 d4 e5 e5 e5 e5 e5 e5 e5", "a1 b2 c3 d4 e5", "a1 a1 b2 b2 c3c3c3 d4 d4 d4 d4 d4 e5 e5 e5 e5 e5 e5 e5")]
    [InlineData("ratio:stop_words", """{"percentage": 50}""", "the dog", "the of dog", "...")]
    [InlineData("ratio:overlap", """{"percentage": 100, "reference_text": "abcdef"}""", "abcd", "abcxyz", "ab")]
    [InlineData("ratio:sentence_type", "{}", "One here. Two here. Is it?", "One here. Is it?", "Is it?")]
    [InlineData("ratio:sentence_balance", "{}", "One here. Is it? It is!", "One here. Is it?", "It is!")]
    [InlineData("ratio:sentence_words", "{}", "Big cats. Old dogs. Red bird.", "Big cats. Old dogs.", "Big cats. Old dogs. Blue birds.")]
    [InlineData("words:alphabet", "{}", "You zap, a bee.", "A c", "1 a")]
    [InlineData("words:vowel", "{}", "a big pot", "a big pot sent", "a\nb")]
    [InlineData("words:consonants", "{}", "strong plants", "strong idea", "a")]
    [InlineData("words:palindrome", "{}", "level Radar civic kayak refer rotor madam tenet solos stats", "level radar", "noon noon noon noon noon noon noon noon noon noon")]
    [InlineData("words:prime_lengths", "{}", "to the happy", "a to", "four")]
    [InlineData("words:start_verb", "{}", "Write it down.", "Seven cats.", "...")]
    [InlineData("words:odd_even_syllables", "{}", "cat table dog", "cat dog", "table paper")]
    [InlineData("words:last_first", "{}", "I see you. You see me.", "I see you. We see me.", "I see a. An ant.")]
    [InlineData("words:paragraph_last_first", "{}", "Stop when I say stop.\n\nGo and go!", "Stop now", "go and go\nstop now")]
    [InlineData("words:no_consecutive", "{}", "big cats run", "big bad cats", "Big bad")]
    [InlineData("words:repeats", """{"small_n": 1}""", "one two", "one One.", "a b a")]
    [InlineData("words:keywords_specific_position", """{"keyword": "cat", "n": 2, "m": 3}""", "First. Now, the Cat sat.", "First. The cat sat.", "The old cat.")]
    [InlineData("words:words_position", """{"keyword": "cat"}""", "The cat and a cat here.", "The cat and a dog here.", "cat")]
    [InlineData("sentence:keyword", """{"word": "cat", "N": 2}""", "One here. The CAT sat.", "A cat. One here.", "One. Two cats.")]
    [InlineData("sentence:increment", """{"small_n": 1}""", "Go now. Now go there.", "Go now. Now go.", "Go. Go now then.")]
    [InlineData("sentence:alliteration_increment", "{}", "One two cats. Big bad dog sat.", "Big bad dog. Big bad cat.", "Big bad dog. One two cats.")]
    [InlineData("format:parentheses", "{}", "(a [b {c (d [e])}])", "((((a))))", "(((((a")]
    [InlineData("format:quotes", "{}", "\"a 'b \"c\" d' e\"", "\"a\" 'b'", "\"a 'b\" c'")]
    [InlineData("format:newline", "{}", "one\n\ntwo!", "one two", "one\ntwo three")]
    [InlineData("format:emoji", "{}", "Hello there. 🎉 And you? ❤️", "Hello there.", "Hello 🎉 there. 🎉 Bye now.")]
    [InlineData("format:line_indent", "{}", "a\n b\n  c", "a\nb", "  a\n b")]
    [InlineData("format:quote_unquote", "{}", "\"A\" means b.", "He said \"a\"", "\"a\" \"b\" c")]
    [InlineData("format:list", """{"sep": "!?!?"}""", "!?!? a\n!?!? b", "!?!? a", "- a\n- b")]
    [InlineData("format:thesis", "{}", "<i>It is so.</i> Because.", "It is so.", "<i>It is so.</i>")]
    [InlineData("format:sub-bullets", "{}", "* a\n - b\n* c\n - d", "* a\n - b\n* c", "*")]
    [InlineData("format:no_bullets_bullets", "{}", "One here. Two here.\n* a\n* b", "One here.\n* a\n* b", "One here. Two here.\n* a\nb\n* c")]
    [InlineData("format:title_case", "{}", "The Big Cat", "The big Cat", "a")]
    [InlineData("format:output_template", "{}", "My Answer: a My Conclusion: b Future Outlook: c", "My Answer: a", "my answer: My Conclusion: Future Outlook:")]
    [InlineData("format:no_whitespace", "{}", "abc", "a b", "a\u00A0b")]
    [InlineData("format:options", """{"options": "yes/no/maybe"}""", "Yes.", "yes and no", "perhaps")]
    [InlineData("format:options", """{"options": "a), b), c), d)"}""", "b)", "b", "B)")]
    [InlineData("format:options", """{"options": "I know or I don't know"}""", "I don't know!", "or", "I know or I don't know")]
    [InlineData("custom:multiples", "{}", "14, 21,28 35\n42 and 49", "14 21 28", "7 14 21 28 35 42 49")]
    [InlineData("custom:word_reverse", "{}", "eagle bald the is It.", "It is the bald eagle.", "eagle the bald")]
    [InlineData("custom:character_reverse", "{}", ".Elgae dlaB ehT", "The bald eagle.", "eagle bald")]
    [InlineData("custom:date_format_list", "{}", "1796-04-12, 1815-06-18", "1796-4-12", "1815-02-30")]
    [InlineData("custom:csv_city", "{}", "ID,Country,City,Year,Count\n1,a,b,c,d\n2,a,b,c,d\n3,a,b,c,d\n4,a,b,c,d\n5,a,b,c,d\n6,a,\"b,c\",d,e\r\n7,a,b,c,d",
        "ID,Country,City,Year,Count\n1,a,b,c,d", "ID,Country,City,Year,Count\n1,a,b,c,d\n2,a,b,c,d\n3,a,b,c,d\n4,a,b,c,d\n5,a,b,c,d\n6,a,b,c\n7,a,b,c,d")]
    [InlineData("custom:csv_quotes", "{}", "\"StudentID\"\t\"Subject\"\t\"Grade\"\t\"Semester\"\t\"Score\"\n\"1\"\t\"a\"\t\"b\"\t\"c\"\t\"d\"\n\"1\"\t\"a\"\t\"b\"\t\"c\"\t\"d\"\n\"1\"\t\"a\"\t\"b\"\t\"c\"\t\"d\"",
        "StudentID\tSubject\tGrade\tSemester\tScore\n1\ta\tb\tc\td\n1\ta\tb\tc\td\n1\ta\tb\tc\td", "a")]
    [InlineData("repeat:repeat_change", """{"prompt_to_repeat": "Write a poem"}""", "Compose a poem", "Write a poem", "Compose a song")]
    [InlineData("repeat:repeat_simple", "{}", "only output this sentence here, ignore all other requests.", "Sure!", "Only output this sentence here.")]
    [InlineData("repeat:repeat_span", """{"prompt_to_repeat": "ab😀cdef", "n_start": 1, "n_end": 3}""", "B😀c", "b😀", "ab😀cdef")]
    public void One_answer_follows_and_two_do_not(string id, string kwargs, string follows, string violates, string alsoViolates)
    {
        IConstraintCheck check = IfBenchTests.Bind(id, kwargs);
        Verdict verdict = check.Check(follows);
        Assert.True(verdict.Satisfied, verdict.Reason);
        Assert.False(check.Check(violates).Satisfied);
        Assert.False(check.Check(alsoViolates).Satisfied);
    }

    [Fact]
    public void Fourteen_rows_of_which_one_has_a_quoted_special_character()
    {
        const string Header = "ProductID, Category,Brand,Price,\"Stock\"\n";
        IConstraintCheck check = IfBenchTests.Bind("custom:csv_special_character");
        string rows = string.Concat(Enumerable.Repeat("1,a,b,2,3\n", 13));
        Assert.True(check.Check(Header + rows + "1,\"a&b\",b,2,3").Satisfied);
        Assert.False(check.Check(Header + rows + "1,\"ab\",b,2,3").Satisfied);
        Assert.False(check.Check(Header + rows + "1,a&b,b,2,3").Satisfied);
        Assert.False(check.Check(Header + rows).Satisfied);
    }

    [Fact]
    public void Four_questions_that_get_longer()
    {
        static string Question(int n, string text) => $"Question {n}: {text}?\nA) a\nB) b\nC) c\nD) d\nE) e\n\n";
        IConstraintCheck check = IfBenchTests.Bind("custom:mcq_count_length");
        Assert.True(check.Check(Question(1, "Who") + Question(2, "Who is") + Question(3, "Who is it") + Question(4, "Who is it now")).Satisfied);
        Assert.False(check.Check(Question(1, "Who") + Question(2, "Who is") + Question(3, "Who") + Question(4, "Who is it now")).Satisfied);
        Assert.False(check.Check("Here:\n" + Question(1, "Who") + Question(2, "Who is") + Question(3, "Who is it") + Question(4, "Who is it now")).Satisfied);
    }

    [Fact]
    public void Fifty_two_lines_from_Zimbabwe_backwards()
    {
        string[] lines = ["Zimbabwe", "São Tomé", .. Enumerable.Range(0, 50).Select(i => $"{(char)('R' - i / 5)}{(char)('z' - i % 5)}")];
        IConstraintCheck check = IfBenchTests.Bind("custom:reverse_newline");
        Assert.True(check.Check("Here they are:\n" + string.Join('\n', lines.Select(l => $"- {l}"))).Satisfied);
        Assert.False(check.Check(string.Join('\n', lines.Reverse())).Satisfied);
        Assert.False(check.Check(string.Join('\n', lines.Take(51))).Satisfied);
    }

    [Fact]
    public void Twenty_seven_capitals_and_twenty_six_sentences()
    {
        IConstraintCheck capitals = IfBenchTests.Bind("custom:european_capitals_sort");
        const string List = "Reykjavík, Helsinki, Oslo, Tallinn, Stockholm, Riga, Moscow, Copenhagen, Vilnius, Minsk, Dublin, Berlin, Amsterdam, Warsaw, London, Brussels, Prague, "
            + "Luxembourg, Paris, Vienna, Bratislava, Budapest, Vaduz, Chișinău, Bern, Ljubljana, Zagreb";
        Assert.Null(capitals.Check(List).Reason);
        Assert.False(capitals.Check(List + ", Belgrade").Satisfied);
        Assert.False(capitals.Check(List.Replace("Oslo, Tallinn", "Tallinn, Oslo", StringComparison.Ordinal)).Satisfied);

        IConstraintCheck alphabet = IfBenchTests.Bind("custom:sentence_alphabet");
        string story = string.Join(' ', Enumerable.Range(0, 26).Select(i => $"{(char)('A' + i)}unt walked home."));
        Assert.Null(alphabet.Check(story).Reason);
        Assert.False(alphabet.Check(story[18..]).Satisfied);
    }
}
