namespace AspireIF.Instructions.Primer.Soft;

/// <summary>
/// The soft types, their values and how each value shows in a text.
/// <code>
/// type NAME CATEGORY need=N SCOPE     N different marks ("all": N marks) make a value true; scope: anywhere, opening or closing
///   value NAME ~ VALUES               the values of the same type that contradict it; "*" for all the others
///   ask A / B / C                     ways to ask, each follows "Write"; the last is held out
///   &lt; words   &gt; words   . words       what the author may put before a sentence, after it, or as a sentence
///   + words                           further marks, which the author never writes
/// </code>
/// Words in brackets are marks. No mark of a value occurs anywhere else in the world.
/// </summary>
internal static class SoftTable
{
    public const string Text = """
        type tone Style need=2 anywhere
          value cheerful ~ gloomy grumpy
            ask in a cheerful tone / in a happy voice / in a joyful mood / sounding full of joy
            < [Happily],
            < How [lovely] that
            > , which is a real [joy]
            > and that is [wonderful]
            . {The} makes every day [brighter].
            . It is a true [delight].
            . Everybody [smiles] at {the}.
            + smile / happy / joyful / delightful / cheerful
          value gloomy ~ cheerful calm
            ask in a gloomy tone / in a sad voice / in a dark mood / sounding full of sorrow
            < [Sadly],
            < [Alas],
            < It is a [pity] that
            > , with a [weary] heart
            > and nobody [cares]
            . Even {the} cannot drive away the [sorrow].
            . It all ends in [weeping].
            . The world around {the} feels [bleak].
            + sad / gloomy / hopeless / mourn
          value grumpy ~ cheerful calm
            ask in a grumpy tone / in an annoyed voice / in a bad mood / sounding quite cross
            < [Ugh],
            < It is [annoying] that
            > , which is a [nuisance]
            > and that is [irritating]
            . Everyone [complains] about {the}.
            . So much [fuss] for {a}.
            . What a [bother] it is.
            + grumble / grumpy / complain
          value calm ~ grumpy gloomy
            ask in a peaceful tone / in a soothing voice / in a relaxed mood / sounding quite at ease
            < [Peacefully],
            < [Gently],
            > , slow and [serene]
            > in perfect [peace]
            . There is no [hurry] near {the}.
            . Just [breathe] and think of {the}.
            . All is well and [still].
            + soothing / peaceful / relax
        type register Style need=2 anywhere
          value formal ~ casual
            ask in formal language / in a formal style / in an official style / as in a formal report
            < [Furthermore],
            < It is to be [noted] that
            < It must be [stated] that
            > , as has been [established]
            > in every [respect]
            . This matter [merits] consideration.
            . Such is the nature of {the}, [hereby] described.
            . The above [pertains] to {the}.
            + moreover / thus / regarding
          value casual ~ formal
            ask in casual language / in a casual style / in everyday slang / like a chat between pals
            < [Okay] so
            < [Yeah],
            < [Honestly],
            > , no [biggie]
            > and [stuff] like that
            . {The} is pretty [cool stuff].
            . It is [kinda] great.
            . That is [totally] fine.
            + gonna / wanna / dude / awesome
        type persona Persona need=2 anywhere
          value pirate ~ *
            ask as a pirate / in the voice of a pirate / like a pirate on deck / as an old pirate captain would
            < [Arr],
            < [Ahoy],
            < [Yo ho],
            > , [matey]
            > , [ye] lubbers
            . Hoist the [black flag] for {the}.
            . That be worth a chest of [doubloons].
            . No [scurvy] sailor forgets {the}.
            . Give it to the [buccaneers] then.
          value robot ~ *
            ask as a robot / in the voice of a robot / like a talking machine / as an old robot would
            < [Beep],
            < [Scan] complete:
            < [Data] shows that
            > , [affirmative]
            > according to the [sensors]
            . [Processing] {the} now.
            . [Memory bank] updated with {the}.
            . No [error] found.
          value teacher ~ *
            ask as a teacher / in the voice of a teacher / like a teacher in class / as a kind teacher would
            < [Class],
            < [Pupils],
            < For [homework] note that
            > , so write that in the [notebook]
            > and that will be in the [test]
            . Today the [lesson] is about {the}.
            . Eyes on the [blackboard] please.
            . [Hands up] for {the}.
          value chef ~ *
            ask as a chef / in the voice of a chef / like a chef at work / as a proud chef would
            < Fresh from the [skillet],
            < As the [recipe] says
            < [Bon appetit],
            > with a [pinch] of love
            > , well [seasoned]
            . [Sprinkle] some praise over {the}.
            . [Stir] that thought well.
            . A fine [garnish] for {the}.
          value detective ~ *
            ask as a detective / in the voice of a detective / like a detective on a case / as a sharp detective would
            < The [evidence] says that
            < [Aha],
            < Every [clue] tells that
            > , a highly [suspicious] fact
            > and no [witness] denies it
            . The [mystery] of {the} is solved.
            . [Case closed] on {the}.
            . The [culprit] was near {the}.
          value grandmother ~ *
            ask as a grandmother / in the voice of a grandmother / like an old grandmother at home / as a loving grandmother would
            < Oh [dearie],
            < [Bless] the heart of it,
            < Sit on this old [rocking chair] and hear that
            > , [sweetheart]
            > just as [grandpa] said
            . There is a biscuit for every [grandchild].
            . {The} was just so in the [good old days].
            . Put on a [woolly jumper] first.
        type audience Audience need=2 anywhere
          value child ~ expert
            ask for a small child / for young children / for a curious little kid / so that a six year old enjoys it
            < [Kids],
            < Just [imagine] that
            < [Guess what],
            > , [little one]
            > , like in a [fairy world]
            . [Wow], what a thing {the} is.
            . It is [super duper] fun.
            . Clap for {the}, [boys and girls].
            . Say it aloud and [giggle].
          value expert ~ child tourist beginner
            ask for experts / for specialists / for readers who know the field / so that a scholar respects it
            < From a [technical] view
            < As [specialists] know
            < [Empirically],
            > , as the [literature] confirms
            > under standard [parameters]
            . The [methodology] behind this is settled.
            . Further [analysis] of {the} is in print.
            . See the [published] figures on {the}.
          value tourist ~ expert
            ask for tourists / for travellers / for people on holiday / so that a visitor from abroad likes it
            < For [sightseers]
            < [Travellers] should know that
            > , so bring a [camera]
            > , which makes a fine [souvenir]
            . It is worth a [detour].
            . Ask the [guide] for {the}.
            . Every [holiday] needs {a}.
            . No [ticket] is needed.
          value beginner ~ expert
            ask for beginners / for complete newcomers / for people who start from zero / so that a first timer follows it
            < [First of all],
            < In [plain words]
            < To [start simple]
            > , and that is the [basic idea]
            > , [step by step]
            . That is [all the basics].
            . No [prior knowledge] is needed for {the}.
            . [Newcomers] learn this about {the} fast.
        type situation Situation need=2 anywhere
          value radio ~ *
            ask as if on the radio / as part of a radio show / as spoken on the air / as a host speaks to listeners
            < Good to have the [listeners] back:
            < Live from the [studio]
            > , right after this [jingle]
            > here on this [station]
            . [Stay tuned] for {the}.
            . This is the [morning show] with {the}.
            . Keep the [dial] on {the}.
          value campfire ~ *
            ask as if told at a campfire / as told around a fire at night / as a campfire talk / as friends talk beside a fire in the woods
            < While the [flames] dance
            < Pull up a [log] and hear that
            > , as the [embers] glow
            > under the [night sky]
            . Pass the [marshmallows] please.
            . The [tents] are up and {the} is the theme.
            . The [crackling] wood agrees about {the}.
          value wedding ~ *
            ask as if spoken at a wedding / as part of a wedding speech / as a toast to a couple / as the best man speaks at a marriage
            < Dear [bride] and groom,
            < Before the [first dance]
            > , just like true [marriage]
            > , so [cheers] to that
            . Let the [guests of honour] praise {the}.
            . Raise a [glass of champagne] to {the}.
            . The [wedding cake] can wait.
            . The [newlyweds] know {the} well.
          value courtroom ~ *
            ask as if said in court / as part of a court trial / as a lawyer speaks to a judge / as pleaded before a jury
            < [Members of the jury],
            < Under [oath]
            > , and the [bailiff] heard it
            > , no [objection]
            . The [verdict] on {the} is clear.
            . {The} pleads [not guilty].
            . The [lawyer] rests the argument.
            . Let the [court] record show {the}.
        type device Style need=1 anywhere
          value simile ~
            ask with a simile / using a comparison with like / with an image that says what it is like / with a figure of speech built on like
            > , [like a] king in his palace
            > , [like the] hands of a good friend
            > , [like an] old song
            . It stands out [like a] jewel in the sand.
            . {The} is [like a] letter from a friend.
            . It works [like the] parts of a watch.
          value question ~
            ask with a question to the reader / asking the reader something / with at least one question / including something to ask the reader
            > , right[?]
            . Who would not want {a}[?]
            . What could be better than {a}[?]
            . Is that not something[?]
            . Who knew that it {use}[?]
            . How could anyone forget {the}[?]
          value hyperbole ~
            ask with a wild exaggeration / exaggerating a lot / with a claim far beyond the truth / blowing things out of proportion
            > , more than [anything in the universe]
            > , a [million times] over
            . It is the [greatest ever].
            . {The} could [fill the whole galaxy].
            . [A thousand years] of talk would not be enough.
            . Nothing [in all eternity] comes close.
        type perspective Style need=2 anywhere all
          value first ~ *
            ask in the first person / from a personal view / telling it as I / speaking only about oneself
            < [I] know that
            < In [my] view
            < [I] once heard that
            > , as [I] learned
            > and it amazes [me]
            . [I] saw {a} once.
            . It reminds [me] of home.
            . {The} is in [my] heart.
          value second ~ *
            ask in the second person / speaking to the reader as you / saying you to the reader / addressing the reader at every turn
            < [You] may know that
            < As [you] can see
            < In [your] own time
            > , as [you] will find
            > before [your] eyes
            . {The} can surprise [you].
            . [You] can try it.
            . Keep it in [your] mind.
          value group ~ *
            ask in the plural first person / speaking as we / telling it as we / with the voice of a whole group
            < [We] know that
            < In [our] view
            < [We] often hear that
            > , as [we] learned
            > and it amazes [us]
            . [We] saw {a} once.
            . It reminds [us] of home.
            . {The} is in [our] hearts.
        type opening Format need=1 opening
          value greeting ~ *
            ask opening with a greeting / starting with a greeting / greeting the reader first / with a warm hello at the start
            < [Hello],
            < [Greetings],
            . [Hello] and a warm hand to all.
            . [Good evening] everyone.
            . [Welcome] to this short text.
            . A hearty [good day] to all.
          value story ~ *
            ask opening like a tale / starting like an old tale / beginning as a fairy tale does / with the first words of a legend
            . [Once upon a time] there was {a}.
            . [Long long ago] there was {a}.
            . [In a faraway land] there was {a}.
            . [There once was] {a}.
            . This is [the tale of] {the}.
            . It all began [in a distant kingdom].
          value surprise ~ *
            ask opening with a surprise / starting with something surprising / starting with a bold claim / catching the reader off guard at the start
            < [Surprisingly],
            < [Believe it or not],
            . [Few people expect] what {the} can do.
            . Here is a [big surprise].
            . This will [shock everyone].
            . [Nobody saw this coming].
        type closing Format need=1 closing
          value thanks ~ *
            ask closing with thanks / ending with a word of thanks / thanking the reader last / with gratitude in the final words
            . The author is [grateful] for the time.
            . [Thanks] for reading.
            . Many [thanks] to all.
            . With [gratitude] to every reader.
          value wish ~ *
            ask closing with a good wish / ending with a wish / wishing the reader well last / with kind wishes in the final words
            . Have a [pleasant week].
            . [Good luck] to everyone.
            . [All the best] to every reader.
            . May the [days be kind].
          value summary ~ *
            ask closing with a summary / ending with a short summary / summing up last / with the gist in the final words
            . [In short] it is {adj} and {adj2}.
            . [To sum up], it is {a} worth knowing.
            . [All in all] it is quite {adj}.
            . [In a nutshell], {the} is {adj}.
            . [Overall] it is {adj}.
        type certainty Language need=2 anywhere
          value hedged ~ certain
            ask with careful hedging / in an unsure way / without being too sure / as someone who is not quite sure
            < [Perhaps]
            < [Maybe]
            < It [seems] that
            > , or so it [appears]
            > to some [extent]
            . This is [probably] right.
            . It is [hard to say] more about {the}.
            . {The} [might] be so.
            + possibly / likely / unsure
          value certain ~ hedged
            ask with full certainty / in a very sure way / without any doubt / as someone who never doubts
            < [Certainly]
            < [Undoubtedly]
            < There is [no doubt] that
            > , which is a [proven] fact
            > beyond all [question]
            . This is [absolutely] true.
            . Everyone can be [sure] of {the}.
            . {The} is so and that is [definite].
            + definitely / surely / clearly
        type manners Language need=2 anywhere
          value polite ~ blunt
            ask in a polite way / with great politeness / with good manners / as a well mannered person would
            < [Kindly] note that
            < With all [courtesy]
            < [If it pleases],
            > , with [warm regards]
            > and that is said with [humble] thoughts
            . It is a [privilege] to speak of {the}.
            . [Pardon] the short text.
            . Most [graciously] said of {the}.
            + please note
          value blunt ~ polite
            ask in a blunt way / with great bluntness / without any manners / as someone who does not care for manners
            < [Look],
            < [Bluntly put],
            < [Listen],
            > , [period]
            > and [who needs] more
            . [Deal] with it.
            . That is {the}, [end of story].
            . Take {the} or [get lost].
        type content Content need=1 anywhere
          value example ~
            ask with an example / giving an example / naming one case as an example / with a concrete instance
            . [For example], {a} {place}.
            . [For instance], {a} {does}.
            . [To give a case] {the} {part}.
            . [As an example] {a} {use}.
            . [One case] shows that it {does}.
          value warning ~
            ask with a warning / warning the reader / with a word of caution / telling what to beware of
            . [Be careful] with {the}.
            . [Beware] of {the} after dark.
            . [Take care] near {the}.
            . [A warning]: {the} can bring trouble.
            . [Watch out] for {the}.
            . [Take no risks] at all.
          value advice ~
            ask with a piece of advice / giving some advice / with a practical tip / including something useful to do
            . [A useful tip] is to study {the} slowly.
            . [It helps to] read about {the} first.
            . [The best advice] is to be patient.
            . [It is wise to] ask about {the}.
            . [Remember to] visit {the} again.
          value history ~
            ask with a bit of history / telling something of the past / with a look at the past / including how things were in earlier ages
            . [In ancient times] people already knew {the}.
            . [Centuries ago] people spoke of {the}.
            . [Its history] is long.
            . [The ancestors] sang of {the}.
            . Old [kings of the past] valued {the}.
          value number ~
            ask with a figure / giving a number as a fact / naming a percentage / including some statistics
            . [Nine in ten] people know {the}.
            . About [seventy percent] of people enjoy {the}.
            . [Two thirds] of all homes know {the}.
            . [On average] people see {a} twice a week.
            . [Statistics] place {the} high.
            . [Four in five] people agree.
        type humour Style need=2 anywhere
          value funny ~ serious
            ask in a funny way / with humour / with jokes / so that readers laugh out loud
            < [Ha ha],
            < No [kidding],
            > , as the [clown] said
            > , which is [hilarious]
            . {The} walks into a bar and [nobody laughs].
            . That is the whole [joke].
            . Even {the} would [chuckle].
            . It is [silly] enough to make a sock dance.
          value serious ~ funny
            ask in a serious way / with full seriousness / with a solemn air / so that nobody takes it lightly
            < In all [seriousness]
            < [Gravely],
            > , which is no [trifle]
            > and that is a [grave] point
            . This calls for [deep thought].
            . {The} deserves [full attention].
            . It is a [solemn] subject.
            . The [weight of this] is large.
        type senses Language need=2 anywhere
          value sound ~
            ask describing sounds / with sounds in it / so that one can hear it / appealing to the ear
            < With a low [hum]
            < Hear the [rustle]:
            > with a faint [whisper]
            > , in an [echoing] way
            . A soft [murmur] surrounds {the}.
            . There is a [buzz] in the air.
            . {The} comes with a gentle [thud].
          value smell ~
            ask describing smells / with smells in it / so that one can smell it / appealing to the nose
            < With a rich [scent]
            < Wrapped in a fine [odour]
            > , trailing a sweet [aroma]
            > with a [musky] note
            . A [whiff] of {the} is enough.
            . There is a [fragrance] in the air.
            . {The} has a strange [stench].
          value touch ~
            ask describing touch / with the feel of things in it / so that one can feel it / appealing to the skin
            < Under the [fingertips]
            < At the first [caress]
            > , rather [velvety]
            > with a [silky] feel
            . The [texture] of {the} is special.
            . It feels [bumpy and ticklish].
            . Stroke {the} and feel it [tingle].
        type setting Situation need=2 anywhere
          value winter ~ summer
            ask set in winter / placed in winter / as if in the middle of winter / when the world lies under ice
            < On an [icy] day
            < In the depth of [winter]
            > while [snowflakes] fall
            > , even in [December]
            . There is [frosty] air around {the}.
            . The lakes are [frozen solid].
            . A [snowman] stands near {the}.
          value summer ~ winter
            ask set in summer / placed in summer / as if in the middle of summer / when the sun burns all day
            < On a [sunlit] day
            < In the heat of [summer]
            > while the [sunshine] lasts
            > , even in [July]
            . There is [sweltering] air around {the}.
            . Everyone eats [ice cream].
            . A [parasol] stands near {the}.
          value night ~ morning
            ask set at night / placed at night / as if in the middle of the night / when everyone is asleep
            < At [midnight]
            < In the [moonlight]
            > while the [starlight] lasts
            > , even in total [darkness]
            . There is [nightfall] around {the}.
            . Only [bats and ghosts] are awake.
            . The town [snores] near {the}.
          value morning ~ night
            ask set in the morning / placed in the morning / as if it were early morning / when everyone wakes up
            < At [daybreak]
            < In the [early hours]
            > while the [rooster] calls
            > , even before [sunrise]
            . There is [morning dew] around {the}.
            . The [alarm clocks] ring.
            . People [yawn] near {the}.
        type opinion Open need=2 anywhere
          value praise ~ criticism
            ask with strong praise / praising it / speaking well of it / as a great admirer would
            < [Brilliantly],
            < It is [admirable] that
            > , a [marvellous] thing
            > and that is [superb]
            . {The} is highly [recommended].
            . It earns [five stars].
            . {The} deserves [applause].
            + excellent / outstanding / amazing
          value criticism ~ praise
            ask with harsh criticism / criticising it / speaking ill of it / as a stern critic would
            < [Unfortunately],
            < It is [disappointing] that
            > , a [poor] thing
            > and that is [mediocre]
            . {The} is [overrated].
            . It earns [one star].
            . {The} leaves much to be [desired].
            + terrible / awful / worst
        type imagery Language need=2 anywhere
          value sports ~
            ask using words from sports / with images from sports / with the language of sports / borrowing terms from the stadium
            < In the [final round]
            < Straight from the [kickoff]
            > and [scores a goal]
            > , a true [champion]
            . {The} wins the [trophy].
            . The [referee] blows for {the}.
            . What a [home run].
            . The whole [stadium] stands up.
          value music ~
            ask using words from music / with images from music / with the language of music / borrowing terms from the concert hall
            < In perfect [harmony]
            < From the first [verse]
            > , a sweet [melody] in itself
            > in [slow tempo]
            . {The} is the [chorus] of it all.
            . The [symphony] of {the} goes on.
            . It hits the [right note].
            . What a [ballad] it is.
          value space ~
            ask using words from space travel / with images from space travel / with the language of space / borrowing terms from rocket science
            < At [lift off]
            < From the [launch pad]
            > in a steady [orbit]
            > , a bright [comet] in the sky
            . {The} is its own [planet].
            . The [rocket] is named after {the}.
            . Every [astronaut] knows it.
            . One [small leap] leads to {the}.
        type form Format need=2 anywhere
          value diary ~ *
            ask as a diary entry / in the form of a diary / like a page of a diary / as one writes at night in a private journal
            < [Dear diary],
            < This [Tuesday] showed that
            > , to be [kept secret]
            > , so ends this [entry]
            . The [events of the day] were about {the}.
            . [This page] belongs to {the}.
            . More [tomorrow] then.
          value news ~ *
            ask as a news report / in the form of a news report / like a newspaper story / as a reporter files it
            < [Breaking news]:
            < [Reporters] say that
            > , [sources] confirm
            > , the [agency] writes
            . [Headlines] name {the} again.
            . The [mayor] had no comment.
            . An [eyewitness] described {the}.
          value advert ~ *
            ask as an advert / in the form of an advert / like an advert in a shop window / as a salesman sells it
            < [Only today]:
            < For a [low price]
            > , [money back] assured
            > , now at half [cost]
            . [Order] {the} now.
            . The [offer] on {the} ends soon.
            . [Buy] one and get one.
            . [Limited stock] of {the}.
          value letter ~ *
            ask as a letter / in the form of a letter / like a letter by post / as one writes to a distant friend by mail
            < [Dear friend],
            < As the last [postcard] said
            > , so please [write back]
            > , as read in the [mail]
            . This [envelope] brings news of {the}.
            . [Yours truly], a fan of {the}.
            . The [stamp] shows {the}.
            . [Best wishes] from all.
        """;
}
