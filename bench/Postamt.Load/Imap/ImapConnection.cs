using System.Buffers.Text;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Postamt.Load.Imap;

/// <summary>
/// A small IMAP client of our own: commands out, octets counted in, no object a message. It understands literals only as octets to
/// pass over (RFC 9051 4.3). Blocking, for a thread of its own.
/// </summary>
internal sealed class ImapConnection : IDisposable
{
    private const int Patience = 120_000;

    private readonly Socket _socket;
    private readonly byte[] _buffer;
    private Stream _stream;
    private int _start;
    private int _end;
    private int _tag;

    private ImapConnection(Socket socket, int buffer)
    {
        _socket = socket;
        _buffer = new byte[buffer];
        _stream = new NetworkStream(socket);
    }

    /// <summary>Octets received after TLS.</summary>
    internal long Received { get; private set; }

    /// <param name="buffer">Octets; no line may be longer.</param>
    internal static ImapConnection Open(IPEndPoint to, bool tls, int buffer = 64 * 1024)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = Patience, SendTimeout = Patience };
        socket.Connect(to);
        var connection = new ImapConnection(socket, buffer);
        try
        {
            if (tls) connection.Secure();
            var greeting = connection.ReadLine();
            return greeting.StartsWith("* OK", StringComparison.Ordinal) ? connection : throw new LoadException($"IMAP greets with: {greeting}");
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    internal void Login(string user, string password) => Ask($"LOGIN \"{user}\" \"{password}\"");

    /// <summary>Sends a command and gives the untagged lines of its answer; literals are passed over.</summary>
    /// <exception cref="LoadException">The answer is not OK.</exception>
    internal List<string> Ask(string command)
    {
        Send(command);
        return Answer();
    }

    /// <summary>Sends a command whose answer is read later.</summary>
    internal void Send(string command)
    {
        _tag++;
        _stream.Write(Encoding.ASCII.GetBytes($"a{_tag} {command}\r\n"));
    }

    /// <inheritdoc cref="Ask"/>
    internal List<string> Answer()
    {
        var lines = new List<string>();
        while (true)
        {
            var line = ReadLine();
            if (line.StartsWith('a'))
                return line.StartsWith($"a{_tag} OK", StringComparison.Ordinal) ? lines : throw new LoadException($"IMAP answers: {line}");
            lines.Add(line);
            if (LiteralLength(Encoding.ASCII.GetBytes(line)) is { } length) Skip(length);
        }
    }

    /// <summary>Sends a command and counts its untagged answers and the octets of their literals; makes no object for any.</summary>
    /// <exception cref="LoadException">The answer is not OK.</exception>
    internal (int Answers, long LiteralOctets) Count(string command)
    {
        Send(command);
        var (answers, octets, inAnswer) = (0, 0L, false);
        while (true)
        {
            var line = LineSpan();
            if (!inAnswer)
            {
                if (line is [(byte)'a', ..])
                    return line.StartsWith(Encoding.ASCII.GetBytes($"a{_tag} OK")) ? (answers, octets) : throw new LoadException($"IMAP answers: {Encoding.ASCII.GetString(line)}");
                answers++;
            }
            // What follows a literal belongs to the same answer.
            var literal = LiteralLength(line);
            inAnswer = literal is not null;
            octets += literal ?? 0;
            Skip(literal ?? 0);
        }
    }

    /// <summary>From here on the server only speaks when something happens (RFC 2177).</summary>
    internal void Idle()
    {
        Send("IDLE");
        while (LineSpan() is var line && !line.StartsWith("+"u8))
        {
            if (line is not [(byte)'*', ..]) throw new LoadException($"IDLE is answered with: {Encoding.ASCII.GetString(line)}");
        }
    }

    public void Dispose()
    {
        _stream.Dispose();
        _socket.Dispose();
    }

    private void Secure()
    {
        // Our own servers over loopback with their own certificates: who answers is known.
        var tls = new SslStream(_stream, leaveInnerStreamOpen: false);
        tls.AuthenticateAsClient(new SslClientAuthenticationOptions { TargetHost = "localhost", RemoteCertificateValidationCallback = static (_, _, _, _) => true });
        _stream = tls;
    }

    private static int? LiteralLength(ReadOnlySpan<byte> line)
    {
        if (line is not [.., (byte)'}']) return null;
        var open = line.LastIndexOf((byte)'{');
        return open >= 0 && Utf8Parser.TryParse(line[(open + 1)..^1], out int length, out var used) && used == line.Length - open - 2 ? length : null;
    }

    private string ReadLine() => Encoding.ASCII.GetString(LineSpan());

    /// <summary>Without CRLF; good until the next read.</summary>
    private ReadOnlySpan<byte> LineSpan()
    {
        while (true)
        {
            var at = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n"u8);
            if (at >= 0)
            {
                var line = _buffer.AsSpan(_start, at);
                _start += at + 2;
                return line;
            }
            Fill();
        }
    }

    private void Skip(int octets)
    {
        while (octets > 0)
        {
            if (_start == _end) Fill();
            var step = Math.Min(octets, _end - _start);
            _start += step;
            octets -= step;
        }
    }

    private void Fill()
    {
        if (_start == _end) _start = _end = 0;
        if (_end == _buffer.Length)
        {
            if (_start == 0) throw new LoadException($"IMAP sends a line of more than {_buffer.Length} octets.");
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        var read = _stream.Read(_buffer, _end, _buffer.Length - _end);
        if (read == 0) throw new LoadException("The IMAP connection ended.");
        _end += read;
        Received += read;
    }
}
