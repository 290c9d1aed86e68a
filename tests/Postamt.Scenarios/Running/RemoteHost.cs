using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Postamt.Net;
using Postamt.Net.Tls;

namespace Postamt.Scenarios.Running;

/// <summary>Another company's mail server, over pipes. It answers as servers do, except where a test gives it another answer.</summary>
internal sealed class RemoteHost(string name)
{
    /// <summary>At the end of an answer: the connection is closed after it. Alone: without any.</summary>
    public const string Close = "\0";

    private static readonly X509Certificate2 Certificate = MakeCertificate();

    private readonly ConcurrentQueue<RemoteMail> _mails = new();
    private readonly ConcurrentQueue<string> _lines = new();
    private int _connections;

    public string Name => name;

    /// <summary>EHLO keywords besides STARTTLS.</summary>
    public IReadOnlyList<string> Keywords { get; set; } = ["PIPELINING", "8BITMIME", "SMTPUTF8", "DSN"];

    /// <summary>Asked first, with each line, "" for the greeting and "." for the end of a mail; null: the usual answer.</summary>
    public Func<string, string?> Answer { get; set; } = static _ => null;

    public bool IsDown { get; set; }

    public bool OffersTls { get; set; }

    /// <summary>It says 220 to STARTTLS and then nothing that is TLS.</summary>
    public bool TlsIsBroken { get; set; }

    public IReadOnlyList<RemoteMail> Mails => [.. _mails];

    /// <summary>Every command of every connection.</summary>
    public IReadOnlyList<string> Lines => [.. _lines];

    public int Connections => _connections;

    /// <summary>A new connection, as its client sees it.</summary>
    public Stream Connect()
    {
        Interlocked.Increment(ref _connections);
        var (toServer, toClient) = (new Pipe(), new Pipe());
        _ = ServeAsync(new DuplexPipeStream(toServer.Reader, toClient.Writer));
        return new DuplexPipeStream(toClient.Reader, toServer.Writer);
    }

    private static X509Certificate2 MakeCertificate()
    {
        var pair = SelfSignedCertificate.Create("mx.example", TimeProvider.System);
        return X509Certificate2.CreateFromPem(pair.Certificate, pair.Key);
    }

    private async Task ServeAsync(Stream wire)
    {
        try
        {
            await new Session(this, wire).RunAsync();
        }
        catch (IOException)
        {
            // The client has gone; what it said stays in the journal.
        }
    }

    /// <summary>One connection.</summary>
    private sealed class Session(RemoteHost host, Stream wire)
    {
        private readonly byte[] _buffer = new byte[4096];
        private readonly List<string> _to = [];
        private Stream _wire = wire;
        private string _from = "";
        private int _start;
        private int _end;

        public async Task RunAsync()
        {
            try
            {
                var goesOn = await SayAsync(host.Answer("") ?? $"220 {host.Name} ESMTP");
                while (goesOn && await LineAsync() is { } line)
                {
                    host._lines.Enqueue(line);
                    goesOn = await HandleAsync(line);
                }
            }
            finally
            {
                await _wire.DisposeAsync();
            }
        }

        private async Task<bool> HandleAsync(string line)
        {
            var verb = line.Split(' ', ':')[0].ToUpperInvariant();
            var answer = host.Answer(line) ?? Usual(verb);
            var positive = answer[0] is '2' or '3';
            if (verb == "MAIL") (_from, _) = (line[10..], Forget());
            if (verb == "RSET") Forget();
            if (verb == "RCPT" && positive) _to.Add(line[8..]);
            if (!await SayAsync(answer) || verb == "QUIT") return false;
            if (verb == "STARTTLS" && positive) return await SecureAsync();
            return answer != "354 go" || await ContentAsync();
        }

        private string Usual(string verb) => verb switch
        {
            "EHLO" => string.Join("\r\n", new[] { host.Name }.Concat(host.OffersTls && _wire is not SslStream ? ["STARTTLS", .. host.Keywords] : host.Keywords)
                .Select((keyword, i) => $"250{(i == host.Keywords.Count + (host.OffersTls && _wire is not SslStream ? 1 : 0) ? ' ' : '-')}{keyword}")),
            "STARTTLS" => "220 go",
            "DATA" => _to.Count > 0 ? "354 go" : "554 5.5.1 no recipients",
            "QUIT" => "221 bye",
            _ => "250 2.0.0 ok",
        };

        private async Task<bool> SecureAsync()
        {
            if (host.TlsIsBroken)
            {
                // The greeting of TLS is waited for: what came before it would be text put there by somebody else.
                await _wire.ReadExactlyAsync(new byte[1]);
                return await SayAsync("this is not TLS" + Close);
            }

            var tls = new SslStream(_wire);
            await tls.AuthenticateAsServerAsync(Certificate);
            _wire = tls;
            return true;
        }

        private async Task<bool> ContentAsync()
        {
            var content = new StringBuilder();
            while (await LineAsync() is { } line)
            {
                if (line == ".")
                {
                    var answer = host.Answer(".") ?? "250 2.0.0 taken";
                    if (answer[0] == '2') host._mails.Enqueue(new RemoteMail(_from, [.. _to], content.ToString(), _wire is SslStream));
                    Forget();
                    return await SayAsync(answer);
                }
                content.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
            }
            return false;
        }

        private bool Forget()
        {
            _to.Clear();
            return true;
        }

        private async Task<bool> SayAsync(string answer)
        {
            var closes = answer.EndsWith('\0');
            if (answer != Close) await _wire.WriteAsync(Encoding.UTF8.GetBytes(answer.TrimEnd('\0') + "\r\n"));
            return !closes;
        }

        /// <summary>One line without CRLF; null when the client has closed.</summary>
        private async Task<string?> LineAsync()
        {
            var line = new StringBuilder();
            while (true)
            {
                for (; _start < _end; _start++)
                {
                    if (_buffer[_start] != '\n')
                    {
                        line.Append((char)_buffer[_start]);
                        continue;
                    }
                    _start++;
                    return line.ToString().TrimEnd('\r');
                }
                (_start, _end) = (0, await _wire.ReadAsync(_buffer));
                if (_end == 0) return null;
            }
        }
    }
}
