using System.Diagnostics;
using AspireIF.AppHost.Settings;
using Microsoft.Extensions.Configuration;

// The packages of Aspire are not there: the same run in one process, from the same settings.
IConfiguration configuration = new ConfigurationBuilder()
    .SetBasePath(AppContext.BaseDirectory)
    .AddJsonFile("appsettings.json")
    .AddEnvironmentVariables()
    .AddCommandLine(args)
    .Build();
var run = RunSettings.Read(configuration);
if (run.Problems().ToArray() is { Length: > 0 } problems)
{
    Console.Error.WriteLine("The settings are wrong:\n  " + string.Join("\n  ", problems));
    return 2;
}

Console.Error.WriteLine("Built without Aspire: training in one process (aspireif train) instead of starting the services.");
string[] command = ["train", "--preset", run.Preset, .. run.Set.SelectMany(change => (string[])["--set", change]), .. run.Id is null ? (string[])[] : ["--name", run.Id]];
using Process training = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "aspireif.dll"), .. command]))!;
// Ctrl+C reaches both processes; the training ends in order, and this one after it.
Console.CancelKeyPress += (_, pressed) => pressed.Cancel = true;
await training.WaitForExitAsync();
return training.ExitCode;
