using AspireIF.Pipeline.Configuration;

namespace AspireIF.Pipeline.Learning;

/// <summary>
/// Watches for a policy that pleases the classifier without following its instructions: the classifier agrees less and less with fresh pseudo-labels of the
/// policy's own answers while the reward rises (method.md; Goodhart's law). Asked at each refresh of the classifier.
/// </summary>
/// <param name="PreviousReward">Mean reward of the steps before the last refresh; null before the first.</param>
public sealed record HackWatch(double? PreviousReward)
{
    /// <param name="reward">Mean reward of the steps since the last refresh.</param>
    /// <param name="agreement">Of the classifier in use with the fresh pseudo-labels, in [0, 1].</param>
    /// <returns>What to do, null when all is well; and the watch for the next refresh.</returns>
    public (HackAction? Action, HackWatch Next) Look(double reward, double agreement, HackWatchSettings settings)
    {
        bool suspicious = PreviousReward is { } before && reward > before && agreement < settings.Threshold;
        return (suspicious ? settings.Action : null, new HackWatch(reward));
    }
}
