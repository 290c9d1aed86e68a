using System.Net;
using Postamt.Mail.Addresses;
using Postamt.Operations.Canary;
using Postamt.Operations.Drills;
using Postamt.Server.Local;
using Postamt.Server.Options;

namespace Postamt.Server.Drilling;

/// <summary>What has to be so at this machine's node while it pretends a fault.</summary>
internal sealed class NodeLooks(LocalNode node, Func<Task<MailProbe>> account, Func<string, Task<IPEndPoint>> door, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Senders are told to come again before they send anything; readers are served.</summary>
    internal Task DiskIsFullAsync(CancellationToken abort) => WithinAsync(
        async (probe, late) =>
        {
            try
            {
                await probe.SendAsync(await door("smtp"), new EmailAddress("drill", probe.Account.Domain), Mark(), "drill", "Sent to a node without room.", late);
            }
            catch (UnexpectedReplyException reply) when (reply.Reply.StartsWith("452", StringComparison.Ordinal))
            {
                await using var mailbox = await probe.OpenAsync(await door("imap"), late);
                await mailbox.ListAsync(0, late);
                return;
            }
            throw new DrillFailedException("a node that has no room has taken a mail");
        },
        abort);

    /// <summary>Mail to elsewhere is taken, waits, and is not given up.</summary>
    internal async Task DnsIsDownAsync(TimeSpan length, CancellationToken abort)
    {
        var mail = "";
        await WithinAsync(
            async (probe, late) => mail = (await probe.SubmitAsync(await door("submission"), EmailAddress.Parse("nobody@elsewhere.invalid"), Mark(), "drill", "Sent to elsewhere while DNS is down.", late)).Split(' ')[^1],
            abort);
        await Task.Delay(length, time, abort);
        if (await node.TryAskAsync("queue", "show", mail) is null) throw new DrillFailedException($"a mail to elsewhere did not wait while DNS was down: postamt trace {mail}");
        await node.AskAsync("queue", "remove", mail);
    }

    /// <summary>A session that began before goes on, a new one sees another certificate; once it is taken back, the first one again.</summary>
    internal async Task CertificateIsSwappedAsync(ProbeMailbox before, CancellationToken abort)
    {
        await WithinAsync(
            async (probe, late) =>
            {
                await using var mailbox = await probe.OpenAsync(await door("imap"), late);
                if (mailbox.Certificate == before.Certificate) throw new DrillFailedException("a new session is shown the old certificate");
                await before.ListAsync(0, late);
            },
            abort);
        await node.AskAsync("drill", "mend", DrillSwitches.CertificateSwap);
        await WithinAsync(
            async (probe, late) =>
            {
                await using var mailbox = await probe.OpenAsync(await door("imap"), late);
                if (mailbox.Certificate != before.Certificate) throw new DrillFailedException("the first certificate is not back");
                await before.ListAsync(0, late);
            },
            abort);
    }

    /// <summary>A session of this moment.</summary>
    internal async Task<ProbeMailbox> OpenAsync(CancellationToken abort)
    {
        ProbeMailbox? mailbox = null;
        await WithinAsync(async (probe, late) => mailbox = await probe.OpenAsync(await door("imap"), late), abort);
        return mailbox!;
    }

    private async Task WithinAsync(Func<MailProbe, CancellationToken, Task> work, CancellationToken abort)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(abort);
        late.CancelAfter(Patience);
        try
        {
            await work(await account(), late.Token);
        }
        catch (Exception fault) when (MailProbe.IsBreak(fault) || fault is OptionException || fault is OperationCanceledException && !abort.IsCancellationRequested)
        {
            throw new DrillFailedException(fault is OperationCanceledException ? $"the node did not answer within {Patience.TotalSeconds:0} s" : $"the node did not answer as it should: {fault.Message.TrimEnd('.')}");
        }
    }

    private static string Mark() => Guid.NewGuid().ToString("N");
}
