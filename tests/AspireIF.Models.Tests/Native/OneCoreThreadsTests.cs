using AspireIF.Models.Native;
using static TorchSharp.torch;

namespace AspireIF.Models.Tests.Native;

public sealed class OneCoreThreadsTests
{
    [Fact]
    public void Passes_run_on_one_core_each_and_come_back_in_order()
    {
        int usual = get_num_threads();
        var results = OneCoreThreads.Map([.. Enumerable.Range(0, 50)], i => (Value: ones(i + 1).sum().item<float>(), Threads: get_num_threads()));
        Assert.Equal(Enumerable.Range(1, 50).Select(i => (float)i), results.Select(r => r.Value));
        Assert.All(results, r => Assert.Equal(1, r.Threads));
        Assert.Equal(usual, get_num_threads());
        Assert.Empty(OneCoreThreads.Map(Array.Empty<int>(), i => i));
    }

    [Fact]
    public void A_failing_pass_fails_the_call_and_later_calls_work()
    {
        var error = Assert.Throws<InvalidOperationException>(() => OneCoreThreads.Map([.. Enumerable.Range(0, 20)], i => i == 7 ? throw new InvalidOperationException("the seventh") : i));
        Assert.Equal("the seventh", error.Message);
        Assert.Equal([1, 2], OneCoreThreads.Map([0, 1], i => i + 1));
    }
}
