using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Postamt.Interop.Running;

namespace Postamt.Interop.Memory;

/// <summary>A connection that speaks lines and counts octets, and holds nothing itself.</summary>
internal sealed class Dialog : IAsyncDisposable
{
    private readonly TcpClient _socket;
    private readonly Stream _stream;
    private readonly byte[] _buffer = new byte[16 * 1024];
    private int _at;
    private int _end;

    private Dialog(TcpClient socket, Stream stream) => (_socket, _stream) = (socket, stream);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<Dialog> OpenAsync(Listener listener, bool tls = false)
    {
        var socket = new TcpClient { NoDelay = true };
        await socket.ConnectAsync(listener.Host, listener.Port, Token);
        if (!tls) return new Dialog(socket, socket.GetStream());
        var stream = new SslStream(socket.GetStream(), leaveInnerStreamOpen: false, (_, _, _, _) => true);
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost" }, Token);
        return new Dialog(socket, stream);
    }

    /// <summary>Signed in by implicit TLS.</summary>
    public static async Task<Dialog> ImapAsync(PostOffice office, Account account)
    {
        var dialog = await OpenAsync(office["imaps"], tls: true);
        await dialog.ReadLineAsync();
        await dialog.AskAsync($"LOGIN {account.Address} {account.Password}");
        return dialog;
    }

    public async Task SendAsync(string text) => await _stream.WriteAsync(Encoding.ASCII.GetBytes(text), Token);

    public async Task SendAsync(ReadOnlyMemory<byte> octets) => await _stream.WriteAsync(octets, Token);

    /// <summary>An SMTP command or the end of a content, and the reply's last line, which begins as it should.</summary>
    public async Task<string> SmtpAsync(string text, string expected)
    {
        await SendAsync(text);
        string line;
        do line = await ReadLineAsync();
        while (line.Length > 3 && line[3] == '-');
        return line.StartsWith(expected, StringComparison.Ordinal) ? line : throw new InvalidOperationException($"{text.TrimEnd()}: {line}");
    }

    /// <summary>An IMAP command; octets of literals are read, hashed and forgotten.</summary>
    /// <returns>Octets of all literals, and the SHA-256 of those from <paramref name="skip"/> on.</returns>
    public async Task<(long Octets, string Hash)> AskAsync(string command, long skip = 0)
    {
        await SendAsync($"t {command}\r\n");
        return await AnswerAsync(command, skip);
    }

    public async Task<(long Octets, string Hash)> AnswerAsync(string command, long skip = 0)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var octets = 0L;
        while (true)
        {
            var line = await ReadLineAsync();
            if (line.StartsWith("t ", StringComparison.Ordinal))
                return line.StartsWith("t OK", StringComparison.Ordinal) ? (octets, Convert.ToHexString(hash.GetHashAndReset())) : throw new InvalidOperationException($"{command}: {line}");
            if (!line.EndsWith('}')) continue;
            var length = long.Parse(line.AsSpan(line.LastIndexOf('{') + 1).TrimEnd('}'), System.Globalization.CultureInfo.InvariantCulture);
            for (var left = length; left > 0;)
            {
                var part = (int)Math.Min(left, await FillAsync());
                var passed = (int)Math.Clamp(skip - octets, 0, part);
                hash.AppendData(_buffer, _at + passed, part - passed);
                (_at, left, octets) = (_at + part, left - part, octets + part);
            }
        }
    }

    public async Task<string> ReadLineAsync()
    {
        var line = new StringBuilder();
        while (true)
        {
            await FillAsync();
            var end = Array.IndexOf(_buffer, (byte)'\n', _at, _end - _at);
            var upTo = end < 0 ? _end : end;
            line.Append(Encoding.ASCII.GetString(_buffer, _at, upTo - _at));
            _at = end < 0 ? _end : end + 1;
            if (end >= 0) return line.ToString().TrimEnd('\r');
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _socket.Dispose();
    }

    /// <summary>At least one octet waits; how many.</summary>
    private async ValueTask<int> FillAsync()
    {
        if (_at < _end) return _end - _at;
        (_at, _end) = (0, await _stream.ReadAsync(_buffer, Token));
        return _end > 0 ? _end : throw new EndOfStreamException("the server closed");
    }
}
