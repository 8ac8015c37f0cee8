namespace AspireIF.Instructions;

/// <summary>A hash that is the same on every machine and in every run, unlike string.GetHashCode (FNV-1a; Fowler, Noll and Vo).</summary>
public static class Fingerprint
{
    public static ulong Of(params ReadOnlySpan<string> texts)
    {
        ulong hash = 14695981039346656037;
        foreach (string text in texts)
        {
            foreach (char c in text)
                hash = (hash ^ c) * 1099511628211;
            hash = (hash ^ 0xFFFF) * 1099511628211;
        }
        return hash;
    }
}
