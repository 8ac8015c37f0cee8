using System.Diagnostics;
using System.Text;

namespace AspireIF.Runs.Queues;

/// <summary>How a payload lies on the server: a byte with the length of the trace context (W3C traceparent), the trace context, the payload.</summary>
internal static class JobMessage
{
    public static byte[] Pack(ReadOnlyMemory<byte> payload, string? traceParent)
    {
        int length = traceParent is null ? 0 : Encoding.ASCII.GetByteCount(traceParent);
        byte[] message = new byte[1 + length + payload.Length];
        message[0] = (byte)length;
        Encoding.ASCII.GetBytes(traceParent ?? "", message.AsSpan(1));
        payload.CopyTo(message.AsMemory(1 + length));
        return message;
    }

    public static (ReadOnlyMemory<byte> Payload, ActivityContext Parent) Unpack(byte[] message)
    {
        int length = message[0];
        ActivityContext.TryParse(Encoding.ASCII.GetString(message, 1, length), traceState: null, isRemote: true, out ActivityContext parent);
        return (message.AsMemory(1 + length), parent);
    }
}
