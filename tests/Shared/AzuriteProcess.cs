using System.Diagnostics;

namespace AspireIF.Tests;

/// <summary>Azurite, the emulator of Azure Blob Storage: the one under <c>.tools</c> of the repository, or on PATH.</summary>
internal sealed class AzuriteProcess : ServerProcess
{
    // The emulator's account and key are public and always the same (Azurite's documentation).
    private const string Account = "devstoreaccount1", Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static string? Program => FindInRepository() ?? FindOnPath("azurite-blob");

    public static bool IsInstalled => Program is not null && FindOnPath("node") is not null;

    public string ConnectionString => $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};BlobEndpoint=http://127.0.0.1:{Port}/{Account};";

    protected override (string Request, string Answer) Probe => ("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n", "HTTP/1.1");

    protected override ProcessStartInfo Command(ProcessStartInfo start)
    {
        start.FileName = "node";
        string[] arguments =
        [
            Path.GetFullPath(new FileInfo(Program!).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? Program!),
            "--silent", "--disableTelemetry", "--location", Folder, "--blobHost", "127.0.0.1", "--blobPort", Port.ToString(),
        ];
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        return start;
    }

    private static string? FindInRepository()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "AspireIF.sln")))
            {
                string path = Path.Combine(folder.FullName, ".tools", "azurite", "node_modules", ".bin", "azurite-blob");
                return File.Exists(path) ? path : null;
            }
        }
        return null;
    }
}
