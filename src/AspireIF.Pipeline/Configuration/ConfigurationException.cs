namespace AspireIF.Pipeline.Configuration;

/// <summary>A run's configuration cannot be used. The message lists everything that is wrong with it, a line each.</summary>
public sealed class ConfigurationException(IReadOnlyList<string> problems)
    : Exception(string.Join(Environment.NewLine, problems.Prepend(problems.Count == 1 ? "the configuration has a problem:" : $"the configuration has {problems.Count} problems:").Select((line, i) => i == 0 ? line : "  " + line)))
{
    public IReadOnlyList<string> Problems { get; } = problems;
}
