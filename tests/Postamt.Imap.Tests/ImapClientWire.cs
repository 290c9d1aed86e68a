using System.Text;
using Postamt.Net;
using Postamt.TestWire;

namespace Postamt.Imap.Tests;

/// <summary>A client that sends raw lines and collects what comes up to the tagged answer.</summary>
internal sealed class ImapClientWire(InMemoryWire wire, IProtocol protocol) : IAsyncDisposable
{
    // A server that says nothing fails the test instead of hanging the run.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private int _tag;

    public InMemoryWire Wire => wire;

    public Task Session { get; } = Task.Run(() => wire.RunAsync(protocol));

    public Task SendAsync(string text) => wire.SendAsync(text).WaitAsync(Patience);

    public async Task<string> ReadLineAsync() => await wire.ReadLineAsync().WaitAsync(Patience) ?? throw new EndOfStreamException("the server closed");

    public Task<string> ReadToEndAsync() => wire.ReadToEndAsync().WaitAsync(Patience);

    /// <summary>Sends a command and reads up to its answer.</summary>
    /// <returns>Untagged lines, then the tagged one without its tag.</returns>
    public async Task<List<string>> DoAsync(string command)
    {
        var tag = $"t{++_tag}";
        await SendAsync($"{tag} {command}\r\n");
        return await AnswerAsync(tag);
    }

    public async Task<List<string>> OkAsync(string command)
    {
        var lines = await DoAsync(command);
        Assert.StartsWith("OK", lines[^1], StringComparison.Ordinal);
        return lines;
    }

    public async Task<string> LastAsync(string command) => (await DoAsync(command))[^1];

    public async Task<List<string>> AnswerAsync(string tag)
    {
        var lines = new List<string>();
        while (true)
        {
            var line = await ReadLineAsync();
            if (line.StartsWith(tag + " ", StringComparison.Ordinal))
            {
                lines.Add(line[(tag.Length + 1)..]);
                return lines;
            }
            lines.Add(line);
        }
    }

    /// <summary>APPEND with a literal that is sent at once.</summary>
    public async Task<string> AppendAsync(string message, string mailbox = "INBOX", string arguments = "") =>
        (await DoAsync($"APPEND {mailbox} {arguments}{{{Encoding.UTF8.GetByteCount(message)}+}}\r\n{message}"))[^1];

    public ValueTask DisposeAsync() => wire.DisposeAsync();
}
