using System.Net;
using System.Net.Sockets;
using System.Text;
using Postamt.Faults.Oracle;

namespace Postamt.Faults.Senders;

/// <summary>
/// Sends one letter after the other. A letter without a clean 250 after its final dot is sent again, unchanged, until it has one
/// (RFC 5321 4.5.4.1); only then it stands in the journal.
/// </summary>
/// <param name="pace">Between two letters.</param>
internal sealed class Sender(Journal journal, Func<IPEndPoint?> server, TimeSpan pace) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly byte[] FinalDot = Encoding.ASCII.GetBytes(".\r\n");

    private SmtpLine? _line;

    /// <summary>Ends when <paramref name="enough"/> is set and the letter in hand has its 250.</summary>
    public async Task RunAsync(CancellationToken enough, CancellationToken cancellationToken)
    {
        try
        {
            while (!enough.IsCancellationRequested)
            {
                await SendAsync(Letter.Make(Running.PostOffice.AccountCount), cancellationToken);
                await Task.Delay(pace, TimeProvider.System, cancellationToken);
            }
        }
        finally
        {
            _line?.Dispose();
        }
    }

    /// <summary>Again and again, until it has its 250.</summary>
    public async Task SendAsync(Letter letter, CancellationToken cancellationToken)
    {
        journal.Took(letter.Id);
        while (!await TrySendAsync(letter, cancellationToken))
            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
    }

    private async Task<bool> TrySendAsync(Letter letter, CancellationToken cancellationToken)
    {
        if (server() is not { } end)
            return false;
        var begun = false;
        try
        {
            _line ??= await SmtpLine.OpenAsync(end, cancellationToken);
            if (!Fits(await _line.AskAsync($"MAIL FROM:<{Letter.From}>", cancellationToken), "MAIL", 250))
                return false;
            begun = true;
            foreach (var recipient in letter.Recipients)
            {
                if (!Fits(await _line.AskAsync($"RCPT TO:<{recipient}>", cancellationToken), "RCPT", 250))
                    return false;
            }

            if (!Fits(await _line.AskAsync("DATA", cancellationToken), "DATA", 354))
                return false;
            if (!Fits(await _line.SendAsync([.. letter.Content, .. FinalDot], cancellationToken), "dot", 250))
                return false;
            journal.Accepted(letter);
            return true;
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            if (begun)
                journal.MailCutShort();
            Hang();
            return false;
        }
    }

    /// <summary>Another code than the wanted one ends the transaction with the connection; a 5xx is noted, for no fault of the server is the sender's.</summary>
    private bool Fits(int code, string step, int wanted)
    {
        if (code == wanted)
            return true;
        journal.Answered(step, code);
        Hang();
        return false;
    }

    public void Dispose() => Hang();

    private void Hang()
    {
        _line?.Dispose();
        _line = null;
    }
}
