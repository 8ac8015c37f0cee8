namespace AspireIF.Instructions.Primer.Soft;

/// <summary>
/// The soft types, their values and how each value shows in a text.
/// <code>
/// type NAME CATEGORY writes=N SCOPE     the author writes N different marks ("all": N marks); one makes a value true; scope: anywhere, opening or closing
///   frames A {} / B {} / C {}         how its values are asked for, after "Write"; a way to ask is a frame filled with a wording
///   value NAME ~ VALUES               the values of the same type that contradict it; "*" for all the others
///   ask A / B / C                     wordings, each fills every frame of the type
///   &lt; words   &gt; words   . words       what the author may put before a sentence, after it, or as a sentence
///   + words                           further marks, which the author never writes
/// </code>
/// Words in brackets are marks. No mark of a value occurs in a fact, nor in the fragments or ways to ask of another value.
/// </summary>
internal static class SoftTable
{
    public const string Text = """
        type tone Style writes=2 anywhere
          frames in a {} tone / in a {} voice / in a {} mood / sounding {} / so that it sounds {}
          value cheerful ~ gloomy grumpy
            ask cheerful / happy / joyful / merry / sunny
            < [Happily],
            < How [lovely] that
            > , which is a real [joy]
            > and that is [wonderful]
            . {The} makes every day [brighter].
            . It is a true [delight].
            . Everybody [smiles] at {the}.
            + smile / happy / joyful / delightful / cheerful
          value gloomy ~ cheerful calm
            ask gloomy / sad / mournful / sorrowful / dark
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
            ask grumpy / annoyed / cross / moody / cranky
            < [Ugh],
            < It is [annoying] that
            > , which is a [nuisance]
            > and that is [irritating]
            . Everyone [complains] about {the}.
            . So much [fuss] for {a}.
            . What a [bother] it is.
            + grumble / grumpy / complain
          value calm ~ grumpy gloomy
            ask peaceful / soothing / relaxed / calm / restful
            < [Peacefully],
            < [Gently],
            > , slow and [serene]
            > in perfect [peace]
            . There is no [hurry] near {the}.
            . Just [breathe] and think of {the}.
            . All is well and [still].
            + soothing / peaceful / relax
        type register Style writes=2 anywhere
          frames in {} language / in a {} style / with {} wording / using {} words / in a {} manner
          value formal ~ casual
            ask formal / official / dignified / businesslike
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
            ask casual / everyday / chatty / informal
            < [Okay] so
            < [Yeah],
            < [Honestly],
            > , no [biggie]
            > and [stuff] like that
            . {The} is pretty [cool stuff].
            . It is [kinda] great.
            . That is [totally] fine.
            + gonna / wanna / dude / awesome
        type persona Persona writes=2 anywhere
          frames as a {} / as a {} would / in the voice of a {} / in the role of a {} / playing a {}
          value pirate ~ *
            ask pirate / pirate captain / pirate at sea / robber of ships
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
            ask robot / talking machine / android / machine that thinks
            < [Beep],
            < [Scan] complete:
            < [Data] shows that
            > , [affirmative]
            > according to the [sensors]
            . [Processing] {the} now.
            . [Memory bank] updated with {the}.
            . No [error] found.
          value teacher ~ *
            ask teacher / schoolteacher / kind teacher / tutor
            < [Class],
            < [Pupils],
            < For [homework] note that
            > , so write that in the [notebook]
            > and that will be in the [test]
            . Today the [lesson] is about {the}.
            . Eyes on the [blackboard] please.
            . [Hands up] for {the}.
          value chef ~ *
            ask chef / cook / proud chef / master of the kitchen
            < Fresh from the [skillet],
            < As the [recipe] says
            < [Bon appetit],
            > with a [pinch] of love
            > , well [seasoned]
            . [Sprinkle] some praise over {the}.
            . [Stir] that thought well.
            . A fine [garnish] for {the}.
          value detective ~ *
            ask detective / sleuth / sharp detective / private investigator
            < The [evidence] says that
            < [Aha],
            < Every [clue] tells that
            > , a highly [suspicious] fact
            > and no [witness] denies it
            . The [mystery] of {the} is solved.
            . [Case closed] on {the}.
            . The [culprit] was near {the}.
          value grandmother ~ *
            ask grandmother / granny / loving grandmother / grandma
            < Oh [dearie],
            < [Bless] the heart of it,
            < Sit on this old [rocking chair] and hear that
            > , [sweetheart]
            > just as [grandpa] said
            . There is a biscuit for every [grandchild].
            . {The} was just so in the [good old days].
            . Put on a [woolly jumper] first.
        type audience Audience writes=2 anywhere
          frames for {} / written for {} / aimed at {} / to please {} / so that {} enjoy it
          value child ~ expert
            ask small children / young children / little kids / boys and girls
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
            ask experts / scholars / trained professionals / people of the field
            < From a [technical] view
            < As [specialists] know
            < [Empirically],
            > , as the [literature] confirms
            > under standard [parameters]
            . The [methodology] behind this is settled.
            . Further [analysis] of {the} is in print.
            . See the [published] figures on {the}.
          value tourist ~ expert
            ask tourists / travellers / holiday makers / foreign visitors
            < For [sightseers]
            < [Travellers] should know that
            > , so bring a [camera]
            > , which makes a fine [souvenir]
            . It is worth a [detour].
            . Ask the [guide] for {the}.
            . Every [holiday] needs {a}.
            . No [ticket] is needed.
          value beginner ~ expert
            ask beginners / newcomers / novices / people who start from zero
            < [First of all],
            < In [plain words]
            < To [start simple]
            > , and that is the [basic idea]
            > , [step by step]
            . That is [all the basics].
            . No [prior knowledge] is needed for {the}.
            . [Newcomers] learn this about {the} fast.
        type situation Situation writes=2 anywhere
          frames as if {} / as told {} / as spoken {} / as one talks {} / as is said {}
          value radio ~ *
            ask on the radio / in a radio show / on the air / in a broadcast
            < Good to have the [listeners] back:
            < Live from the [studio]
            > , right after this [jingle]
            > here on this [station]
            . [Stay tuned] for {the}.
            . This is the [morning show] with {the}.
            . Keep the [dial] on {the}.
          value campfire ~ *
            ask at a campfire / around a fire at night / by a fire in the woods / at a camp in the woods
            < While the [flames] dance
            < Pull up a [log] and hear that
            > , as the [embers] glow
            > under the [night sky]
            . Pass the [marshmallows] please.
            . The [tents] are up and {the} is the theme.
            . The [crackling] wood agrees about {the}.
          value wedding ~ *
            ask at a wedding / at a marriage feast / at a wedding party / when two people marry
            < Dear [bride] and groom,
            < Before the [first dance]
            > , just like true [marriage]
            > , so [cheers] to that
            . Let the [guests of honour] praise {the}.
            . Raise a [glass of champagne] to {the}.
            . The [wedding cake] can wait.
            . The [newlyweds] know {the} well.
          value courtroom ~ *
            ask in court / at a trial / before a judge / before a jury
            < [Members of the jury],
            < Under [oath]
            > , and the [bailiff] heard it
            > , no [objection]
            . The [verdict] on {the} is clear.
            . {The} pleads [not guilty].
            . The [lawyer] rests the argument.
            . Let the [court] record show {the}.
        type device Style writes=1 anywhere
          frames with {} / using {} / including {} / containing {} / so that it has {}
          value simile ~
            ask a simile / a comparison with like / a figure of speech with like / an image built on like
            > , [like a] king in his palace
            > , [like the] hands of a good friend
            > , [like an] old song
            . It stands out [like a] jewel in the sand.
            . {The} is [like a] letter from a friend.
            . It works [like the] parts of a watch.
          value question ~
            ask a question / a question to the reader / a query for the reader / something to ask the reader
            > , right[?]
            . Who would not want {a}[?]
            . What could be better than {a}[?]
            . Is that not something[?]
            . Who knew that it {use}[?]
            . How could anyone forget {the}[?]
          value hyperbole ~
            ask a wild exaggeration / a huge overstatement / a claim far beyond the truth / a boast beyond belief
            > , more than [anything in the universe]
            > , a [million times] over
            . It is the [greatest ever].
            . {The} could [fill the whole galaxy].
            . [A thousand years] of talk would not be enough.
            . Nothing [in all eternity] comes close.
        type perspective Style writes=2 anywhere all
          frames in {} / written in {} / using {} / speaking in {} / told in {}
          value first ~ *
            ask the first person / the I form / the voice of a single person / a personal view
            < [I] know that
            < In [my] view
            < [I] once heard that
            > , as [I] learned
            > and it amazes [me]
            . [I] saw {a} once.
            . It reminds [me] of home.
            . {The} is in [my] heart.
          value second ~ *
            ask the second person / the you form / words to the reader / direct address
            < [You] may know that
            < As [you] can see
            < In [your] own time
            > , as [you] will find
            > before [your] eyes
            . {The} can surprise [you].
            . [You] can try it.
            . Keep it in [your] mind.
          value group ~ *
            ask the plural first person / the we form / the voice of a whole group / a shared view
            < [We] know that
            < In [our] view
            < [We] often hear that
            > , as [we] learned
            > and it amazes [us]
            . [We] saw {a} once.
            . It reminds [us] of home.
            . {The} is in [our] hearts.
        type opening Format writes=1 opening
          frames opening with {} / starting with {} / beginning with {} / with {} at the start / with {} first
          value greeting ~ *
            ask a greeting / a warm hello / a word of welcome / a salutation
            < [Hello],
            < [Greetings],
            . [Hello] and a warm hand to all.
            . [Good evening] everyone.
            . [Welcome] to this short text.
            . A hearty [good day] to all.
          value story ~ *
            ask a fairy tale opener / a storybook line / the first words of a legend / words of an old tale
            . [Once upon a time] there was {a}.
            . [Long long ago] there was {a}.
            . [In a faraway land] there was {a}.
            . [There once was] {a}.
            . This is [the tale of] {the}.
            . It all began [in a distant kingdom].
          value surprise ~ *
            ask a surprise / something surprising / a bold claim / a startling line
            < [Surprisingly],
            < [Believe it or not],
            . [Few people expect] what {the} can do.
            . Here is a [big surprise].
            . This will [shock everyone].
            . [Nobody saw this coming].
        type closing Format writes=1 closing
          frames closing with {} / ending with {} / finishing with {} / with {} at the end / with {} last
          value thanks ~ *
            ask thanks / a word of thanks / gratitude / thankful words
            . The author is [grateful] for the time.
            . [Thanks] for reading.
            . Many [thanks] to all.
            . With [gratitude] to every reader.
          value wish ~ *
            ask a good wish / kind wishes / a friendly wish / wishes for the reader
            . Have a [pleasant week].
            . [Good luck] to everyone.
            . [All the best] to every reader.
            . May the [days be kind].
          value summary ~ *
            ask a summary / a short summary / the gist / a recap
            . [In short] it is {adj} and {adj2}.
            . [To sum up], it is {a} worth knowing.
            . [All in all] it is quite {adj}.
            . [In a nutshell], {the} is {adj}.
            . [Overall] it is {adj}.
        type certainty Language writes=2 anywhere
          frames in a {} way / in a {} tone / in a {} manner / sounding {} / so that it sounds {}
          value hedged ~ certain
            ask doubtful / cautious / hesitant / uncertain
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
            ask certain / very sure / confident / firm
            < [Certainly]
            < [Undoubtedly]
            < There is [no doubt] that
            > , which is a [proven] fact
            > beyond all [dispute]
            . This is [absolutely] true.
            . Everyone can be [sure] of {the}.
            . {The} is so and that is [definite].
            + definitely / surely / clearly
        type manners Language writes=2 anywhere
          frames in a {} way / in a {} style / with {} words / being {} / sounding {}
          value polite ~ blunt
            ask polite / courteous / well mannered / respectful
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
            ask blunt / rude / impolite / curt
            < [Look],
            < [Bluntly put],
            < [Listen],
            > , [period]
            > and [who needs] more
            . [Deal] with it.
            . That is {the}, [end of story].
            . Take {the} or [get lost].
        type content Content writes=1 anywhere
          frames with {} / giving {} / including {} / adding {} / with {} in it
          value example ~
            ask an example / a concrete instance / a sample case / a case in point
            . [For example], {a} {place}.
            . [For instance], {a} {does}.
            . [To give a case] {the} {part}.
            . [As an example] {a} {use}.
            . [One case] shows that it {does}.
          value warning ~
            ask a warning / a word of caution / a note of danger / an alert
            . [Be careful] with {the}.
            . [Beware] of {the} after dark.
            . [Take care] near {the}.
            . [A warning]: {the} can bring trouble.
            . [Watch out] for {the}.
            . [Take no risks] at all.
          value advice ~
            ask a piece of advice / a practical tip / a helpful hint / some guidance
            . [A useful tip] is to study {the} slowly.
            . [It helps to] read about {the} first.
            . [The best advice] is to be patient.
            . [It is wise to] ask about {the}.
            . [Remember to] visit {the} again.
          value history ~
            ask a bit of history / a glance at the past / something of earlier ages / a historical note
            . [In ancient times] people already knew {the}.
            . [Centuries ago] people spoke of {the}.
            . [Its history] is long.
            . [The ancestors] sang of {the}.
            . Old [kings of the past] valued {the}.
          value number ~
            ask a figure / a percentage / a number as a fact / some statistics
            . [Nine in ten] people know {the}.
            . About [seventy percent] of people enjoy {the}.
            . [Two thirds] of all homes know {the}.
            . [On average] people see {a} twice a week.
            . [Statistics] place {the} high.
            . [Four in five] people agree.
        type humour Style writes=2 anywhere
          frames in a {} way / in a {} style / in a {} manner / being {} / so that it feels {}
          value funny ~ serious
            ask funny / humorous / comical / amusing
            < [Ha ha],
            < No [kidding],
            > , as the [clown] said
            > , which is [hilarious]
            . {The} walks into a bar and [nobody laughs].
            . That is the whole [joke].
            . Even {the} would [chuckle].
            . It is [silly] enough to make a sock dance.
          value serious ~ funny
            ask serious / solemn / earnest / sober
            < In all [seriousness]
            < [Gravely],
            > , which is no [trifle]
            > and that is a [grave] point
            . This calls for [deep thought].
            . {The} deserves [full attention].
            . It is a [solemn] subject.
            . The [weight of this] is large.
        type senses Language writes=2 anywhere
          frames describing {} / with {} in it / full of {} / bringing in {} / dwelling on {}
          value sound ~
            ask sounds / noises / what one can hear / things for the ear
            < With a low [hum]
            < Hear the [rustle]:
            > with a faint [whisper]
            > , in an [echoing] way
            . A soft [murmur] surrounds {the}.
            . There is a [buzz] in the air.
            . {The} comes with a gentle [thud].
          value smell ~
            ask smells / odours / what one can smell / things for the nose
            < With a rich [scent]
            < Wrapped in a fine [odour]
            > , trailing a sweet [aroma]
            > with a [musky] note
            . A [whiff] of {the} is enough.
            . There is a [fragrance] in the air.
            . {The} has a strange [stench].
          value touch ~
            ask touch / the feel of things / what one can feel / things for the skin
            < Under the [fingertips]
            < At the first [caress]
            > , rather [velvety]
            > with a [silky] feel
            . The [texture] of {the} is special.
            . It feels [bumpy and ticklish].
            . Stroke {the} and feel it [tingle].
        type setting Situation writes=2 anywhere
          frames set {} / placed {} / taking place {} / as if {} / as things are {}
          value winter ~ summer
            ask in winter / in the middle of winter / in the cold season / in the coldest months
            < On an [icy] day
            < In the depth of [winter]
            > while [snowflakes] fall
            > , even in [December]
            . There is [frosty] air around {the}.
            . The lakes are [frozen solid].
            . A [snowman] stands near {the}.
          value summer ~ winter
            ask in summer / in the middle of summer / in the hot season / in the hottest months
            < On a [sunlit] day
            < In the heat of [summer]
            > while the [sunshine] lasts
            > , even in [July]
            . There is [sweltering] air around {the}.
            . Everyone eats [ice cream].
            . A [parasol] stands near {the}.
          value night ~ morning
            ask at night / in the middle of the night / after dark / at bedtime
            < At [midnight]
            < In the [moonlight]
            > while the [starlight] lasts
            > , even in total [darkness]
            . There is [nightfall] around {the}.
            . Only [bats and ghosts] are awake.
            . The town [snores] near {the}.
          value morning ~ night
            ask in the morning / early in the day / at breakfast time / at dawn
            < At [daybreak]
            < In the [early hours]
            > while the [rooster] calls
            > , even before [sunrise]
            . There is [morning dew] around {the}.
            . The [alarm clocks] ring.
            . People [yawn] near {the}.
        type opinion Open writes=2 anywhere
          frames with {} / giving {} / voicing {} / full of {} / expressing {}
          value praise ~ criticism
            ask praise / high praise / admiration / approval
            < [Brilliantly],
            < It is [admirable] that
            > , a [marvellous] thing
            > and that is [superb]
            . {The} is highly [recommended].
            . It earns [five stars].
            . {The} deserves [applause].
            + excellent / outstanding / amazing
          value criticism ~ praise
            ask criticism / harsh criticism / disapproval / blame
            < [Unfortunately],
            < It is [disappointing] that
            > , a [poor] thing
            > and that is [mediocre]
            . {The} is [overrated].
            . It earns [one star].
            . {The} leaves much to be [desired].
            + terrible / awful / worst
        type imagery Language writes=2 anywhere
          frames with images from {} / using words from {} / with the language of {} / borrowing from {} / with terms from {}
          value sports ~
            ask sports / the stadium / athletics / ball games
            < In the [final round]
            < Straight from the [kickoff]
            > and [scores a goal]
            > , a true [champion]
            . {The} wins the [trophy].
            . The [referee] blows for {the}.
            . What a [home run].
            . The whole [stadium] stands up.
          value music ~
            ask music / the concert hall / singing / the orchestra
            < In perfect [harmony]
            < From the first [verse]
            > , a sweet [melody] in itself
            > in [slow tempo]
            . {The} is the [chorus] of it all.
            . The [symphony] of {the} goes on.
            . It hits the [right note].
            . What a [ballad] it is.
          value space ~
            ask space / space travel / rocket science / outer space
            < At [lift off]
            < From the [launch pad]
            > in a steady [orbit]
            > , a bright [comet] in the sky
            . {The} is its own [planet].
            . The [rocket] is named after {the}.
            . Every [astronaut] knows it.
            . One [small leap] leads to {the}.
        type form Format writes=2 anywhere
          frames as {} / in the form of {} / written as {} / made into {} / put as {}
          value diary ~ *
            ask a diary entry / a page of a diary / a private journal / a diary note
            < [Dear diary],
            < This [Tuesday] showed that
            > , to be [kept secret]
            > , so ends this [entry]
            . The [events of the day] were about {the}.
            . [This page] belongs to {the}.
            . More [tomorrow] then.
          value news ~ *
            ask a news report / a newspaper story / a press report / a news item
            < [Breaking news]:
            < [Reporters] say that
            > , [sources] confirm
            > , the [agency] writes
            . [Headlines] name {the} again.
            . The [mayor] had no comment.
            . An [eyewitness] described {the}.
          value advert ~ *
            ask an advert / a sales pitch / an advertisement / a shop window advert
            < [Only today]:
            < For a [low price]
            > , [money back] assured
            > , now at half [cost]
            . [Order] {the} now.
            . The [offer] on {the} ends soon.
            . [Buy] one and get one.
            . [Limited stock] of {the}.
          value letter ~ *
            ask a letter / a letter by post / a handwritten letter / a note by mail
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
