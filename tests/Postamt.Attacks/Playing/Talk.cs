using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Postamt.Attacks.Playing;

/// <summary>
/// One connection of somebody who keeps to no rule: what is said goes out octet for octet (Latin-1), what comes back is cut into answers.
/// An answer is the last line of an SMTP reply, a tagged IMAP line, a continuation, a greeting or a BYE; untagged data is kept aside.
/// </summary>
internal sealed class Talk : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly Socket _socket;
    private readonly bool _imap;
    private byte[] _heard = new byte[4096];
    private Stream _stream;
    private int _taken;
    private int _searched;

    private Talk(Socket socket, bool imap) => (_socket, _imap, _stream) = (socket, imap, new NetworkStream(socket, ownsSocket: true));

    /// <summary>The other side has ended the connection.</summary>
    public bool Ended { get; private set; }

    /// <summary>Octets that came.</summary>
    public int HeardCount { get; private set; }

    /// <summary>Everything that came.</summary>
    public string Heard => Since(0);

    /// <param name="from">A loopback address.</param>
    public static async Task<Talk> OpenAsync(IPEndPoint to, IPAddress from, bool imap, bool tls = false)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Bind(new IPEndPoint(from, 0));
        await socket.ConnectAsync(to, TestContext.Current.CancellationToken);
        var talk = new Talk(socket, imap);
        if (tls)
            await talk.StartTlsAsync();
        return talk;
    }

    public async Task StartTlsAsync()
    {
        using var late = Late();
        var tls = new SslStream(_stream, leaveInnerStreamOpen: false);
        var options = new SslClientAuthenticationOptions { TargetHost = "localhost", RemoteCertificateValidationCallback = static (_, _, _, _) => true };
        await tls.AuthenticateAsClientAsync(options, late.Token);
        _stream = tls;
    }

    /// <returns>False: the other side takes no more.</returns>
    public async Task<bool> SayAsync(string text)
    {
        using var late = Late();
        try
        {
            await _stream.WriteAsync(Encoding.Latin1.GetBytes(text), late.Token);
            await _stream.FlushAsync(late.Token);
            return true;
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>The next answer; null when the connection has ended.</summary>
    public async Task<string?> HearAsync()
    {
        while (true)
        {
            while (Line() is { } line)
            {
                if (IsAnswer(line))
                    return line;
            }

            if (!await MoreAsync())
                return null;
        }
    }

    /// <summary>What came after so many octets.</summary>
    public string Since(int count) => Encoding.Latin1.GetString(_heard, count, HeardCount - count);

    /// <summary>Waits for whatever comes next.</summary>
    public Task SomeAsync() => MoreAsync();

    /// <summary>Everything up to the end of the connection.</summary>
    public async Task<string> EndAsync()
    {
        while (await MoreAsync())
        {
        }

        return Heard;
    }

    /// <summary>One command and its answer; in IMAP the one with the command's tag, a continuation or a BYE.</summary>
    public async Task<string> AskAsync(string line)
    {
        await SayAsync(line + "\r\n");
        var tag = line.Split(' ')[0] + " ";
        while (await HearAsync() is { } answer)
        {
            if (!_imap || answer.StartsWith(tag, StringComparison.Ordinal) || answer.StartsWith("+ ", StringComparison.Ordinal) || answer.StartsWith("* BYE", StringComparison.Ordinal))
                return answer;
        }

        return "";
    }

    /// <summary>The same, for what has to work.</summary>
    public async Task<string> AskAsync(string line, string wanted)
    {
        var answer = await AskAsync(line);
        return answer.StartsWith(wanted, StringComparison.Ordinal) ? answer : throw new InvalidOperationException($"{line[..Math.Min(line.Length, 200)]} was answered {answer}");
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _stream.DisposeAsync();
        }
        catch (IOException)
        {
            // TLS wants to say good-bye to a peer that has gone.
            _socket.Dispose();
        }
    }

    private bool IsAnswer(string line) => _imap
        ? !line.StartsWith("* ", StringComparison.Ordinal) || line.StartsWith("* BYE", StringComparison.Ordinal) || line.StartsWith("* BAD", StringComparison.Ordinal) || line.StartsWith("* OK [CAPABILITY", StringComparison.Ordinal)
        : line.Length < 4 || line[3] != '-';

    private string? Line()
    {
        var end = _heard.AsSpan(_searched, HeardCount - _searched).IndexOf("\r\n"u8);
        if (end < 0)
        {
            _searched = Math.Max(_taken, HeardCount - 1);
            return null;
        }

        var line = Encoding.Latin1.GetString(_heard, _taken, _searched + end - _taken);
        _taken = _searched = _searched + end + 2;
        return line;
    }

    private async Task<bool> MoreAsync()
    {
        if (Ended)
            return false;
        using var late = Late();
        var count = 0;
        try
        {
            if (_heard.Length - HeardCount < 1024)
                Array.Resize(ref _heard, _heard.Length * 4);
            count = await _stream.ReadAsync(_heard.AsMemory(HeardCount), late.Token);
        }
        catch (IOException)
        {
            // Reset: as good as ended.
            Ended = true;
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"nothing comes for {Limit.TotalSeconds:0} s after:\n{Heard[..Math.Min(Heard.Length, 2000)]}");
        }

        Ended |= count == 0;
        HeardCount += count;
        return !Ended;
    }

    private static CancellationTokenSource Late()
    {
        var late = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        late.CancelAfter(Limit);
        return late;
    }
}
