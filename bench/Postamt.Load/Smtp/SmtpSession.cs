using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Postamt.Load.Mails;

namespace Postamt.Load.Smtp;

/// <summary>
/// One SMTP client (RFC 5321) over a blocking socket, made so that it costs next to nothing: no parsing beyond reply codes, content
/// straight from prepared memory. Servers end a session after some number of mails, so each has a new connection after so many.
/// </summary>
internal sealed class SmtpSession : IDisposable
{
    /// <summary>Mails over one connection.</summary>
    internal const int MailsAtMost = 500;

    private const int Patience = 120_000;

    private readonly IPEndPoint _to;
    private readonly MailPool _mails;
    private readonly bool _pipelining;
    private readonly byte[] _input = new byte[4096];
    private readonly byte[] _output = new byte[4096];
    private readonly List<ArraySegment<byte>> _segments = new(3);
    private Socket _socket;
    private int _mailsSent;
    private int _start;
    private int _end;

    /// <param name="pipelining">MAIL, RCPT and DATA in one packet (RFC 2920).</param>
    internal SmtpSession(IPEndPoint to, MailPool mails, bool pipelining)
    {
        _to = to;
        _mails = mails;
        _pipelining = pipelining;
        _socket = Connect();
    }

    /// <summary>Sends a mail to one recipient.</summary>
    /// <returns>Stopwatch ticks from MAIL to the answer after the final dot.</returns>
    /// <exception cref="LoadException">The server refused it.</exception>
    internal long Send(long number, string recipient)
    {
        if (++_mailsSent > MailsAtMost)
        {
            Dispose();
            _socket = Connect();
            _mailsSent = 1;
        }
        var started = Stopwatch.GetTimestamp();
        if (_pipelining)
        {
            Say($"MAIL FROM:<sender@load.example>\r\nRCPT TO:<{recipient}>\r\nDATA\r\n");
            Expect("250");
            Expect("250");
        }
        else
        {
            Say("MAIL FROM:<sender@load.example>\r\n");
            Expect("250");
            Say($"RCPT TO:<{recipient}>\r\n");
            Expect("250");
            Say("DATA\r\n");
        }
        Expect("354");
        _mails.Fill(number, recipient, _output, _segments);
        _socket.Send(_segments);
        Expect("250");
        return Stopwatch.GetTimestamp() - started;
    }

    public void Dispose()
    {
        if (_socket.Connected) Say("QUIT\r\n");
        _socket.Dispose();
    }

    private Socket Connect()
    {
        _start = _end = 0;
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = Patience, SendTimeout = Patience };
        _socket.Connect(_to);
        Expect("220");
        Say("EHLO load.example\r\n");
        Expect("250");
        return _socket;
    }

    private void Say(string text)
    {
        var length = Encoding.ASCII.GetBytes(text, _output);
        _socket.Send(_output.AsSpan(0, length));
    }

    private void Expect(string code)
    {
        while (true)
        {
            var line = Line();
            if (!line.StartsWith(Encoding.ASCII.GetBytes(code))) throw new LoadException($"SMTP answers: {Encoding.ASCII.GetString(line)}");
            // RFC 5321 4.2.1: a hyphen after the code says that a further line follows.
            if (line.Length == 3 || line[3] != (byte)'-') return;
        }
    }

    private ReadOnlySpan<byte> Line()
    {
        while (true)
        {
            var at = _input.AsSpan(_start, _end - _start).IndexOf("\r\n"u8);
            if (at >= 0)
            {
                var line = _input.AsSpan(_start, at);
                _start += at + 2;
                return line;
            }
            _input.AsSpan(_start, _end - _start).CopyTo(_input);
            (_start, _end) = (0, _end - _start);
            var read = _socket.Receive(_input.AsSpan(_end));
            if (read == 0) throw new LoadException("The SMTP connection ended.");
            _end += read;
        }
    }
}
