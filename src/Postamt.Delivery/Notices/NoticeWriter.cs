using System.Security.Cryptography;
using Postamt.Cluster.Identity;
using Postamt.Directory.Entities;
using Postamt.Directory.Lookups;
using Postamt.Mail.Addresses;
using Postamt.Mail.Envelopes;
using Postamt.Mail.Mime;
using Postamt.Mail.Outcomes;
using Postamt.Mail.Reports;
using Postamt.Queue.Accepting;
using Postamt.Queue.Running;
using Postamt.Store.Blobs;
using Postamt.Store.Spooling;

namespace Postamt.Delivery.Notices;

/// <summary>
/// Notices to senders (RFC 3464), in the language of the sender where we know them. A notice is a mail like any other: spooled, indexed and
/// accepted in the transaction of the outcomes it tells of; its own reverse-path is null (RFC 5321 4.5.5).
/// </summary>
public sealed class NoticeWriter(
    DomainName hostName,
    EmailAddress postmaster,
    IAddressBook addresses,
    IBlobs blobs,
    ISpool spool,
    TimeProvider time,
    RandomNumberGenerator random) : INoticeWriter
{
    private readonly DeliveryReportWriter _writer = new(random);

    public async ValueTask<AcceptRequest> WriteAsync(Notice notice, CancellationToken cancellationToken)
    {
        var sender = notice.Message.Mail.ReversePath.Address ?? throw new ArgumentException("no notice to the null reverse-path", nameof(notice));
        var id = AcceptId.Next(time, random);
        var (target, company, locale) = await DestinationAsync(sender, notice.Message.Company, cancellationToken);
        var report = Report(notice, sender, id, locale);
        await using var writer = spool.Begin();
        using var indexer = new MessageIndexer();
        await WriteContentAsync(report, notice, new IndexingStream(writer, indexer), cancellationToken);
        var content = await writer.CompleteAsync(cancellationToken);
        var structure = indexer.Complete();
        return new AcceptRequest
        {
            Id = id,
            Mail = new MailParameters { ReversePath = ReversePath.Null, SmtpUtf8 = report.SmtpUtf8 },
            Content = content,
            Structure = structure.ToStored(),
            TraceHeader = default,
            MessageId = structure.MessageId,
            References = [.. structure.ReferenceIds],
            Hops = 0,
            Source = new AcceptSource(AcceptKind.Internal, "", "", null, "notice"),
            ReceivedAt = notice.At,
            Verdict = "not screened: made here",
            // RFC 3461 6.1: a notice itself asks for none.
            Recipients = [new AcceptRecipient(new EnvelopeRecipient(sender) { Notify = DsnNotify.Never }, company, new RecipientTarget.Enqueue(target))],
        };
    }

    private async ValueTask WriteContentAsync(DeliveryReport report, Notice notice, Stream output, CancellationToken cancellationToken)
    {
        var opened = await blobs.OpenAsync(notice.Message.Content, cancellationToken);
        // A mail whose content cannot be read now is still reported, without it.
        if (!opened.TryGet(out var reader))
        {
            await _writer.WriteAsync(report, null, output, cancellationToken);
            return;
        }
        await using (reader)
        {
            await _writer.WriteAsync(report, new BlobStream(reader), output, cancellationToken);
        }
    }

    private async ValueTask<(Destination Target, CompanyId Company, string? Locale)> DestinationAsync(EmailAddress sender, CompanyId company, CancellationToken cancellationToken)
    {
        switch (await addresses.FindDomainAsync(sender.Domain, cancellationToken))
        {
            case Lookup<MailDomain>.NotFound:
                return (Destination.Remote(sender.Domain), company, await LocaleAsync(company, cancellationToken));
            case Lookup<MailDomain>.Found { Value: var domain }:
                var locale = await addresses.ResolveAsync(sender, cancellationToken) is Lookup<ResolvedAddress>.Found { Value.Entry: AddressEntry.Mailbox mailbox }
                    && await addresses.FindAccountAsync(mailbox.Account, cancellationToken) is Lookup<Account>.Found { Value: var account }
                    ? account.Locale
                    : await LocaleAsync(domain.Company, cancellationToken);
                return (Destination.Local, domain.Company, locale);
            default:
                // The whole attempt is tried again: a notice sent the wrong way would be worse.
                throw new IOException("the directory cannot say where the notice goes");
        }
    }

    private async ValueTask<string?> LocaleAsync(CompanyId company, CancellationToken cancellationToken) =>
        await addresses.FindCompanyAsync(company, cancellationToken) is Lookup<Company>.Found { Value: var found } ? found.Locale : null;

    private DeliveryReport Report(Notice notice, EmailAddress sender, AcceptId id, string? locale) => new()
    {
        Sender = sender,
        ReportingHost = hostName,
        Postmaster = postmaster,
        AcceptId = notice.Message.AcceptId,
        ReportId = id,
        ArrivedAt = notice.Message.ReceivedAt,
        ReportedAt = notice.At,
        EnvelopeId = notice.Message.Mail.EnvelopeId,
        Return = notice.Message.Mail.Return,
        SmtpUtf8 = notice.Message.Mail.SmtpUtf8,
        Locale = locale,
        Recipients = [.. notice.Recipients.Select(recipient => Result(notice, recipient))],
    };

    private static RecipientResult Result(Notice notice, NoticeRecipient recipient)
    {
        var action = (notice.Kind, recipient.Relay) switch
        {
            (NoticeKind.Failed, _) => ReportAction.Failed,
            (NoticeKind.Delayed, _) => ReportAction.Delayed,
            (_, null) => ReportAction.Delivered,
            _ => ReportAction.Relayed,
        };
        var status = recipient.Failure?.Status ?? new EnhancedStatus(2, 0, 0);
        // RFC 3464 2.3.4: an expired mail has failed for good, whatever the last attempt said.
        if (action == ReportAction.Failed && !status.IsPermanent) status = new EnhancedStatus(5, 4, 7);
        return new RecipientResult(recipient.Recipient.Recipient.Address, action, status)
        {
            OriginalRecipient = recipient.Recipient.Recipient.OriginalRecipient,
            RemoteHost = recipient.Failure?.RemoteHost ?? recipient.Relay,
            Diagnostic = recipient.Failure?.RemoteReply,
            LastAttempt = notice.At,
            RetryUntil = recipient.RetryUntil,
        };
    }
}
