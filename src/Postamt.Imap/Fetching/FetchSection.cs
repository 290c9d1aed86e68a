using Postamt.Mail.Mime;

namespace Postamt.Imap.Fetching;

/// <summary>BODY[section]&lt;origin.count&gt; as asked for (RFC 9051 6.4.5.1).</summary>
/// <param name="Path">Part numbers; empty: the message.</param>
/// <param name="Fields">HEADER.FIELDS names; null: no such filter.</param>
/// <param name="Not">HEADER.FIELDS.NOT.</param>
/// <param name="Label">How the response names it, such as BODY[1.TEXT]; the origin comes after.</param>
internal sealed record FetchSection(int[] Path, SectionText Text, IReadOnlyList<string>? Fields, bool Not, long? Origin, long Count, string Label);
