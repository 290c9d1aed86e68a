using System.Net.Sockets;
using System.Text.Json;

namespace Postamt.Server.Local;

/// <summary>What goes through the local door: one line of JSON each way.</summary>
internal sealed record DoorRequest(string[] Arguments, string Input);

/// <param name="Out">Standard output.</param>
internal sealed record DoorReply(int Exit, string Out, string Error)
{
    /// <summary>What a verb printed with --json.</summary>
    internal JsonElement Json()
    {
        using var json = JsonDocument.Parse(Out);
        return json.RootElement.Clone();
    }
}

/// <summary>The local door: a Unix socket in the data folder, which only its owner can open. Verbs of a second process run through it inside the server.</summary>
internal static class Door
{
    internal const int MaxOctets = 1 << 20;

    internal static string PathIn(string data) => Path.Combine(data, "door.sock");

    /// <summary>The server's answer; null when no server holds the folder.</summary>
    internal static async ValueTask<DoorReply?> AskAsync(string data, DoorRequest request, CancellationToken cancellationToken)
    {
        var path = PathIn(data);
        if (!File.Exists(path)) return null;
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
        }
        catch (SocketException)
        {
            // The socket of a server that has ended: nobody answers there.
            return null;
        }
        await using var stream = new NetworkStream(socket);
        await using var writer = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
        await writer.WriteLineAsync(JsonSerializer.Serialize(request).AsMemory(), cancellationToken);
        await writer.FlushAsync(cancellationToken);
        using var reader = new StreamReader(stream, leaveOpen: true);
        var line = await reader.ReadLineAsync(cancellationToken);
        return line is null ? new DoorReply(1, "", "The server ended before it answered.") : JsonSerializer.Deserialize<DoorReply>(line);
    }
}
