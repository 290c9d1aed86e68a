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
    private readonly byte[] _buffer = new byte[64 * 1024];
    private Stream _stream;
    private int _start;
    private int _end;
    private int _tag;

    private ImapConnection(Socket socket)
    {
        _socket = socket;
        _stream = new NetworkStream(socket);
    }

    /// <summary>Octets received after TLS.</summary>
    internal long Received { get; private set; }

    internal static ImapConnection Open(IPEndPoint to, bool tls)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = Patience, SendTimeout = Patience };
        socket.Connect(to);
        var connection = new ImapConnection(socket);
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
            if (LiteralLength(line) is { } length) Skip(length);
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

    private static int? LiteralLength(string line)
    {
        if (!line.EndsWith('}')) return null;
        var open = line.LastIndexOf('{');
        return open >= 0 && int.TryParse(line.AsSpan(open + 1, line.Length - open - 2), out var length) ? length : null;
    }

    private string ReadLine()
    {
        while (true)
        {
            var at = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n"u8);
            if (at >= 0)
            {
                var line = Encoding.ASCII.GetString(_buffer, _start, at);
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
            if (_start == 0) throw new LoadException("IMAP sends a line of more than 64 KiB.");
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        var read = _stream.Read(_buffer, _end, _buffer.Length - _end);
        if (read == 0) throw new LoadException("The IMAP connection ended.");
        _end += read;
        Received += read;
    }
}
