using AspireIF.Instructions.Text.Languages;
using AspireIF.Tests;
using CsCheck;

namespace AspireIF.Instructions.Tests.Languages;

public class LanguageIdentifierTests
{
    [Theory]
    [InlineData("en", "The committee will meet again next week to talk about the new library.")]
    [InlineData("en", "the committee will meet again next week to talk about the new library.")]
    [InlineData("de", "Der Ausschuss trifft sich nächste Woche wieder, um über die neue Bücherei zu sprechen.")]
    [InlineData("fr", "Le comité se réunira de nouveau la semaine prochaine pour parler de la bibliothèque.")]
    [InlineData("es", "El comité se reunirá otra vez la próxima semana para hablar de la nueva biblioteca.")]
    [InlineData("pt", "A comissão vai reunir-se outra vez na próxima semana para falar da nova biblioteca.")]
    [InlineData("it", "Il comitato si riunirà di nuovo la prossima settimana per parlare della biblioteca.")]
    [InlineData("nl", "De commissie komt volgende week weer bijeen om over de nieuwe bibliotheek te praten.")]
    [InlineData("fi", "Toimikunta kokoontuu taas ensi viikolla puhumaan uudesta kirjastosta.")]
    [InlineData("vi", "Ủy ban sẽ họp lại vào tuần tới để nói về thư viện mới.")]
    [InlineData("sw", "Kamati itakutana tena wiki ijayo ili kuzungumza kuhusu maktaba mpya.")]
    [InlineData("ru", "Комитет снова соберётся на следующей неделе, чтобы поговорить о новой библиотеке.")]
    [InlineData("uk", "Комітет знову збереться наступного тижня, щоб поговорити про нову бібліотеку.")]
    [InlineData("bg", "Комитетът ще се събере отново следващата седмица, за да говори за новата библиотека.")]
    [InlineData("hi", "समिति अगले सप्ताह नए पुस्तकालय के बारे में बात करने के लिए फिर मिलेगी।")]
    [InlineData("mr", "समिती पुढील आठवड्यात नवीन ग्रंथालयाबद्दल बोलण्यासाठी पुन्हा भेटणार आहे.")]
    [InlineData("ar", "ستجتمع اللجنة مرة أخرى في الأسبوع القادم للحديث عن المكتبة الجديدة.")]
    [InlineData("fa", "کمیته هفته آینده دوباره برای گفتگو درباره کتابخانه جدید تشکیل جلسه می‌دهد.")]
    [InlineData("ur", "کمیٹی اگلے ہفتے نئی لائبریری کے بارے میں بات کرنے کے لیے دوبارہ ملے گی۔")]
    [InlineData("ja", "委員会は来週また集まり、新しい図書館について話し合います。")]
    [InlineData("ko", "위원회는 다음 주에 다시 모여 새 도서관에 대해 이야기할 것입니다.")]
    [InlineData("zh-cn", "委员会下周将再次开会，讨论新图书馆的问题。")]
    [InlineData("zh-tw", "委員會下週將再次開會，討論新圖書館的問題。")]
    public void NamesTheLanguageOfASentence(string language, string text) => Assert.Equal(language, LanguageIdentifier.Identify(text));

    [Theory]
    [InlineData("")]
    [InlineData("  \n\t")]
    [InlineData("12345 !?%&")]
    [InlineData("http://example.com/some/english/words someone@example.com")]
    public void ATextWithoutLettersHasNoLanguage(string text) => Assert.Null(LanguageIdentifier.Identify(text));

    [Fact]
    public void ALongEnglishTextInCapitalsIsEnglish() =>
        Assert.Equal("en", LanguageIdentifier.Identify("PLEASE REMEMBER THAT THE MEETING HAS BEEN MOVED TO THURSDAY AFTERNOON BECAUSE OF THE HOLIDAY, AND THAT THE LIBRARY WILL BE CLOSED."));

    [Fact]
    public void LatinNamesAndCodeInAnotherScriptDoNotCount() =>
        Assert.Equal("ru", LanguageIdentifier.Identify("Программа `Console.WriteLine` печатает строку на экран, а затем ожидает, пока пользователь нажмёт клавишу."));

    [Fact]
    public void DecomposedVietnameseIsRead() =>
        Assert.Equal("vi", LanguageIdentifier.Identify("Tôi muô\u0301n biê\u0301t cuô\u0301n sa\u0301ch na\u0300y gia\u0301 bao nhiêu"));

    [Fact]
    public void AnyTextHasAnAnswerAndAlwaysTheSame() =>
        Gen.Char.Array[0, 400].Sample(
            chars =>
            {
                string? first = LanguageIdentifier.Identify(chars);
                return first == LanguageIdentifier.Identify(chars) && (first is null || LanguageIdentifier.Languages.Contains(first));
            },
            iter: 5_000);

    [Fact]
    public void NothingIsAllocated()
    {
        const string Text = "The committee will meet again next week; write to someone@example.com or see https://example.com for details.";
        Assert.Equal(0, Cost.AllocatedBytes(() =>
        {
            for (int i = 0; i < 100; i++)
                LanguageIdentifier.Identify(Text);
        }));
    }
}
