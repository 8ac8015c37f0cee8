namespace AspireIF.Models.Generation;

/// <summary>
/// Which pages of the key-value cache are in use, and by how many sequences. A fixed number is planned when the engine starts
/// (paged attention, Kwon et al., arXiv 2309.06180); sequences with the same prompt share its pages.
/// </summary>
internal sealed class PagePool
{
    private readonly int[] _references;
    private readonly Stack<int> _free;

    public PagePool(int pages)
    {
        _references = new int[pages];
        _free = new Stack<int>(pages);
        for (var page = pages - 1; page >= 0; page--)
            _free.Push(page);
    }

    public int Count => _references.Length;

    public int Free => _free.Count;

    /// <summary>Takes a page that nobody uses. The caller has checked <see cref="Free"/>.</summary>
    public int Allocate()
    {
        var page = _free.Pop();
        _references[page] = 1;
        return page;
    }

    public void AddReference(int page) => _references[page]++;

    public void Release(int page)
    {
        if (--_references[page] == 0)
            _free.Push(page);
        else if (_references[page] < 0)
            throw new InvalidOperationException($"page {page} was released more often than it was taken.");
    }
}
