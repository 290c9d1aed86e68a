// SEARCH and UID SEARCH: RFC 9051 6.4.4, ESEARCH RFC 4731, "$" RFC 5182, MODSEQ in the answer RFC 7162 3.1.5 and 3.1.10.
// Until the client enables IMAP4rev2, a SEARCH without RETURN is answered as RFC 3501 7.2.5 has it.
using System.Text;
using Postamt.Imap.Grammar;
using Postamt.Imap.Responses;
using Postamt.Imap.Sessions;
using Postamt.Store.Mailboxes;
using Postamt.Store.Search;

namespace Postamt.Imap.Commands;

/// <param name="Key">Null: the charset is unknown, and the key cannot be read without it.</param>
/// <param name="Returns">Null: the answer is SEARCH, not ESEARCH.</param>
/// <param name="ModSeqs">The key has MODSEQ.</param>
internal sealed record SearchCommand(SearchKey? Key, bool Uids, SearchReturns? Returns, bool ModSeqs) : ImapCommand
{
    private bool Saves => Returns is { } returns && (returns & SearchReturns.Save) != 0;

    public static ImapCommand? Parse(ref ImapTokenizer tokens, Session session) => Parse(ref tokens, session, false);

    public static ImapCommand? ParseUid(ref ImapTokenizer tokens, Session session) => Parse(ref tokens, session, true);

    public override async ValueTask<ImapStatus> ExecuteAsync(Session session, CancellationToken cancellationToken)
    {
        var view = session.Selected!;
        // RFC 9051 6.4.4.1: a SEARCH with SAVE that ends in NO leaves nothing saved.
        if (Saves) view.Saved = [];
        if (Key is null) return ImapStatus.No("Unknown charset", "BADCHARSET (US-ASCII UTF-8)");
        if (ModSeqs) session.EnableCondStore();
        var found = new SearchFinds(Returns?.OnlyEnds() ?? false, (Returns & SearchReturns.Min) != 0, (Returns & SearchReturns.Max) != 0);
        var search = new MessageSearch(session.Services.Messages, session.Services.Blobs);
        await foreach (var match in search.FindAsync(session.Account, view.Id, Key, Within(view), cancellationToken))
        {
            if (!match.TryGet(out var row)) return session.Refuse(match);
            var number = (uint)view.NumberOf(row.Uid.Value);
            if (number != 0) found.Add(row.Uid.Value, Uids ? row.Uid.Value : number, row.ModSeq.Value);
        }
        if (Saves && !TrySave(session, view, found)) return ImapStatus.No("The result is too long to be saved", "NOTSAVED");
        Write(session, found);
        return view.HasGone && !Uids ? ImapStatus.Ok("Searched", "EXPUNGEISSUED") : ImapStatus.Ok("Searched");
    }

    /// <summary>A key that is only about some messages spares reading the others.</summary>
    private IReadOnlyList<UidRange> Within(SelectedMailbox view)
    {
        var only = Key as SearchKey.UidSet ?? (Key as SearchKey.And)?.Keys.OfType<SearchKey.UidSet>().FirstOrDefault();
        return only?.Uids ?? (view.Count == 0 ? [] : [new UidRange(1, view.LastUid)]);
    }

    private static bool TrySave(Session session, SelectedMailbox view, SearchFinds found)
    {
        var ranges = UidRanges.Of(found.Saved);
        if (ranges.Count > session.Limits.SavedRanges) return false;
        view.Saved = ranges;
        return true;
    }

    private void Write(Session session, SearchFinds found)
    {
        // RFC 9051 6.4.4: SAVE alone is answered by nothing.
        if (Returns == SearchReturns.Save) return;
        if (Returns is { } returns) WriteExtended(session, returns, found);
        else WritePlain(session, found);
    }

    private void WritePlain(Session session, SearchFinds found)
    {
        var output = session.Out;
        output.Raw("* SEARCH"u8);
        foreach (var number in found.Numbers)
        {
            output.Raw(" "u8);
            output.Number(number);
        }
        if (ModSeqs && found.Numbers.Count > 0)
        {
            output.Raw(" (MODSEQ "u8);
            output.Number(found.ModSeq);
            output.Raw(")"u8);
        }
        output.Line(""u8);
    }

    private void WriteExtended(Session session, SearchReturns returns, SearchFinds found)
    {
        var output = session.Out;
        var numbers = found.Numbers;
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
                output.Long(SetText.Of(numbers));
            }
        }
        if ((returns & SearchReturns.Count) != 0) Item(output, " COUNT "u8, numbers.Count);
        if (ModSeqs && numbers.Count > 0) Item(output, " MODSEQ "u8, found.ModSeq);
        output.Line(""u8);
    }

    private static void Item(ResponseWriter output, ReadOnlySpan<byte> name, long value)
    {
        output.Raw(name);
        output.Number(value);
    }

    private static SearchCommand? Parse(ref ImapTokenizer tokens, Session session, bool uids)
    {
        // RFC 9051 6.4.4: no RETURN is RETURN (ALL).
        SearchReturns? returns = session.Rev2 ? SearchReturns.All : null;
        if (!tokens.Space()) return null;
        if (tokens.Word("RETURN"u8))
        {
            if (!tokens.Space() || !SearchReturnList.TryParse(ref tokens, out var asked) || !tokens.Space()) return null;
            returns = asked;
        }
        if (tokens.Word("CHARSET"u8))
        {
            if (!tokens.Space() || !tokens.TryAstring(out var name) || !tokens.Space()) return null;
            // RFC 9051 6.4.4: NO, not BAD; the strings are in octets nobody here can read.
            if (Encoding.Latin1.GetString(name).ToUpperInvariant() is not ("US-ASCII" or "UTF-8"))
            {
                tokens.Skip();
                return new SearchCommand(null, uids, returns, false);
            }
        }
        var parser = new SearchParser(session.Selected!, session.Limits.Depth);
        return parser.Keys(ref tokens) is { } key ? new SearchCommand(key, uids, returns, parser.AskedForModSeq) : null;
    }
}
