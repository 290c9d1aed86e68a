using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Postamt.Attacks.Running;

/// <summary>
/// Somebody else's server, careless on purpose: any LF ends a line, a lone dot ends a mail, so that a smuggled mail counts as one more.
/// Recipients whose name begins with "fail" do not exist there.
/// </summary>
internal sealed class FakeMx : IAsyncDisposable
{
    private readonly bool _injects;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _mails = new();
    private readonly Task _work;

    /// <param name="injects">Offers STARTTLS and sends plain text behind the answer to it.</param>
    public FakeMx(bool injects)
    {
        _injects = injects;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _work = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>Contents as they came, Latin-1, dots still doubled.</summary>
    public IReadOnlyList<string> Mails => [.. _mails];

    public int Count => _mails.Count;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var sessions = new List<Task>();
        try
        {
            while (true)
                sessions.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(sessions);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var socket = client;
        try
        {
            await using var stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.Latin1, false, 64 * 1024, leaveOpen: true);
            await AnswerAsync(stream, "220 mx.far.example ESMTP\r\n");
            while (await LineAsync(reader) is { } line && await TakeAsync(line.TrimEnd('\r', '\n'), reader, stream))
            {
            }
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException)
        {
            // The peer or the test has ended.
            client.Close();
        }
    }

    private async Task<bool> TakeAsync(string line, StreamReader reader, Stream stream)
    {
        var verb = line.Split(' ')[0].ToUpperInvariant();
        switch (verb)
        {
            case "EHLO":
                await AnswerAsync(stream, _injects ? "250-mx.far.example\r\n250-DSN\r\n250 STARTTLS\r\n" : "250-mx.far.example\r\n250-8BITMIME\r\n250-SIZE\r\n250 DSN\r\n");
                return true;
            case "STARTTLS":
                await AnswerAsync(stream, "220 go\r\n250-FAKE\r\n250 AUTH PLAIN\r\n250 OK\r\n250 OK\r\n354 go\r\n250 taken\r\n");
                return true;
            case "RCPT":
                await AnswerAsync(stream, line.Contains("<fail", StringComparison.Ordinal) ? "550 5.1.1 nobody\r\n" : "250 2.1.5 OK\r\n");
                return true;
            case "DATA":
                await AnswerAsync(stream, "354 go\r\n");
                await ContentAsync(reader);
                await AnswerAsync(stream, "250 2.0.0 taken\r\n");
                return true;
            case "QUIT":
                await AnswerAsync(stream, "221 bye\r\n");
                return false;
            default:
                await AnswerAsync(stream, "250 OK\r\n");
                return true;
        }
    }

    private async Task ContentAsync(StreamReader reader)
    {
        var content = new StringBuilder();
        while (await LineAsync(reader) is { } line && line.TrimEnd('\r', '\n') != ".")
            content.Append(line);
        _mails.Enqueue(content.ToString());
    }

    /// <summary>Up to and with the next LF, whatever stands before it.</summary>
    private async Task<string?> LineAsync(StreamReader reader)
    {
        var line = new StringBuilder();
        var one = new char[1];
        while (await reader.ReadAsync(one.AsMemory(), _stop.Token) == 1)
        {
            line.Append(one[0]);
            if (one[0] == '\n')
                return line.ToString();
        }

        return line.Length > 0 ? line.ToString() : null;
    }

    private async Task AnswerAsync(Stream stream, string text) => await stream.WriteAsync(Encoding.Latin1.GetBytes(text), _stop.Token);
}
