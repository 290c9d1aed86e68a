using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Postamt.Operations.Canary;

/// <summary>A talk of lines with a server, as any client has it: what SMTP (RFC 5321) and IMAP (RFC 9051) have in common.</summary>
internal sealed class LineTalk : IAsyncDisposable
{
    private const int MostLines = 100_000;

    private readonly TcpClient _client;
    private readonly Stream _stream;
    private readonly StreamReader _reader;
    private int _commands;

    private LineTalk(TcpClient client, Stream stream)
    {
        _client = client;
        _stream = stream;
        _reader = new StreamReader(stream, Encoding.UTF8);
    }

    /// <summary>SHA-256 of the certificate the server showed; empty where nothing is encrypted.</summary>
    internal string Certificate { get; private init; } = "";

    /// <param name="isProxied">The server believes PROXY headers of this machine, and waits for one.</param>
    internal static async Task<LineTalk> OpenAsync(IPEndPoint to, Func<IPAddress, bool> isProxied, CancellationToken cancellationToken)
    {
        var address = to.Address.Equals(IPAddress.Any) ? IPAddress.Loopback : to.Address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : to.Address;
        var client = new TcpClient(address.AddressFamily) { NoDelay = true };
        try
        {
            await client.ConnectAsync(address, to.Port, cancellationToken);
            var talk = new LineTalk(client, client.GetStream());
            // "LOCAL" of PROXY protocol v2 (haproxy.org, proxy-protocol.txt 2.2): the connection is about nobody else.
            if (isProxied(((IPEndPoint)client.Client.LocalEndPoint!).Address)) await talk._stream.WriteAsync("\r\n\r\n\0\r\nQUIT\n\x20\0\0\0"u8.ToArray(), cancellationToken);
            return talk;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>The same over TLS. Who answers at an address of ours is known; which certificate it shows is not the question.</summary>
    internal async Task<LineTalk> SecureAsync(CancellationToken cancellationToken)
    {
        var tls = new SslStream(_stream, leaveInnerStreamOpen: true);
        var options = new SslClientAuthenticationOptions { TargetHost = "localhost", RemoteCertificateValidationCallback = static (_, _, _, _) => true };
        await tls.AuthenticateAsClientAsync(options, cancellationToken);
        return new LineTalk(_client, tls) { Certificate = tls.RemoteCertificate?.GetCertHashString(HashAlgorithmName.SHA256) ?? "" };
    }

    /// <summary>A command of SMTP, and the lines of its reply (RFC 5321 4.2.1).</summary>
    /// <exception cref="UnexpectedReplyException">It is another one.</exception>
    internal async Task<IReadOnlyList<string>> AskAsync(string line, string wanted, CancellationToken cancellationToken)
    {
        await SayAsync(line, cancellationToken);
        return await ExpectAsync(wanted, cancellationToken);
    }

    /// <summary>Reads one reply, or a greeting.</summary>
    /// <exception cref="UnexpectedReplyException">It is another one.</exception>
    internal async Task<IReadOnlyList<string>> ExpectAsync(string wanted, CancellationToken cancellationToken)
    {
        var lines = await UntilAsync(static line => line.Length < 4 || line[3] != '-' || !char.IsAsciiDigit(line[0]), cancellationToken);
        return lines[^1].StartsWith(wanted, StringComparison.Ordinal) ? lines : throw new UnexpectedReplyException(lines[^1]);
    }

    /// <summary>A command of IMAP, and all that came until it was answered (RFC 9051 2.2).</summary>
    /// <exception cref="UnexpectedReplyException">It was not answered OK.</exception>
    internal async Task<IReadOnlyList<string>> CommandAsync(string command, CancellationToken cancellationToken)
    {
        var tag = string.Create(CultureInfo.InvariantCulture, $"a{++_commands} ");
        await SayAsync(tag + command, cancellationToken);
        var lines = await UntilAsync(line => line.StartsWith(tag, StringComparison.Ordinal), cancellationToken);
        return lines[^1].StartsWith(tag + "OK", StringComparison.Ordinal) ? lines : throw new UnexpectedReplyException(lines[^1][tag.Length..]);
    }

    internal async Task SayAsync(string line, CancellationToken cancellationToken) => await _stream.WriteAsync(Encoding.UTF8.GetBytes(line + "\r\n"), cancellationToken);

    private async Task<IReadOnlyList<string>> UntilAsync(Func<string, bool> isLast, CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        while (lines.Count < MostLines)
        {
            lines.Add(await _reader.ReadLineAsync(cancellationToken) ?? throw new IOException("the connection ended."));
            if (isLast(lines[^1])) return lines;
        }
        throw new IOException("the answer has no end.");
    }

    public ValueTask DisposeAsync()
    {
        _reader.Dispose();
        _client.Dispose();
        return ValueTask.CompletedTask;
    }
}
