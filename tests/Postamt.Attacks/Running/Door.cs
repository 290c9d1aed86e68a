using System.Net.Sockets;
using System.Text.Json;

namespace Postamt.Attacks.Running;

/// <summary>What a verb came to.</summary>
internal sealed record VerbAnswer(int Exit, string Out, string Error);

/// <summary>Runs verbs inside the running server through its local door: one line of JSON each way.</summary>
internal sealed class Door(string data)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public async Task<VerbAnswer> RunAsync(params string[] arguments)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        late.CancelAfter(Limit);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(data, "door.sock")), late.Token);
        await using var stream = new NetworkStream(socket);
        await using var writer = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
        await writer.WriteLineAsync(JsonSerializer.Serialize(new { Arguments = arguments, Input = "" }).AsMemory(), late.Token);
        await writer.FlushAsync(late.Token);
        using var reader = new StreamReader(stream, leaveOpen: true);
        var line = await reader.ReadLineAsync(late.Token) ?? throw new IOException("the server ended before it answered a verb");
        return JsonSerializer.Deserialize<VerbAnswer>(line)!;
    }

    /// <summary>The same for a verb that has to work.</summary>
    public async Task<string> DoAsync(params string[] arguments)
    {
        var answer = await RunAsync(arguments);
        Assert.True(answer.Exit == 0, $"{string.Join(' ', arguments)}: {answer.Out}{answer.Error}");
        return answer.Out;
    }
}
