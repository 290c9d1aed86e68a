using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
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
    /// <exception cref="UnexpectedReplyException">It was not accepted.</exception>
    /// <exception cref="IOException">Whether it was accepted is not known. See <see cref="IsBreak"/> for what else.</exception>
    public async Task SendAsync(IPEndPoint smtp, EmailAddress from, string mark, string subject, string text, CancellationToken cancellationToken)
    {
        await using var talk = await LineTalk.OpenAsync(smtp, isProxied, cancellationToken);
        await talk.ExpectAsync("220", cancellationToken);
        await talk.AskAsync($"EHLO {from.Domain.Ascii}", "250 ", cancellationToken);
        await GiveAsync(talk, from, account, mark, subject, text, cancellationToken);
    }

    /// <summary>The same through the submission door, signed in, from our own account to anybody.</summary>
    /// <returns>The reply to the mail, with what the server calls it.</returns>
    /// <exception cref="UnexpectedReplyException">It was not accepted.</exception>
    /// <exception cref="IOException">Whether it was accepted is not known. See <see cref="IsBreak"/> for what else.</exception>
    public async Task<string> SubmitAsync(IPEndPoint submission, EmailAddress to, string mark, string subject, string text, CancellationToken cancellationToken)
    {
        await using var plain = await LineTalk.OpenAsync(submission, isProxied, cancellationToken);
        await plain.ExpectAsync("220", cancellationToken);
        await plain.AskAsync($"EHLO {account.Domain.Ascii}", "250 ", cancellationToken);
        await plain.AskAsync("STARTTLS", "220", cancellationToken);
        await using var talk = await plain.SecureAsync(cancellationToken);
        await talk.AskAsync($"EHLO {account.Domain.Ascii}", "250 ", cancellationToken);
        await talk.AskAsync($"AUTH PLAIN {Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{account}\0{password.Value}"))}", "235", cancellationToken);
        return await GiveAsync(talk, account, to, mark, subject, text, cancellationToken);
    }

    private async Task<string> GiveAsync(LineTalk talk, EmailAddress from, EmailAddress to, string mark, string subject, string text, CancellationToken cancellationToken)
    {
        await talk.AskAsync($"MAIL FROM:<{from}>", "250", cancellationToken);
        await talk.AskAsync($"RCPT TO:<{to}>", "250", cancellationToken);
        await talk.AskAsync("DATA", "354", cancellationToken);
        var mail = $"From: Postamt <{from}>\r\nTo: <{to}>\r\nSubject: {subject}\r\nMessage-ID: {IdOf(mark)}\r\nAuto-Submitted: auto-generated\r\n"
            + $"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n.";
        var reply = await talk.AskAsync(mail, "250", cancellationToken);
        try
        {
            await talk.SayAsync("QUIT", cancellationToken);
        }
        catch (Exception gone) when (IsBreak(gone) || gone is OperationCanceledException)
        {
            // The mail is the server's, whatever becomes of the session.
            return reply[^1];
        }
        return reply[^1];
    }

    /// <summary>Opens the mailbox.</summary>
    /// <exception cref="IOException">It cannot be read; the message says what was answered. See <see cref="IsBreak"/> for what else.</exception>
    public async Task<ProbeMailbox> OpenAsync(IPEndPoint imap, CancellationToken cancellationToken)
    {
        var plain = await LineTalk.OpenAsync(imap, isProxied, cancellationToken);
        try
        {
            await plain.ExpectAsync("* OK", cancellationToken);
            await plain.CommandAsync("STARTTLS", cancellationToken);
            var talk = await plain.SecureAsync(cancellationToken);
            await talk.CommandAsync($"LOGIN {Quoted(account.ToString())} {Quoted(password.Value)}", cancellationToken);
            await talk.CommandAsync("SELECT INBOX", cancellationToken);
            return new ProbeMailbox(talk);
        }
        catch
        {
            await plain.DisposeAsync();
            throw;
        }
    }

    private string IdOf(string mark) => $"<{mark}@{account.Domain.Ascii}>";

    private static string Quoted(string text) => "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";
}
