using System.Net;
using System.Net.Sockets;
using System.Text;
using Postamt.Mail.Envelopes;
using Postamt.Mail.Headers;
using Postamt.Mail.Mime;
using Postamt.Queue.Accepting;
using Postamt.Screening.Senders;
using Postamt.Screening.Verdicts;
using Postamt.Smtp.Server;
using Postamt.Store.Mailboxes;
using Postamt.Store.Spooling;

namespace Postamt.Intake.Sessions;

/// <summary>Puts together the request that makes a screened mail ours: id, trace header, and for mail filed at once its prefix.</summary>
internal static class RequestBuilder
{
    private const int MostReferences = 100;

    public static AcceptRequest Build(
        IntakeServices services,
        SmtpPeer peer,
        MailParameters mail,
        IntakeIdentity? sender,
        List<AcceptRecipient> recipients,
        SpooledContent content,
        MessageStructure structure,
        Verdict verdict)
    {
        var id = AcceptId.Next(services.Time, services.Random);
        var now = services.Time.GetUtcNow();
        var trace = TraceHeader(services, peer, mail, sender, recipients, structure, verdict, id, now);
        return new AcceptRequest
        {
            Id = id,
            Mail = mail,
            Content = content,
            Structure = structure.ToStored(),
            TraceHeader = trace,
            MessageId = structure.MessageId,
            References = [.. structure.ReferenceIds.Take(MostReferences)],
            Hops = structure.Hops,
            Source = new AcceptSource(Kind(peer.Options.Profile), Network(peer.Remote.Address), peer.Id, sender?.Login.Account, $"{peer.HeloName} [{peer.Remote.Address}]"),
            ReceivedAt = now,
            Verdict = verdict.Explanation,
            IsJunk = verdict is Verdict.AcceptAsJunk,
            Recipients = [.. recipients.Select(recipient => WithPrefix(recipient, mail, trace, verdict))],
        };
    }

    private static AcceptRecipient WithPrefix(AcceptRecipient recipient, MailParameters mail, ReadOnlyMemory<byte> trace, Verdict verdict)
    {
        if (recipient.Target is not RecipientTarget.File file) return recipient;
        var filing = file.Filing with
        {
            Mailbox = verdict is Verdict.AcceptAsJunk ? MailboxRole.Junk : MailboxRole.Inbox,
            Prefix = FilingPrefix.Build(mail.ReversePath, recipient.Recipient.Address, trace),
        };
        return recipient with { Target = new RecipientTarget.File(filing) };
    }

    private static byte[] TraceHeader(
        IntakeServices services,
        SmtpPeer peer,
        MailParameters mail,
        IntakeIdentity? sender,
        List<AcceptRecipient> recipients,
        MessageStructure structure,
        Verdict verdict,
        AcceptId id,
        DateTimeOffset now)
    {
        var received = new ReceivedField
        {
            Greeting = peer.HeloName,
            PeerAddress = peer.Remote.Address,
            PeerName = verdict.Sender?.Reverse.Name is { Length: > 0 } name ? name : null,
            By = services.HostName,
            With = With(peer, mail.SmtpUtf8),
            Tls = peer.Tls is { } tls ? $"{tls.Version} {tls.Cipher}" : null,
            Id = id,
            // RFC 5321 7.2: with several recipients naming one would betray blind copies.
            For = recipients.Count == 1 ? recipients[0].Recipient.Address : null,
            At = now,
        };
        var header = new StringBuilder();
        // RFC 8601 4: above the other trace fields of this host.
        if (verdict.Sender is { } facts) header.Append(ResultsField.Make(services.HostName.Ascii, facts));
        header.Append(received);
        if (sender is not null)
        {
            // RFC 6409 8.3 and 8.4: a submitted mail without them gets Date and Message-ID here.
            if (structure.Envelope.Date is null) header.Append("Date: ").Append(MailDate.Format(now)).Append("\r\n");
            if (structure.Envelope.MessageId is null) header.Append("Message-ID: <").Append(id.ToString()).Append('@').Append(services.HostName.Ascii).Append(">\r\n");
        }
        return Encoding.UTF8.GetBytes(header.ToString());
    }

    /// <summary>RFC 3848 and RFC 6531 4.3.</summary>
    private static TransmissionType With(SmtpPeer peer, bool utf8)
    {
        var (tls, signedIn) = (peer.Tls is not null, peer.Identity is not null);
        if (peer.Options.Profile == SmtpProfile.Lmtp) return TransmissionType.Lmtp(tls, signedIn, utf8);
        return peer.Extended ? TransmissionType.Esmtp(tls, signedIn, utf8) : TransmissionType.Smtp;
    }

    private static AcceptKind Kind(SmtpProfile profile) => profile switch
    {
        SmtpProfile.Submission => AcceptKind.Submission,
        SmtpProfile.Lmtp => AcceptKind.Lmtp,
        _ => AcceptKind.Mx,
    };

    /// <summary>The peer's /24 or /64: a mail that is sent again comes from there, if not from the same address.</summary>
    private static string Network(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        var bytes = address.GetAddressBytes();
        var kept = address.AddressFamily == AddressFamily.InterNetwork ? 3 : 8;
        bytes.AsSpan(kept).Clear();
        return $"{new IPAddress(bytes)}/{kept * 8}";
    }
}
