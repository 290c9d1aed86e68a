using Postamt.Store.Mailboxes;
using Postamt.Store.Messages;

namespace Postamt.Store.Search;

/// <summary>
/// A condition on one placement, as IMAP SEARCH (RFC 9051 6.4.4) and JMAP filters ask for it. Protocol numbers are resolved
/// before: a set holds UIDs only. Depth is bounded by whoever builds the tree.
/// </summary>
public abstract record SearchKey
{
    private SearchKey()
    {
    }

    public sealed record All : SearchKey;

    /// <param name="Uids">Ascending, not overlapping; empty matches nothing.</param>
    public sealed record UidSet(IReadOnlyList<UidRange> Uids) : SearchKey;

    /// <summary>True when the placement's flag is as <paramref name="Set"/> says.</summary>
    public sealed record Flag(SystemFlags System, bool Set) : SearchKey;

    public sealed record Keyword(string Name, bool Set) : SearchKey;

    /// <summary>Strictly larger or strictly smaller than so many octets.</summary>
    public sealed record Size(bool Larger, long Octets) : SearchKey;

    public sealed record Date(DateField Field, DateRelation Relation, DateOnly Day) : SearchKey;

    /// <summary>A field of that name exists and, decoded, contains the text; an empty text asks for the field alone.</summary>
    public sealed record Header(string Name, string Text) : SearchKey;

    /// <summary>A text part contains the text.</summary>
    public sealed record Body(string Text) : SearchKey;

    /// <summary>The header section or a text part contains the text.</summary>
    public sealed record AnyText(string Text) : SearchKey;

    /// <summary>RFC 7162 3.1.5: the modseq is equal or higher.</summary>
    public sealed record Changed(ModSeq AtLeast) : SearchKey;

    public sealed record Email(EmailId Id) : SearchKey;

    public sealed record Thread(ThreadId Id) : SearchKey;

    public sealed record Not(SearchKey Key) : SearchKey;

    public sealed record And(IReadOnlyList<SearchKey> Keys) : SearchKey;

    public sealed record Or(SearchKey Left, SearchKey Right) : SearchKey;

    /// <summary>What a row must carry for <see cref="RowMatch"/> to decide as much as rows can.</summary>
    public MessageColumns Columns => this switch
    {
        Size or Email or Thread => MessageColumns.Facts,
        Date { Field: DateField.Sent } => MessageColumns.Facts | MessageColumns.Structure,
        Date => MessageColumns.Facts,
        Header or Body or AnyText => MessageColumns.Facts | MessageColumns.Structure | MessageColumns.Prefix,
        Not not => not.Key.Columns,
        Or or => or.Left.Columns | or.Right.Columns,
        And and => and.Keys.Aggregate(MessageColumns.None, (all, key) => all | key.Columns),
        _ => MessageColumns.None,
    };
}

public enum DateField
{
    Internal,
    Saved,

    /// <summary>The Date header field, without its time and zone (RFC 9051 6.4.4 SENTON).</summary>
    Sent,
}

public enum DateRelation
{
    Before,
    On,
    Since,
}
