using AspireIF.Instructions.Constraints;

namespace AspireIF.Instructions.Synthesis;

/// <summary>Who speaks, where and when, and to whom.</summary>
internal static class SpeakerKinds
{
    private const string Speaker = "speaker";

    public static IReadOnlyList<SoftKind> All { get; } =
    [
        new("persona", SoftCategory.Persona,
            [
                "pirate | -formal", "medieval knight", "friendly robot", "kindergarten teacher | +simple", "grumpy old sailor | -warm -formal", "TV chef", "hard-boiled detective", "wandering poet", "stand-up comedian | -serious",
                "museum guide", "time traveler", "proud grandparent", "wise old owl", "sports coach", "fortune teller", "talking cat", "retired astronaut", "village storyteller", "royal butler | +formal", "cowboy | -formal", "vampire", "superhero", "radio host",
            ],
            ["Answer as {a} would.", "Take on the role of {a}.", "Speak in the voice of {a}.", "Pretend to be {a}.", "Respond in the character of {a}."]) { Group = Speaker, IsExclusive = true },
        new("profession", SoftCategory.Persona,
            ["doctor", "lawyer", "historian", "librarian", "architect", "economist", "marine biologist", "gardener", "firefighter", "psychologist", "carpenter", "journalist", "philosopher", "nurse", "farmer", "engineer", "travel agent"],
            ["Write from the point of view of an experienced {v}.", "Answer as an experienced {v} would.", "Draw on the outlook of {a}.", "Imagine that you are {a} and answer accordingly."]) { Group = Speaker, IsExclusive = true },
        new("figure", SoftCategory.Persona,
            ["Sherlock Holmes", "Leonardo da Vinci", "Cleopatra", "Queen Victoria | +formal", "William Shakespeare", "Marie Curie", "Albert Einstein", "Robin Hood", "Socrates", "Santa Claus | +glad", "Napoleon | +boast", "Jane Austen"],
            ["Answer as if you were {v}.", "Write the way {v} would.", "Take the part of {v}."]) { Group = Speaker, IsExclusive = true },
        new("perspective", SoftCategory.Persona,
            ["the first person singular", "the second person", "the third person", "the first person plural"],
            ["Write in {v}.", "Tell everything in {v}.", "Stay in {v} throughout."]) { IsExclusive = true },
        new("setting", SoftCategory.Situation,
            [
                "stuck in an airport overnight", "on a crowded train", "at a campfire in the mountains", "on a small boat far from land", "in a noisy coffee shop", "in a spaceship on its way to Mars", "in a library where you must whisper",
                "in an elevator that has stopped between two floors", "on a desert island", "in a busy kitchen", "in a tent during a thunderstorm", "at a bus stop in the rain",
            ],
            ["Imagine that you are {v} while you answer.", "Answer as if you were {v}.", "You are {v}; let that show in your answer."]) { IsExclusive = true },
        new("occasion", SoftCategory.Situation,
            [
                "wedding", "farewell party", "job interview | +formal", "school assembly", "family dinner | -formal", "press conference | +formal", "town hall meeting", "birthday party | +glad", "award ceremony", "class reunion", "job fair",
            ],
            ["Imagine that your answer is read out at {a}.", "Write it as something to be said at {a}.", "Your answer will be heard at {a}; make it fit."]),
        new("era", SoftCategory.Situation,
            ["the Middle Ages", "the 1920s", "the year 2150", "ancient Rome", "the Victorian age", "the 1980s", "the age of sail", "the Stone Age", "the Renaissance"],
            ["Set your answer in {v}.", "Answer as if you lived in {v}.", "Place everything in {v}."]) { IsExclusive = true },
        new("pressure", SoftCategory.Situation,
            ["you have only five minutes before a meeting | -calm", "the reader has to decide today | -calm", "there is all the time in the world | +calm", "a storm is coming | -calm", "the budget has just been cut", "the power may go out at any moment | -calm"],
            ["Assume that {v}, and let it show.", "Answer in a situation in which {v}.", "Take into account that {v}."]),
        new("plot", SoftCategory.Situation,
            ["a moral dilemma", "an unexpected twist", "a small mystery", "a moment of doubt", "a misunderstanding", "a chance meeting", "a race against time", "an old secret", "a change of heart"],
            ["Weave {v} into your answer.", "Let {v} play a part.", "Build your answer around {v}."]) { Id = SoftTypes.Story },
        new("audience", SoftCategory.Audience,
            [
                "a ten-year-old child | +simple", "an expert in the field | -simple", "a complete beginner | +simple", "someone in a great hurry | -long", "a visitor from another country", "university students", "a group of teenagers", "retired people",
                "busy managers", "a skeptical reader", "a close friend | -formal +warm", "the members of a jury | +formal", "new parents", "someone who has just lost a job | +warm", "tourists", "a curious alien",
            ],
            ["Write for {v}.", "The answer is meant for {v}.", "Tailor your answer to {v}.", "Explain it so that it suits {v}."]),
        new("knowledge", SoftCategory.Audience,
            ["no prior knowledge of the subject | +simple", "a solid background in the subject | -simple", "heard of the subject but never looked into it", "learned about the subject long ago and forgotten most of it"],
            ["Assume that the reader has {v}.", "Expect the reader to have {v}."]) { IsExclusive = true },
        new("address", SoftCategory.Audience,
            ["dear reader", "my friend | -formal", "ladies and gentlemen | +formal", "captain", "dear colleague | +formal", "my child | +simple", "fellow traveler", "neighbor"],
            ["Address the reader as \"{v}\".", "Call the reader \"{v}\" at least once.", "Speak to the reader as \"{v}\"."]) { IsExclusive = true, Clashes = ["language:response_language"] },
    ];
}
