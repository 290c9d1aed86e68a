// The keys of SEARCH: RFC 9051 6.4.4, RFC 3501 6.4.4, MODSEQ RFC 7162 3.1.5, EMAILID and THREADID RFC 8474 5.4, SAVED… RFC 8514 4.2.
// Sequence sets become UID sets here, in the session's own view. Depth is bounded by the tokenizer's brackets and a counter.
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Postamt.Imap.Grammar;
using Postamt.Imap.Sessions;
using Postamt.Store.Mailboxes;
using Postamt.Store.Messages;
using Postamt.Store.Search;

namespace Postamt.Imap.Commands;

internal ref struct SearchParser(SelectedMailbox view, int depth)
{
    private const int MaxKeys = 2_000;
    private int _depth = depth;
    private int _keys;

    /// <summary>The search needs HIGHESTMODSEQ in its answer.</summary>
    public bool AskedForModSeq { get; private set; }

    /// <summary>Keys side by side, all of which must fit.</summary>
    public SearchKey? Keys(ref ImapTokenizer tokens)
    {
        var keys = new List<SearchKey>();
        do
        {
            if (Key(ref tokens) is not { } key) return null;
            keys.Add(key);
        }
        while (tokens.Space());
        return keys.Count == 1 ? keys[0] : new SearchKey.And(keys);
    }

    private SearchKey? Key(ref ImapTokenizer tokens)
    {
        if (_depth <= 0 || ++_keys > MaxKeys) return null;
        _depth--;
        var key = Inner(ref tokens);
        _depth++;
        return key;
    }

    private SearchKey? Inner(ref ImapTokenizer tokens)
    {
        if (tokens.Open())
        {
            var inner = Keys(ref tokens);
            return tokens.Close() ? inner : null;
        }
        if (tokens.Peek is (byte)'*' or (byte)'$' or (>= (byte)'0' and <= (byte)'9')) return Set(ref tokens, false);
        if (!tokens.TryAtomText(out var name)) return null;
        return Plain(name.ToUpperInvariant()) ?? WithArgument(name.ToUpperInvariant(), ref tokens);
    }

    private static SearchKey? Plain(string name) => name switch
    {
        "ALL" => new SearchKey.All(),
        "ANSWERED" => new SearchKey.Flag(SystemFlags.Answered, true),
        "DELETED" => new SearchKey.Flag(SystemFlags.Deleted, true),
        "DRAFT" => new SearchKey.Flag(SystemFlags.Draft, true),
        "FLAGGED" => new SearchKey.Flag(SystemFlags.Flagged, true),
        "SEEN" => new SearchKey.Flag(SystemFlags.Seen, true),
        "UNANSWERED" => new SearchKey.Flag(SystemFlags.Answered, false),
        "UNDELETED" => new SearchKey.Flag(SystemFlags.Deleted, false),
        "UNDRAFT" => new SearchKey.Flag(SystemFlags.Draft, false),
        "UNFLAGGED" => new SearchKey.Flag(SystemFlags.Flagged, false),
        "UNSEEN" => new SearchKey.Flag(SystemFlags.Seen, false),
        // RFC 3501 6.4.4: \Recent is never set here, so nothing is new or recent and all is old.
        "RECENT" or "NEW" => new SearchKey.Not(new SearchKey.All()),
        "OLD" or "SAVEDATESUPPORTED" => new SearchKey.All(),
        _ => null,
    };

    private SearchKey? WithArgument(string name, ref ImapTokenizer tokens)
    {
        if (!tokens.Space()) return null;
        switch (name)
        {
            case "BCC" or "CC" or "FROM" or "SUBJECT" or "TO":
                return Text(ref tokens) is { } inField ? new SearchKey.Header(name, inField) : null;
            case "BODY":
                return Text(ref tokens) is { } body ? new SearchKey.Body(body) : null;
            case "TEXT":
                return Text(ref tokens) is { } text ? new SearchKey.AnyText(text) : null;
            case "HEADER":
                return Text(ref tokens) is { } field && tokens.Space() && Text(ref tokens) is { } value ? new SearchKey.Header(field, value) : null;
            case "KEYWORD" or "UNKEYWORD":
                return tokens.TryAtomText(out var keyword) ? new SearchKey.Keyword(keyword, name == "KEYWORD") : null;
            case "LARGER" or "SMALLER":
                return tokens.TryNumber(out var octets) ? new SearchKey.Size(name == "LARGER", octets) : null;
            case "UID":
                return Set(ref tokens, true);
            case "NOT":
                return Key(ref tokens) is { } negated ? new SearchKey.Not(negated) : null;
            case "OR":
                return Key(ref tokens) is { } left && tokens.Space() && Key(ref tokens) is { } right ? new SearchKey.Or(left, right) : null;
            case "MODSEQ":
                return ModSeq(ref tokens);
            case "EMAILID":
                return Id(ref tokens, 'M') is { } email ? new SearchKey.Email(new EmailId(email)) : null;
            case "THREADID":
                return Id(ref tokens, 'T') is { } thread ? new SearchKey.Thread(new ThreadId(thread)) : null;
            default:
                return Date(name, ref tokens);
        }
    }

    private SearchKey? Set(ref ImapTokenizer tokens, bool uids)
    {
        if (!SequenceSet.TryParse(ref tokens, out var set)) return null;
        return view.Resolve(set, uids) is { } ranges ? new SearchKey.UidSet(ranges) : null;
    }

    private SearchKey? ModSeq(ref ImapTokenizer tokens)
    {
        AskedForModSeq = true;
        // RFC 7162 3.1.5: an entry name and type may stand before; every flag has the message's one modseq here.
        if (tokens.Peek == (byte)'"' && (!tokens.TryString(out _) || !tokens.Space() || !(tokens.Word("priv"u8) || tokens.Word("shared"u8) || tokens.Word("all"u8)) || !tokens.Space())) return null;
        return tokens.TryNumber(out var least) ? new SearchKey.Changed(new ModSeq(least)) : null;
    }

    // An id that cannot be one of ours fits nothing.
    private static long? Id(ref ImapTokenizer tokens, char kind)
    {
        if (!tokens.TryAtomText(out var text)) return null;
        return text.Length > 1 && text[0] == kind && long.TryParse(text.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : -1;
    }

    private static SearchKey? Date(string name, ref ImapTokenizer tokens)
    {
        var field = name.StartsWith("SENT", StringComparison.Ordinal) ? DateField.Sent : name.StartsWith("SAVED", StringComparison.Ordinal) ? DateField.Saved : DateField.Internal;
        DateRelation? relation = name[(field switch { DateField.Sent => 4, DateField.Saved => 5, _ => 0 })..] switch
        {
            "BEFORE" => DateRelation.Before,
            "ON" => DateRelation.On,
            "SINCE" => DateRelation.Since,
            _ => null,
        };
        return relation is { } known && DateText.TryDate(ref tokens, out var day) ? new SearchKey.Date(field, known, day) : null;
    }

    private static string? Text(ref ImapTokenizer tokens) => tokens.TryAstring(out var octets) && Utf8.IsValid(octets) ? Encoding.UTF8.GetString(octets) : null;
}
