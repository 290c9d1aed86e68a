using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Postamt.Directory.Operations;
using Postamt.Mail.Addresses;

namespace Postamt.Operations.Canary;

/// <summary>Sends a mail through the public SMTP door and finds it through the public IMAP door.</summary>
/// <param name="isProxied">Connections from such an address have to begin with a PROXY header.</param>
public sealed class MailProbe(EmailAddress account, Secret password, Func<IPAddress, bool> isProxied)
{
    /// <summary>What a break of a talk throws.</summary>
    public static bool IsBreak(Exception fault) => fault is IOException or SocketException or AuthenticationException;

    public EmailAddress Account => account;

    /// <param name="mark">Letters and digits, of this mail only.</param>
    /// <exception cref="IOException">It was not accepted; the message says what was answered. See <see cref="IsBreak"/> for what else.</exception>
    public async Task SendAsync(IPEndPoint smtp, EmailAddress from, string mark, string subject, string text, CancellationToken cancellationToken)
    {
        await using var talk = await LineTalk.OpenAsync(smtp, isProxied, cancellationToken);
        await talk.ExpectAsync("220", cancellationToken);
        await talk.AskAsync($"EHLO {from.Domain.Ascii}", "250 ", cancellationToken);
        await talk.AskAsync($"MAIL FROM:<{from}>", "250", cancellationToken);
        await talk.AskAsync($"RCPT TO:<{account}>", "250", cancellationToken);
        await talk.AskAsync("DATA", "354", cancellationToken);
        var mail = $"From: Postamt <{from}>\r\nTo: <{account}>\r\nSubject: {subject}\r\nMessage-ID: {IdOf(mark)}\r\nAuto-Submitted: auto-generated\r\n"
            + $"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n.";
        await talk.AskAsync(mail, "250", cancellationToken);
        await talk.AskAsync("QUIT", "221", cancellationToken);
    }

    /// <summary>How often each of the mails is there.</summary>
    /// <param name="removes">What is found is taken away.</param>
    /// <exception cref="IOException">It cannot be read; the message says what was answered. See <see cref="IsBreak"/> for what else.</exception>
    public async Task<IReadOnlyDictionary<string, int>> FindAsync(IPEndPoint imap, IReadOnlyCollection<string> marks, bool removes, CancellationToken cancellationToken)
    {
        await using var plain = await LineTalk.OpenAsync(imap, isProxied, cancellationToken);
        await plain.ExpectAsync("* OK", cancellationToken);
        await plain.AskAsync("s STARTTLS", "s OK", cancellationToken);
        await using var talk = await plain.SecureAsync(cancellationToken);
        await talk.AskAsync($"a LOGIN {Quoted(account.ToString())} {Quoted(password.Value)}", "a OK", cancellationToken);
        await talk.AskAsync("b SELECT INBOX", "b OK", cancellationToken);
        var found = new Dictionary<string, int>();
        foreach (var mark in marks)
        {
            var answer = await talk.AskAsync($"c UID SEARCH HEADER Message-ID {Quoted(IdOf(mark))}", "c OK", cancellationToken);
            string[] uids = [.. answer.Where(line => line.StartsWith("* SEARCH ", StringComparison.Ordinal)).SelectMany(line => line["* SEARCH ".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries))];
            if (uids.Length == 0) continue;
            found[mark] = uids.Length;
            if (!removes) continue;
            await talk.AskAsync($"d UID STORE {string.Join(',', uids)} +FLAGS.SILENT (\\Deleted)", "d OK", cancellationToken);
        }
        if (removes && found.Count > 0) await talk.AskAsync("e EXPUNGE", "e OK", cancellationToken);
        await talk.AskAsync("f LOGOUT", "f OK", cancellationToken);
        return found;
    }

    private string IdOf(string mark) => $"<{mark}@{account.Domain.Ascii}>";

    private static string Quoted(string text) => "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";
}
