using Postamt.Mail.Headers;
using Postamt.Mail.Mime;
using Postamt.Screening.Looks;
using Postamt.Screening.Rules.Hosts;
using Postamt.Screening.Rules.Lookalikes;
using Postamt.Screening.Senders;

namespace Postamt.Screening.Rules.Clues;

/// <summary>What all rules go by, collected by one pass over each of header, text, page sources and links.</summary>
/// <param name="Now">When the mail came in.</param>
internal sealed record MailClues(ScreeningInput Input, MailLook Look, DateTimeOffset Now, HeaderClues Header, TextClues Text, PageClues Page, LinkClues Links)
{
    private const int MostRecipients = 50;

    public MessageEnvelope Envelope => Look.Structure.Envelope;

    /// <summary>Who is shown as the author; null: nobody.</summary>
    public HeaderAddress? Author { get; private init; }

    /// <summary>What a reader sees of the author besides the address; empty for nothing.</summary>
    public string AuthorName { get; private init; } = "";

    /// <summary>Lower case; empty where there is none.</summary>
    public string AuthorHost { get; private init; } = "";

    public string AuthorDomain { get; private init; } = "";

    /// <summary>Of the first address of Reply-To, in lower case; empty where there is none.</summary>
    public string ReplyHost { get; private init; } = "";

    /// <summary>The domains of those the mail is for: ours.</summary>
    public IReadOnlyList<string> OurDomains { get; private init; } = [];

    /// <summary>Null where nobody was asked; then nothing is known of the client either.</summary>
    public SenderFacts? Sender => Input.Sender;

    public bool IsListMail { get; private init; }

    /// <summary>Hosts of From, Reply-To and the links that look like somebody else's.</summary>
    public Likeness? Likeness { get; private init; }

    public bool Has(StructureFlags flag) => Look.Structure.Has(flag);

    /// <summary>A domain of ours, or below one.</summary>
    public bool IsOurs(string host) => OurDomains.Any(ours => host == ours || host.EndsWith("." + ours, StringComparison.Ordinal));

    public static MailClues Of(ScreeningInput input, MailLook look, DateTimeOffset now)
    {
        var author = look.Authors.Cast<HeaderAddress?>().FirstOrDefault();
        var reply = look.Structure.Envelope.ReplyTo.FirstOrDefault(static address => address.IsMailbox);
        var host = (author?.Host ?? "").ToLowerInvariant();
        var ours = input.Envelope.Recipients.Take(MostRecipients).Select(static recipient => recipient.Address.Domain.Ascii).Distinct().ToList();
        var links = LinkClues.Of(look.Links);
        var clues = new MailClues(input, look, now, HeaderClues.Of(look.Header.Span), TextClues.Of(look), PageClues.Of(look), links)
        {
            Author = author,
            AuthorName = author?.DisplayName?.Trim() ?? "",
            AuthorHost = host,
            AuthorDomain = RegistrableDomain.Of(host),
            ReplyHost = (reply.Host ?? "").ToLowerInvariant(),
            OurDomains = ours,
            IsListMail = input.IsListMail,
        };
        return clues with { Likeness = Likeness.Find(clues) };
    }
}
