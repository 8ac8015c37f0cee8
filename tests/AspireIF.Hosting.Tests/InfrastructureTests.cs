using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace AspireIF.Hosting.Tests;

/// <summary>What <c>azd up</c> provisions compiles and fits together.</summary>
public sealed partial class InfrastructureTests
{
    private static readonly string Infra = FindInfra();

    // With all its modules; seconds long, so once.
    private static readonly Lazy<Task<(int ExitCode, string Template, string Complaints)>> Main = new(() => BuildAsync("main.bicep"));

    [Fact]
    public async Task The_templates_compile_without_warnings_and_each_module_is_used()
    {
        (int exitCode, _, string complaints) = await Main.Value;

        Assert.Equal("", complaints);
        Assert.Equal(0, exitCode);
        string resources = await File.ReadAllTextAsync(Path.Combine(Infra, "resources.bicep"));
        Assert.All(Directory.EnumerateFiles(Path.Combine(Infra, "modules"), "*.bicep"), module => Assert.Contains($"'modules/{Path.GetFileName(module)}'", resources));
    }

    [Fact]
    public async Task Every_parameter_that_azd_fills_in_is_one_of_the_main_template_and_none_without_default_is_missing()
    {
        using JsonDocument template = JsonDocument.Parse((await Main.Value).Template);
        using JsonDocument values = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Infra, "main.parameters.json")));
        var declared = template.RootElement.GetProperty("parameters").EnumerateObject().ToDictionary(parameter => parameter.Name, parameter => parameter.Value.TryGetProperty("defaultValue", out _));
        string[] filled = [.. values.RootElement.GetProperty("parameters").EnumerateObject().Select(parameter => parameter.Name)];

        Assert.Empty(filled.Except(declared.Keys));
        Assert.Empty(declared.Where(parameter => !parameter.Value).Select(parameter => parameter.Key).Except(filled));
    }

    [Fact]
    public async Task Every_placeholder_of_the_machines_start_script_is_filled_in()
    {
        string script = await File.ReadAllTextAsync(Path.Combine(Infra, "modules", "gpu-vm.cloud-init.yaml"));
        string module = await File.ReadAllTextAsync(Path.Combine(Infra, "modules", "gpu-vmss.bicep"));

        var used = Placeholder().Matches(script).Select(match => match.Value).ToHashSet();
        var filled = Placeholder().Matches(module).Select(match => match.Value).ToHashSet();

        Assert.NotEmpty(used);
        Assert.Equal(filled.Order(), used.Order());
    }

    private static async Task<(int ExitCode, string Template, string Complaints)> BuildAsync(string template)
    {
        string bicep = typeof(InfrastructureTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "bicep").Value!;
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists(bicep), "the Bicep compiler of the test is Linux's");
        using var process = Process.Start(new ProcessStartInfo(bicep, ["build", Path.Combine(Infra, template), "--stdout"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string complaints = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, complaints);
    }

    private static string FindInfra()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string infra = Path.Combine(folder.FullName, "infra");
            if (File.Exists(Path.Combine(infra, "main.bicep")))
                return infra;
        }
        throw new DirectoryNotFoundException("no folder infra above the tests");
    }

    [GeneratedRegex("@[A-Z_]+@")]
    private static partial Regex Placeholder();
}
