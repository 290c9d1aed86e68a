using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Postamt.Faults.Senders;

/// <summary>
/// The other side of relayed mail (RFC 5321), which takes everything and writes down each mail whose final dot it has seen, before it
/// answers. It answers some of them late: a kill then falls between the dot and the reply.
/// </summary>
internal sealed class FakeMx : IAsyncDisposable
{
    public const string Domain = "remote.example";
    private static readonly TimeSpan Most = TimeSpan.FromMilliseconds(30);
    private static readonly byte[] Begins = Encoding.ASCII.GetBytes($"From: <{Letter.From}>\r\n");

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<string, ConcurrentQueue<Receipt>> _received = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _work;
    private int _cutShort;

    public FakeMx()
    {
        _listener.Start();
        _work = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Connections that broke between MAIL and the reply to the dot.</summary>
    public int CutShortCount => Volatile.Read(ref _cutShort);

    public IReadOnlyCollection<Receipt> ReceiptsOf(string id) => _received.GetValueOrDefault(id) ?? [];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _work;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            TestContext.Current.SendDiagnosticMessage("the other side closes: {0}", e.Message);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        var under = false;
        using (client)
        {
            try
            {
                client.NoDelay = true;
                var stream = client.GetStream();
                using var reader = new StreamReader(stream, Encoding.Latin1);
                await AnswerAsync(stream, "220 mx.remote.example ESMTP");
                while (await reader.ReadLineAsync(_stop.Token) is { } line)
                {
                    var verb = line.Split(' ', ':')[0].ToUpperInvariant();
                    under = verb switch { "MAIL" => true, "RSET" or "QUIT" => false, _ => under };
                    if (verb == "DATA")
                    {
                        // Who sends the dot was alive at this moment; when it is read here, it may not be any more.
                        var began = TimeProvider.System.GetTimestamp();
                        await AnswerAsync(stream, "354 go on");
                        Keep(began, await ContentAsync(reader));
                        await Task.Delay(Most * (RandomNumberGenerator.GetInt32(100) / 100.0), TimeProvider.System, _stop.Token);
                        await AnswerAsync(stream, "250 kept");
                        under = false;
                        continue;
                    }

                    await AnswerAsync(stream, verb switch { "QUIT" => "221 bye", "STARTTLS" or "BDAT" or "AUTH" => "502 no", _ => "250 mx.remote.example" });
                    if (verb == "QUIT") return;
                }
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                if (!_stop.IsCancellationRequested && under) Interlocked.Increment(ref _cutShort);
                return;
            }

            if (under) Interlocked.Increment(ref _cutShort);
        }
    }

    /// <summary>The content without the final dot and with its leading dots undone (RFC 5321 4.5.2).</summary>
    private async Task<byte[]> ContentAsync(StreamReader reader)
    {
        var content = new StringBuilder();
        while (await reader.ReadLineAsync(_stop.Token) is { } line)
        {
            if (line == ".") return Encoding.Latin1.GetBytes(content.ToString());
            content.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        }

        throw new IOException("no final dot");
    }

    private Task AnswerAsync(NetworkStream stream, string reply) => stream.WriteAsync(Encoding.ASCII.GetBytes(reply + "\r\n"), _stop.Token).AsTask();

    private void Keep(long began, byte[] content)
    {
        var at = content.AsSpan().IndexOf(Begins);
        if (at < 0) return;
        var own = content.AsSpan(at);
        var text = Encoding.ASCII.GetString(own[..Math.Min(own.Length, 600)]);
        var id = text.Split("Message-ID: <", 2)[^1].Split('>', 2)[0];
        _received.GetOrAdd(id, static _ => new()).Enqueue(new Receipt(began, SHA256.HashData(own)));
    }
}

/// <param name="At">When its content was asked for: a timestamp of the system's clock.</param>
/// <param name="Hash">SHA-256 of what the sender wrote, without trace headers.</param>
internal readonly record struct Receipt(long At, byte[] Hash);
