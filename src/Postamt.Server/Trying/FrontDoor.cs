using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Postamt.Server.Options;

namespace Postamt.Server.Trying;

/// <summary>Sends one mail through the SMTP listener and reads it back through IMAP, as any client would.</summary>
internal static class FrontDoor
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <exception cref="OptionException">What did not work, in a sentence.</exception>
    internal static async Task TryAsync(IPEndPoint smtp, IPEndPoint imap, SampleAccount person, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(Patience);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        var mark = Guid.NewGuid().ToString("N");
        try
        {
            await SendAsync(smtp, person, mark, either.Token);
            await ReadAsync(imap, person, mark, either.Token);
        }
        catch (Exception fault) when (fault is IOException or SocketException or System.Security.Authentication.AuthenticationException || fault is OperationCanceledException && late.IsCancellationRequested)
        {
            throw new OptionException($"The post office runs, but the mail that tries it out did not come through: {fault.Message}");
        }
    }

    private static async Task SendAsync(IPEndPoint smtp, SampleAccount person, string mark, CancellationToken cancellationToken)
    {
        await using var talk = await Talk.OpenAsync(smtp, cancellationToken);
        await talk.ExpectAsync("220", cancellationToken);
        await talk.AskAsync("EHLO try.postamt.test", "250 ", cancellationToken);
        await talk.AskAsync($"MAIL FROM:<welcome@{TryVerb.Domain}>", "250", cancellationToken);
        await talk.AskAsync($"RCPT TO:<{person.Address}>", "250", cancellationToken);
        await talk.AskAsync("DATA", "354", cancellationToken);
        var mail = $"From: Postamt <welcome@{TryVerb.Domain}>\r\nTo: <{person.Address}>\r\nSubject: Welcome to Postamt\r\nMessage-ID: <{mark}@{TryVerb.Domain}>\r\n"
            + "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nThis mail came in through the front door. Your post office works.\r\n.";
        await talk.AskAsync(mail, "250", cancellationToken);
        await talk.AskAsync("QUIT", "221", cancellationToken);
    }

    private static async Task ReadAsync(IPEndPoint imap, SampleAccount person, string mark, CancellationToken cancellationToken)
    {
        await using var plain = await Talk.OpenAsync(imap, cancellationToken);
        await plain.ExpectAsync("* OK", cancellationToken);
        await plain.AskAsync("s STARTTLS", "s OK", cancellationToken);
        await using var talk = await plain.SecureAsync(cancellationToken);
        await talk.AskAsync($"a LOGIN \"{person.Address}\" \"{person.Password.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"", "a OK", cancellationToken);
        await talk.AskAsync("b SELECT INBOX", "b OK", cancellationToken);
        var found = await talk.AskAsync($"c SEARCH HEADER Message-ID {mark}", "c OK", cancellationToken);
        if (!found.Any(line => line.StartsWith("* SEARCH ", StringComparison.Ordinal) && line.Length > "* SEARCH ".Length)) throw new IOException("IMAP does not show it.");
        await talk.AskAsync("d LOGOUT", "d OK", cancellationToken);
    }

    private sealed class Talk(TcpClient client, StreamReader reader, Stream stream) : IAsyncDisposable
    {
        internal static async Task<Talk> OpenAsync(IPEndPoint to, CancellationToken cancellationToken)
        {
            var client = new TcpClient(to.AddressFamily);
            var address = to.Address.Equals(IPAddress.Any) ? IPAddress.Loopback : to.Address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : to.Address;
            await client.ConnectAsync(address, to.Port, cancellationToken);
            var stream = client.GetStream();
            return new Talk(client, new StreamReader(stream, Encoding.UTF8), stream);
        }

        /// <summary>Our own certificate over loopback: who answers there is known.</summary>
        internal async Task<Talk> SecureAsync(CancellationToken cancellationToken)
        {
            var tls = new SslStream(stream, leaveInnerStreamOpen: true);
            var options = new SslClientAuthenticationOptions { TargetHost = "localhost", RemoteCertificateValidationCallback = static (_, _, _, _) => true };
            await tls.AuthenticateAsClientAsync(options, cancellationToken);
            return new Talk(client, new StreamReader(tls, Encoding.UTF8), tls);
        }

        internal async Task<List<string>> AskAsync(string line, string wanted, CancellationToken cancellationToken)
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(line + "\r\n"), cancellationToken);
            return await ExpectAsync(wanted, cancellationToken);
        }

        /// <summary>Reads until the line that ends the answer.</summary>
        internal async Task<List<string>> ExpectAsync(string wanted, CancellationToken cancellationToken)
        {
            var lines = new List<string>();
            while (true)
            {
                var line = await reader.ReadLineAsync(cancellationToken) ?? throw new IOException("the connection ended.");
                lines.Add(line);
                if (line.StartsWith(wanted, StringComparison.Ordinal) && !(line.Length > 3 && line[3] == '-')) return lines;
                var isMore = line.StartsWith('*') || line.StartsWith('+') || (line.Length > 3 && line[3] == '-');
                if (!isMore) throw new IOException($"the answer was: {line}");
            }
        }

        public ValueTask DisposeAsync()
        {
            reader.Dispose();
            client.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
