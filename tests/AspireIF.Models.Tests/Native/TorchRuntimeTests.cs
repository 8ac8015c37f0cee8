using AspireIF.Models.Native;
using CsCheck;
using TorchSharp;

namespace AspireIF.Models.Tests.Native;

public sealed class TorchRuntimeTests
{
    [Fact]
    public void Loading_again_from_many_threads_is_loading_once()
    {
        TorchLocation first = TorchRuntime.Load();
        Parallel.For(0, 32, _ => Assert.Same(first, TorchRuntime.Load()));
        using torch.Tensor two = torch.ones(2).sum();
        Assert.Equal(2, two.item<float>());
    }

    [Fact]
    public void The_libraries_are_no_copies_in_the_output_folder()
    {
        TorchLocation location = TorchRuntime.Load();
        Assert.DoesNotContain(Directory.EnumerateFiles(AppContext.BaseDirectory, "*torch_cpu*", SearchOption.AllDirectories), File.Exists);
        Assert.All(location.Libraries, name => Assert.True(File.Exists(Path.Combine(location.LibtorchFolder, name))));
    }

    [Fact]
    public void A_named_folder_without_libtorch_is_an_error_that_says_so()
    {
        Environment.SetEnvironmentVariable(TorchRuntime.LibtorchVariable, "/no/such/folder");
        try
        {
            string message = Assert.Throws<TorchLoadException>(TorchLocation.Find).Message;
            Assert.Contains(TorchRuntime.LibtorchVariable + "=/no/such/folder", message, StringComparison.Ordinal);
        }
        finally
        {
            Environment.SetEnvironmentVariable(TorchRuntime.LibtorchVariable, null);
        }
    }

    [Fact]
    public void The_correction_of_the_library_is_one_flag()
    {
        byte[] original = Library(), corrected = [.. original];
        WeakVersionCopy.Correct(corrected, "library");
        int changed = Assert.Single(Enumerable.Range(0, original.Length), i => original[i] != corrected[i]);
        Assert.Equal((0, 2), (original[changed], corrected[changed]));
    }

    [Fact]
    public void A_damaged_library_is_refused()
    {
        byte[] original = Library();
        Assert.Throws<TorchLoadException>(() => WeakVersionCopy.Correct(new byte[100], "library"));
        // The ELF header, the section table at the end, and the version section are what is read.
        Gen.Select(Gen.Int[5, 63], Gen.Byte, Gen.Int[0, original.Length]).Sample((place, value, length) =>
        {
            byte[] damaged = [.. original];
            damaged[place] = value;
            Accepts(damaged);
            Accepts(original[..length]);
        }, iter: 60, threads: 1);

        static void Accepts(byte[] elf)
        {
            try
            {
                WeakVersionCopy.Correct(elf, "library");
            }
            catch (TorchLoadException error)
            {
                Assert.Contains("library", error.Message, StringComparison.Ordinal);
            }
        }
    }

    private static byte[] Library()
    {
        string path = TorchRuntime.Load().TorchSharpLibrary;
        Assert.SkipUnless(path.EndsWith(".so", StringComparison.Ordinal), "only the Linux library is corrected");
        return File.ReadAllBytes(path);
    }
}
