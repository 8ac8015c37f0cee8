using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace AspireIF.AppHost.Settings;

/// <summary>The section <c>Run</c>: which run, and what it is.</summary>
/// <param name="Id">Resumes the run of that name or creates it.</param>
/// <param name="Preset">A name of the folder presets, or a file.</param>
/// <param name="Set">Changes to the preset, each <c>key=value</c>.</param>
public sealed record RunSettings(string? Id, string Preset, IReadOnlyList<string> Set)
{
    public const string Section = "Run";
    private const string DefaultPreset = "quickstart";

    public static RunSettings Read(IConfiguration configuration)
    {
        IConfigurationSection section = configuration.GetSection(Section);
        string? id = section[nameof(Id)];
        string? preset = section[nameof(Preset)];
        return new RunSettings(
            string.IsNullOrWhiteSpace(id) ? null : id,
            string.IsNullOrWhiteSpace(preset) ? DefaultPreset : preset,
            [.. section.GetSection(nameof(Set)).GetChildren().OrderBy(change => int.TryParse(change.Key, CultureInfo.InvariantCulture, out int index) ? index : int.MaxValue).Select(change => change.Value ?? "")]);
    }

    /// <summary>What is wrong with these settings, one line each.</summary>
    public IEnumerable<string> Problems() => Set
        .Select((change, index) => (change, index))
        .Where(entry => entry.change.IndexOf('=', StringComparison.Ordinal) < 1)
        .Select(entry => $"{Section}:{nameof(Set)}:{entry.index} is '{entry.change}'; a change reads key=value.");
}
