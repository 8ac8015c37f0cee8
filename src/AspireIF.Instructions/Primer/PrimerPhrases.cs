namespace AspireIF.Instructions.Primer;

/// <summary>
/// Ways to say one thing: every frame filled with every wording ("in a {} tone" with "happy"). About one pair in five is held out, so that what is held out
/// is a new pair of known parts: each frame and each wording also occurs in pairs that are not.
/// </summary>
public sealed class PrimerPhrases
{
    private const int OneIn = 5;

    private readonly List<Phrase> _training = [];
    private readonly List<Phrase> _heldOut = [];

    /// <param name="frames">At least three, each with one <c>{}</c>.</param>
    /// <param name="wordings">At least two.</param>
    public PrimerPhrases(IReadOnlyList<string> frames, IReadOnlyList<string> wordings)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(frames.Count, 3);
        ArgumentOutOfRangeException.ThrowIfLessThan(wordings.Count, 2);
        // Which pairs are held out differs from thing to thing, so that no frame is rare.
        ulong shift = Fingerprint.Of(wordings[0]);
        for (int w = 0; w < wordings.Count; w++)
        {
            for (int f = 0; f < frames.Count; f++)
            {
                // Steps of 1 along the frames and 2 along the wordings reach a multiple of 5 somewhere, and never in a whole row or column.
                bool heldOut = (shift + (ulong)(f + 2 * w)) % OneIn == 0;
                (heldOut ? _heldOut : _training).Add(new(Fill(frames[f], wordings[w]), w));
            }
        }
    }

    /// <summary>What training instructions say.</summary>
    public IReadOnlyList<Phrase> Training => _training;

    /// <summary>What no training instruction says.</summary>
    public IReadOnlyList<Phrase> HeldOut => _heldOut;

    public Phrase Draw(bool heldOut, SplitMix64 random) => random.Pick(heldOut ? _heldOut : _training);

    /// <summary>The frame with the wording in it: "in a {} voice" and "angry" make "in an angry voice".</summary>
    internal static string Fill(string frame, string wording)
    {
        int at = frame.IndexOf("{}", StringComparison.Ordinal);
        string before = frame[..at];
        bool vowel = wording.Length > 0 && "aeiou".Contains(wording[0]);
        return (vowel && (before == "a " || before.EndsWith(" a ", StringComparison.Ordinal)) ? before[..^1] + "n " : before) + wording + frame[(at + 2)..];
    }
}

/// <summary>A filled frame.</summary>
/// <param name="Wording">Which of the wordings fills it.</param>
public readonly record struct Phrase(string Text, int Wording);
