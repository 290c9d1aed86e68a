// SEARCH and UID SEARCH: RFC 9051 6.4.4, ESEARCH RFC 4731, MODSEQ in the answer RFC 7162 3.1.5 and 3.1.10.
using System.Text;
using Postamt.Imap.Grammar;
using Postamt.Imap.Responses;
using Postamt.Imap.Sessions;
using Postamt.Store.Mailboxes;
using Postamt.Store.Search;

namespace Postamt.Imap.Commands;

/// <summary>What RETURN asks for.</summary>
[Flags]
internal enum SearchReturns
{
    None = 0,
    Min = 1,
    Max = 2,
    All = 4,
    Count = 8,
}

/// <param name="Returns">Null: the answer is SEARCH, not ESEARCH.</param>
/// <param name="Charset">As named; US-ASCII is a part of UTF-8.</param>
internal sealed record SearchCommand(SearchKey Key, bool Uids, SearchReturns? Returns, string? Charset, bool ModSeqs) : ImapCommand
{
    public static ImapCommand? Parse(ref ImapTokenizer tokens, Session session) => Parse(ref tokens, session, false);

    public static ImapCommand? ParseUid(ref ImapTokenizer tokens, Session session) => Parse(ref tokens, session, true);

    public override async ValueTask<ImapStatus> ExecuteAsync(Session session, CancellationToken cancellationToken)
    {
        if (Charset is not (null or "US-ASCII" or "UTF-8")) return ImapStatus.No("Unknown charset", "BADCHARSET (US-ASCII UTF-8)");
        session.CondStore |= ModSeqs;
        var view = session.Selected!;
        var numbers = new List<uint>();
        long highest = 0;
        var search = new MessageSearch(session.Services.Messages, session.Services.Blobs);
        await foreach (var found in search.FindAsync(session.Account, view.Id, Key, Within(view), cancellationToken))
        {
            if (!found.TryGet(out var row)) return session.Refuse(found);
            var number = (uint)view.NumberOf(row.Uid.Value);
            if (number == 0) continue;
            numbers.Add(Uids ? row.Uid.Value : number);
            highest = Math.Max(highest, row.ModSeq.Value);
        }
        if (Returns is { } returns) WriteExtended(session, returns, numbers, highest);
        else Write(session, numbers, highest);
        return ImapStatus.Ok("Searched");
    }

    /// <summary>A key that is only about some messages spares reading the others.</summary>
    private IReadOnlyList<UidRange> Within(SelectedMailbox view)
    {
        var only = Key as SearchKey.UidSet ?? (Key as SearchKey.And)?.Keys.OfType<SearchKey.UidSet>().FirstOrDefault();
        return only?.Uids ?? (view.Count == 0 ? [] : [new UidRange(1, view.LastUid)]);
    }

    private void Write(Session session, List<uint> numbers, long highest)
    {
        var output = session.Out;
        output.Raw("* SEARCH"u8);
        foreach (var number in numbers)
        {
            output.Raw(" "u8);
            output.Number(number);
        }
        if (ModSeqs && numbers.Count > 0)
        {
            output.Raw(" (MODSEQ "u8);
            output.Number(highest);
            output.Raw(")"u8);
        }
        output.Line(""u8);
    }

    private void WriteExtended(Session session, SearchReturns returns, List<uint> numbers, long highest)
    {
        var output = session.Out;
        output.Raw("* ESEARCH (TAG "u8);
        output.String(session.Tag);
        output.Raw(Uids ? ") UID"u8 : ")"u8);
        // RFC 4731 3.1: MIN, MAX and ALL are left out when nothing was found.
        if (numbers.Count > 0)
        {
            if ((returns & SearchReturns.Min) != 0) Item(output, " MIN "u8, numbers[0]);
            if ((returns & SearchReturns.Max) != 0) Item(output, " MAX "u8, numbers[^1]);
            if ((returns & SearchReturns.All) != 0)
            {
                output.Raw(" ALL "u8);
                output.Raw(SetText.Of(numbers));
            }
        }
        if ((returns & SearchReturns.Count) != 0) Item(output, " COUNT "u8, numbers.Count);
        if (ModSeqs && numbers.Count > 0) Item(output, " MODSEQ "u8, highest);
        output.Line(""u8);
    }

    private static void Item(ResponseWriter output, ReadOnlySpan<byte> name, long value)
    {
        output.Raw(name);
        output.Number(value);
    }

    private static SearchCommand? Parse(ref ImapTokenizer tokens, Session session, bool uids)
    {
        SearchReturns? returns = null;
        string? charset = null;
        if (!tokens.Space()) return null;
        if (tokens.Word("RETURN"u8))
        {
            if (!tokens.Space() || !TryReturns(ref tokens, out var asked) || !tokens.Space()) return null;
            returns = asked;
        }
        if (tokens.Word("CHARSET"u8))
        {
            if (!tokens.Space() || !tokens.TryAstring(out var name) || !tokens.Space()) return null;
            charset = Encoding.Latin1.GetString(name).ToUpperInvariant();
        }
        var parser = new SearchParser(session.Selected!, session.Limits.Depth);
        return parser.Keys(ref tokens) is { } key ? new SearchCommand(key, uids, returns, charset, parser.AskedForModSeq) : null;
    }

    private static bool TryReturns(ref ImapTokenizer tokens, out SearchReturns returns)
    {
        returns = SearchReturns.None;
        if (!tokens.Open()) return false;
        if (!tokens.Close())
        {
            do
            {
                if (tokens.Word("MIN"u8)) returns |= SearchReturns.Min;
                else if (tokens.Word("MAX"u8)) returns |= SearchReturns.Max;
                else if (tokens.Word("ALL"u8)) returns |= SearchReturns.All;
                else if (tokens.Word("COUNT"u8)) returns |= SearchReturns.Count;
                else return false;
            }
            while (tokens.Space());
            if (!tokens.Close()) return false;
        }
        // RFC 4731 3.1: an empty list means ALL.
        if (returns == SearchReturns.None) returns = SearchReturns.All;
        return true;
    }
}
