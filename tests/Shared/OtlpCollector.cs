using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace AspireIF.Tests;

/// <summary>A collector of the OpenTelemetry protocol over HTTP on the loopback address, which keeps what it is sent.</summary>
internal sealed class OtlpCollector : IAsyncDisposable
{
    private readonly HttpListener _listener;
    private readonly Task _serving;
    private readonly ConcurrentQueue<OtlpSpan> _spans = [];
    private readonly ConcurrentQueue<OtlpPoint> _points = [];
    private readonly ConcurrentQueue<OtlpLog> _logs = [];

    private readonly ConcurrentQueue<string> _otherPaths = [];

    private OtlpCollector(HttpListener listener, string endpoint)
    {
        _listener = listener;
        Endpoint = endpoint;
        _serving = Task.Run(ServeAsync);
    }

    public string Endpoint { get; }

    /// <summary>What a process needs in its environment or configuration to export here, without waiting long.</summary>
    public IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Endpoint,
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
        ["OTEL_BLRP_SCHEDULE_DELAY"] = "100",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "200",
    };

    public IReadOnlyCollection<OtlpSpan> Spans => _spans;

    public IReadOnlyCollection<OtlpPoint> Points => _points;

    public IReadOnlyCollection<OtlpLog> Logs => _logs;

    /// <summary>Paths of requests that are not of the protocol.</summary>
    public IReadOnlyCollection<string> OtherPaths => _otherPaths;

    public static OtlpCollector Start()
    {
        for (int attempt = 1; ; attempt++)
        {
            string endpoint = $"http://127.0.0.1:{FreePort()}";
            var listener = new HttpListener { Prefixes = { endpoint + "/" } };
            try
            {
                listener.Start();
                return new OtlpCollector(listener, endpoint);
            }
            catch (HttpListenerException) when (attempt < 10)
            {
                // Somebody took the port in between.
                listener.Close();
            }
        }
    }

    /// <summary>Waits until what came satisfies <paramref name="condition"/>.</summary>
    /// <exception cref="TimeoutException">It did not in time; the message lists what came.</exception>
    public async Task WaitUntilAsync(Func<OtlpCollector, bool> condition, TimeSpan patience, CancellationToken cancellation = default)
    {
        long start = Environment.TickCount64;
        while (!condition(this))
        {
            if (Environment.TickCount64 - start > patience.TotalMilliseconds)
            {
                throw new TimeoutException(
                    $"after {patience.TotalSeconds} s: spans {string.Join(", ", Spans.Select(span => span.Name).Distinct())}; metrics {string.Join(", ", Points.Select(point => point.Name).Distinct())}; {Logs.Count} log records");
            }
            await Task.Delay(20, cancellation);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            try
            {
                HttpListenerContext context = await _listener.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                Take(context.Request.Url!.AbsolutePath, body.ToArray());
                // An empty message is a whole and correct answer.
                context.Response.ContentType = "application/x-protobuf";
                context.Response.Close();
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
            {
                if (!_listener.IsListening)
                    return;
            }
        }
    }

    private void Take(string path, byte[] request)
    {
        switch (path)
        {
            case "/v1/traces":
                foreach (OtlpSpan span in OtlpMessages.Spans(request))
                    _spans.Enqueue(span);
                break;
            case "/v1/metrics":
                foreach (OtlpPoint point in OtlpMessages.Points(request))
                    _points.Enqueue(point);
                break;
            case "/v1/logs":
                foreach (OtlpLog log in OtlpMessages.Logs(request))
                    _logs.Enqueue(log);
                break;
            default:
                _otherPaths.Enqueue(path);
                break;
        }
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
