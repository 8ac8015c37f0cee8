namespace AspireIF.Models.Native;

/// <summary>Where files lie that can be made again.</summary>
internal static class UserCache
{
    public static string Folder
    {
        get
        {
            string cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } xdg ? xdg
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
            return Path.Combine(cache, "aspireif");
        }
    }
}
