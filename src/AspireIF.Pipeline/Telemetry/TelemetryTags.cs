namespace AspireIF.Pipeline.Telemetry;

/// <summary>Names of the tags on spans, metrics and log scopes.</summary>
public static class TelemetryTags
{
    public const string Run = "aspireif.run";
    public const string Step = "aspireif.step";
    public const string PolicyVersion = "aspireif.policy.version";
    public const string Phase = "aspireif.phase";
    public const string ConstraintType = "aspireif.constraint.type";

    /// <summary>The held-out set of an evaluation: topics, combinations, phrasings.</summary>
    public const string Split = "aspireif.split";

    public const string Device = "aspireif.device";
}
