using System.Net;
using Postamt.Mail.Addresses;
using Postamt.Operations.Canary;
using Postamt.Server.Options;

namespace Postamt.Server.Hosting;

/// <summary>
/// What a version on trial has to do before anybody else's mail comes to it: take a mail in by SMTP, deliver it and give it out by IMAP. What is put off is tried again, as
/// any sender does: a database that is busy for a moment says nothing about a version.
/// </summary>
internal static class SelfTest
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <param name="open">Gives the account it is done with.</param>
    /// <exception cref="OptionException">It did not go well; the message says what.</exception>
    internal static async Task RunAsync(Func<CancellationToken, ValueTask<MailProbe>> open, IReadOnlyDictionary<string, IPEndPoint> endPoints, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!endPoints.TryGetValue("smtp", out var smtp) || !endPoints.TryGetValue("imap", out var imap)) return;
        using var late = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        var trouble = $"its mail was not there within {Patience.TotalSeconds:0} s";
        try
        {
            while (await TryAsync(open, smtp, imap, time, either.Token) is { } fault)
            {
                trouble = fault.Message;
                if (fault is UnexpectedReplyException { IsForGood: true }) throw new OptionException($"The self-test failed: {trouble}");
                await Task.Delay(Pause, time, either.Token);
            }
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new OptionException($"The self-test failed: {trouble}");
        }
    }

    /// <returns>What broke it off; null: it went well.</returns>
    private static async Task<Exception?> TryAsync(Func<CancellationToken, ValueTask<MailProbe>> open, IPEndPoint smtp, IPEndPoint imap, TimeProvider time, CancellationToken cancellationToken)
    {
        var mark = Guid.NewGuid().ToString("N");
        try
        {
            var probe = await open(cancellationToken);
            await probe.SendAsync(smtp, new EmailAddress("self-test", probe.Account.Domain), mark, "self-test", "Sent by a version on trial.", cancellationToken);
            await using var mailbox = await probe.OpenAsync(imap, cancellationToken);
            for (IReadOnlyList<ProbeMail> mails = []; mails.All(mail => mail.Mark != mark); await Task.Delay(Glance, time, cancellationToken))
            {
                mails = await mailbox.ListAsync(0, cancellationToken);
                await mailbox.RemoveAsync(mails, cancellationToken);
            }
            return null;
        }
        catch (Exception fault) when (MailProbe.IsBreak(fault) || fault is OptionException)
        {
            return fault;
        }
    }
}
