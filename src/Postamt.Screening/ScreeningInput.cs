using System.Net;
using Postamt.Cluster.Identity;
using Postamt.Mail.Envelopes;
using Postamt.Mail.Headers;
using Postamt.Mail.Mime;
using Postamt.Screening.Looks;
using Postamt.Screening.Senders;
using Postamt.Store.Spooling;

namespace Postamt.Screening;

/// <summary>Who hands a mail in.</summary>
public enum MailOrigin
{
    /// <summary>Anybody, on the public door.</summary>
    Outside,

    /// <summary>An account that signed in.</summary>
    SignedIn,

    /// <summary>A front server of ours by LMTP: it has judged the client already, whose address is not the peer's.</summary>
    FrontServer,
}

/// <summary>A received mail as the checks see it.</summary>
/// <param name="Content">The octets as received.</param>
/// <param name="Header">Its header section, with the empty line.</param>
/// <param name="Peer">The client's address.</param>
/// <param name="HeloName">As the client said it; empty where it said none.</param>
public sealed record ScreeningInput(
    Envelope Envelope, SpooledContent Content, ReadOnlyMemory<byte> Header, MessageStructure Structure, MailOrigin Origin, IPAddress Peer, string HeloName)
{
    /// <summary>What is known about the sender; null where nobody was asked.</summary>
    public SenderFacts? Sender { get; init; }

    /// <summary>Whose mail it is, and whose rules hold; the installation's where it goes to several companies.</summary>
    public CompanyId Company { get; init; } = CompanyId.Installation;

    /// <summary>What the mail shows, read when the first check asks for it and once for all.</summary>
    public SharedLook Look { get; init; } = new(Content, Header, Structure);

    /// <summary>It says that it came by a mailing list (RFC 2919, RFC 2369).</summary>
    public bool IsListMail => HeaderFields.TryFind(Header.Span, "List-Id"u8, out _) || HeaderFields.TryFind(Header.Span, "List-Post"u8, out _);
}
