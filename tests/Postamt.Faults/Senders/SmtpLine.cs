using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Postamt.Faults.Senders;

/// <summary>
/// A plain SMTP connection (RFC 5321) that knows nothing of the product: whole replies in, commands out. Any break of the wire is an
/// <see cref="IOException"/> or a <see cref="SocketException"/>.
/// </summary>
internal sealed class SmtpLine : IDisposable
{
    private readonly TcpClient _client;
    private readonly StreamReader _reader;

    private SmtpLine(TcpClient client)
    {
        _client = client;
        _reader = new StreamReader(client.GetStream(), Encoding.ASCII);
    }

    public static async Task<SmtpLine> OpenAsync(IPEndPoint server, CancellationToken cancellationToken)
    {
        var client = new TcpClient { NoDelay = true };
        try
        {
            await client.ConnectAsync(server, cancellationToken);
            var line = new SmtpLine(client);
            if (await line.ReadReplyAsync(cancellationToken) != 220 || await line.AskAsync("EHLO client.faults.example", cancellationToken) != 250)
                throw new IOException("no greeting");
            return line;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    public Task<int> AskAsync(string command, CancellationToken cancellationToken) => SendAsync(Encoding.ASCII.GetBytes(command + "\r\n"), cancellationToken);

    /// <summary>Writes the octets and gives the reply's code.</summary>
    public async Task<int> SendAsync(byte[] octets, CancellationToken cancellationToken)
    {
        await _client.GetStream().WriteAsync(octets, cancellationToken);
        return await ReadReplyAsync(cancellationToken);
    }

    /// <summary>A short letter to somebody, which has to be taken.</summary>
    public async Task<Letter> GiveAsync(string to, CancellationToken cancellationToken)
    {
        var letter = Letter.Make([to], [], 5);
        Assert.Equal(250, await AskAsync($"MAIL FROM:<{Letter.From}>", cancellationToken));
        Assert.Equal(250, await AskAsync($"RCPT TO:<{to}>", cancellationToken));
        Assert.Equal(354, await AskAsync("DATA", cancellationToken));
        Assert.Equal(250, await SendAsync([.. letter.Content, .. ".\r\n"u8], cancellationToken));
        return letter;
    }

    public void Dispose() => _client.Dispose();

    // RFC 5321 4.2.1: all lines but the last have a hyphen after the code.
    private async Task<int> ReadReplyAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var line = await _reader.ReadLineAsync(cancellationToken) ?? throw new IOException("the server closed");
            if (line.Length >= 4 && line[3] == '-') continue;
            return line.Length >= 3 ? int.Parse(line.AsSpan(0, 3), CultureInfo.InvariantCulture) : throw new IOException("half a reply");
        }
    }
}
