namespace Postamt.Smtp.Tests;

/// <summary>RFC 5321 and RFC 3030 as a state machine that fits on one screen; slow, plain and independent of the engine.</summary>
internal sealed class ReferenceSession
{
    private bool _hello;
    private bool _mail;
    private bool _failed;
    private bool _chunks;
    private int _recipients;

    internal int Mails { get; private set; }

    /// <returns>The code of the command's reply.</returns>
    internal int Step(string command)
    {
        string verb = command.Split(' ', '\r')[0];
        switch (verb)
        {
            case "EHLO" or "HELO":
                return command.Length == 4 ? 501 : Clear(250, hello: true);
            case "RSET":
                return Clear(250, _hello);
            case "NOOP":
                return 250;
            case "VRFY":
                return 553;
            case "EXPN":
                return 502;
            case "AUTH" or "STARTTLS" when !_hello || _mail:
                return 503;
            case "AUTH":
                return 502;
            case "STARTTLS":
                return 501;
            case "MAIL" when !_hello || _mail:
                return 503;
            case "MAIL":
                _mail = command.Contains("<a@", StringComparison.Ordinal);
                return _mail ? 250 : command.Contains("refused", StringComparison.Ordinal) ? 550 : command.Contains("broken", StringComparison.Ordinal) ? 451 : 501;
            case "RCPT" when !_mail || _chunks || _failed:
                return 503;
            case "RCPT":
                _recipients += command.Contains("<b@", StringComparison.Ordinal) ? 1 : 0;
                return command.Contains("<b@", StringComparison.Ordinal) ? 250 : command.Contains("unknown", StringComparison.Ordinal) ? 550 : command.Contains("broken", StringComparison.Ordinal) ? 451 : 553;
            case "DATA":
                return _recipients == 0 || _chunks || _failed ? 503 : Accept(354);
            case "BDAT" when _recipients == 0 || _failed:
                return 503;
            case "BDAT" when command.Contains("a\nb", StringComparison.Ordinal):
                _failed = true;
                return 554;
            case "BDAT":
                _chunks = true;
                return command.Contains("LAST", StringComparison.Ordinal) ? Accept(250) : 250;
            default:
                return 500;
        }
    }

    private int Accept(int code)
    {
        Mails++;
        return Clear(code, _hello);
    }

    private int Clear(int code, bool hello)
    {
        (_hello, _mail, _failed, _chunks, _recipients) = (hello, false, false, false, 0);
        return code;
    }
}
