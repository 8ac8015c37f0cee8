namespace AspireIF.Tests;

/// <summary>A span as exported. Ids are hexadecimal; the parent's is empty for a root.</summary>
internal sealed record OtlpSpan(string Service, string Source, string Name, string TraceId, string SpanId, string ParentId, TimeSpan Duration, IReadOnlyDictionary<string, string> Tags);

/// <summary>A point of a metric as exported.</summary>
/// <param name="Value">Of a histogram its sum.</param>
/// <param name="Count">Of a histogram how many values it holds, else 1.</param>
internal sealed record OtlpPoint(string Service, string Meter, string Name, string Unit, double Value, long Count, IReadOnlyDictionary<string, string> Tags);

/// <summary>A log record as exported; scopes are among the tags.</summary>
internal sealed record OtlpLog(string Service, string Category, string Text, string TraceId, IReadOnlyDictionary<string, string> Tags);

/// <summary>Reads requests of the OpenTelemetry protocol (opentelemetry-proto, collector and common messages, version 1) as far as tests look at them.</summary>
internal static class OtlpMessages
{
    public static IEnumerable<OtlpSpan> Spans(ReadOnlyMemory<byte> request) =>
        from item in Items(request)
        select new OtlpSpan(
            item.Service, item.Scope, Text(item.Fields, 5), Hex(item.Fields, 1), Hex(item.Fields, 2), Hex(item.Fields, 4),
            TimeSpan.FromTicks((long)(Number(item.Fields, 8) - Number(item.Fields, 7)) / 100), Tags(item.Fields, 9));

    public static IEnumerable<OtlpPoint> Points(ReadOnlyMemory<byte> request) =>
        from item in Items(request)
        from data in item.Fields
        where data.Number is 5 or 7 or 9
        from point in data.Fields
        where point.Number == 1
        let fields = point.Fields.ToArray()
        let isHistogram = data.Number == 9
        select new OtlpPoint(
            item.Service, item.Scope, Text(item.Fields, 1), Text(item.Fields, 3),
            isHistogram ? fields.FirstOrDefault(field => field.Number == 5).Double : Value(fields),
            isHistogram ? (long)Number(fields, 4) : 1,
            Tags(fields, isHistogram ? 9 : 7));

    public static IEnumerable<OtlpLog> Logs(ReadOnlyMemory<byte> request) =>
        from item in Items(request)
        select new OtlpLog(item.Service, item.Scope, Any(item.Fields.FirstOrDefault(field => field.Number == 5)), Hex(item.Fields, 9), Tags(item.Fields, 6));

    /// <summary>All three requests hold resources (1), these scopes (2), and these spans, metrics or records (2).</summary>
    private static IEnumerable<(string Service, string Scope, ProtobufField[] Fields)> Items(ReadOnlyMemory<byte> request)
    {
        foreach (ProtobufField resource in ProtobufReader.Read(request))
        {
            string service = resource.Fields.Where(field => field.Number == 1).Select(field => Tags([.. field.Fields], 1).GetValueOrDefault("service.name", "")).FirstOrDefault("");
            foreach (ProtobufField scope in resource.Fields.Where(field => field.Number == 2))
            {
                string name = scope.Fields.Where(field => field.Number == 1).Select(field => Text([.. field.Fields], 1)).FirstOrDefault("");
                foreach (ProtobufField item in scope.Fields.Where(field => field.Number == 2))
                    yield return (service, name, [.. item.Fields]);
            }
        }
    }

    private static Dictionary<string, string> Tags(ProtobufField[] fields, int number)
    {
        var tags = new Dictionary<string, string>();
        foreach (ProtobufField pair in fields.Where(field => field.Number == number))
        {
            ProtobufField[] parts = [.. pair.Fields];
            tags[Text(parts, 1)] = Any(parts.FirstOrDefault(part => part.Number == 2));
        }
        return tags;
    }

    private static string Any(ProtobufField value)
    {
        ProtobufField part = value.Fields.FirstOrDefault();
        return part.Number switch
        {
            1 => part.Text,
            2 => part.Value != 0 ? "true" : "false",
            3 => ((long)part.Value).ToString(System.Globalization.CultureInfo.InvariantCulture),
            4 => part.Double.ToString(System.Globalization.CultureInfo.InvariantCulture),
            _ => "",
        };
    }

    private static double Value(ProtobufField[] point)
    {
        ProtobufField value = point.FirstOrDefault(field => field.Number is 4 or 6);
        return value.Number == 4 ? value.Double : (long)value.Value;
    }

    private static string Text(ProtobufField[] fields, int number) => fields.FirstOrDefault(field => field.Number == number).Text;

    private static string Hex(ProtobufField[] fields, int number) => fields.FirstOrDefault(field => field.Number == number).Hex;

    private static ulong Number(ProtobufField[] fields, int number) => fields.FirstOrDefault(field => field.Number == number).Value;
}
