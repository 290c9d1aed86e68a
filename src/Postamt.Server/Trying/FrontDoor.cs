using System.Net;
using Postamt.Directory.Operations;
using Postamt.Mail.Addresses;
using Postamt.Operations.Canary;
using Postamt.Server.Options;

namespace Postamt.Server.Trying;

/// <summary>Sends one mail through the SMTP listener and reads it back through IMAP, as any client would.</summary>
internal static class FrontDoor
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <exception cref="OptionException">What did not work, in a sentence.</exception>
    internal static async Task TryAsync(IPEndPoint smtp, IPEndPoint imap, SampleAccount person, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(Patience);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        var mark = Guid.NewGuid().ToString("N");
        var probe = new MailProbe(person.Address, new Secret(person.Password), static _ => false);
        try
        {
            await probe.SendAsync(smtp, new EmailAddress("welcome", person.Address.Domain), mark, "Welcome to Postamt", "This mail came in through the front door. Your post office works.", either.Token);
            await using var mailbox = await probe.OpenAsync(imap, either.Token);
            if ((await mailbox.ListAsync(0, either.Token)).All(mail => mail.Mark != mark)) throw new IOException("IMAP does not show it.");
        }
        catch (Exception fault) when (MailProbe.IsBreak(fault) || fault is OperationCanceledException && late.IsCancellationRequested)
        {
            throw new OptionException($"The post office runs, but the mail that tries it out did not come through: {fault.Message}");
        }
    }
}
