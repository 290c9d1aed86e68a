using System.Net;
using Postamt.Mail.Addresses;
using Postamt.Operations.Canary;
using Postamt.Server.Options;

namespace Postamt.Server.Hosting;

/// <summary>What a version on trial has to do before anybody else's mail comes to it: take a mail in by SMTP, deliver it and give it out by IMAP.</summary>
internal static class SelfTest
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);

    /// <exception cref="OptionException">It did not go well; the message says what.</exception>
    internal static async Task RunAsync(MailProbe probe, IReadOnlyDictionary<string, IPEndPoint> endPoints, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!endPoints.TryGetValue("smtp", out var smtp) || !endPoints.TryGetValue("imap", out var imap)) return;
        using var late = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        var mark = Guid.NewGuid().ToString("N");
        try
        {
            await probe.SendAsync(smtp, new EmailAddress("self-test", probe.Account.Domain), mark, "self-test", "Sent by a version on trial.", either.Token);
            await using var mailbox = await probe.OpenAsync(imap, either.Token);
            for (IReadOnlyList<ProbeMail> mails = []; mails.All(mail => mail.Mark != mark); await Task.Delay(Glance, time, either.Token))
            {
                mails = await mailbox.ListAsync(0, either.Token);
                await mailbox.RemoveAsync(mails, either.Token);
            }
        }
        catch (Exception fault) when (MailProbe.IsBreak(fault) || fault is OperationCanceledException && late.IsCancellationRequested)
        {
            throw new OptionException($"The self-test failed: {(fault is OperationCanceledException ? $"its mail was not there within {Patience.TotalSeconds:0} s" : fault.Message)}");
        }
    }
}
