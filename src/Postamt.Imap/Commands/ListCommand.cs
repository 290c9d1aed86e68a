// LIST: RFC 9051 6.3.9, RFC 5258, LIST-STATUS RFC 5819, CHILDREN RFC 3348, SPECIAL-USE RFC 6154.
// A name is told when it matches a pattern and either meets the selection options itself or, with RECURSIVEMATCH, has a name
// below it that meets them and matches no pattern (RFC 9051 6.3.9.3).
using Postamt.Imap.Grammar;
using Postamt.Imap.Responses;
using Postamt.Imap.Sessions;

namespace Postamt.Imap.Commands;

/// <param name="Extended">RFC 9051 6.3.9: one of the three extended forms.</param>
internal sealed record ListCommand(IReadOnlyList<string> Patterns, ListOptions Options, bool Extended) : ImapCommand
{
    private const int MaxPatterns = 100;

    /// <summary>Characters of all patterns together: the cost of a LIST is names times this.</summary>
    private const int MaxLength = 4 * ListPattern.MaxLength;

    public static ImapCommand? Parse(ref ImapTokenizer tokens, Session session)
    {
        var options = ListOptions.None;
        if (!tokens.Space()) return null;
        var extended = tokens.Peek == (byte)'(';
        if (extended && (!ListOptions.TrySelection(ref tokens, ref options) || !tokens.Space())) return null;
        if (!tokens.TryAstring(out var reference) || !tokens.Space()) return null;
        extended |= tokens.Peek == (byte)'(';
        if (!TryPatterns(ref tokens, session, reference, out var patterns)) return null;
        if (tokens.AtEnd) return new ListCommand(patterns, options, extended);
        return tokens.Space() && tokens.Word("RETURN"u8) && tokens.Space() && ListOptions.TryReturn(ref tokens, ref options) ? new ListCommand(patterns, options, true) : null;
    }

    public override async ValueTask<ImapStatus> ExecuteAsync(Session session, CancellationToken cancellationToken)
    {
        if (!Extended && Patterns is [""])
        {
            // RFC 9051 6.3.9: an empty pattern of the basic syntax asks for the separator.
            session.Out.Line("* LIST (\\Noselect) \"/\" \"\""u8);
            return ImapStatus.Ok("Listed");
        }
        if (Options.Status?.AsksForModSeq == true) session.EnableCondStore();
        var read = await session.Services.Mailboxes.ListAsync(session.Account, cancellationToken);
        if (!read.TryGet(out var list)) return session.Refuse(read);
        // RFC 9051 6.3.9: empty patterns of the extended syntax are passed over.
        List<ListPattern> patterns = [.. Patterns.Where(one => one.Length > 0).Select(one => new ListPattern(one))];
        var entries = ListEntries.All(list).Select(one => (Entry: one, Matches: patterns.Exists(pattern => pattern.Matches(one.Name.Value)))).ToList();
        var (above, aboveHidden) = Options.Recursive ? LevelsAbove(entries) : ([], []);
        foreach (var (entry, matches) in entries)
        {
            var meets = Options.IsMetBy(entry);
            if (!matches || (!meets && !aboveHidden.Contains(entry.Name.Value))) continue;
            var childInfo = above.Contains(entry.Name.Value) ? Options.Quoted : null;
            ListResponse.Write(session, entry.Name, ListResponse.Attributes(entry, Options.ShowSubscribed, Options.ShowSpecial, Options.ShowChildren), childInfo: childInfo);
            // RFC 9051 6.3.9.8 example 11: no STATUS for a name that is told only for those below it.
            if (meets && Options.Status is { } items && entry.Info is { Selectable: true } info) items.Write(session, info);
            await session.Wire.Output.FlushIfLargeAsync(cancellationToken);
        }
        return ImapStatus.Ok("Listed");
    }

    /// <summary>One pattern under the reference. RFC 9051 6.3.9: a pattern that can match nothing here is passed over.</summary>
    internal static bool TryPattern(ref ImapTokenizer tokens, Session session, byte[] reference, List<string> patterns)
    {
        if (!tokens.TryListMailbox(out var pattern)) return false;
        if (pattern.Length == 0)
        {
            patterns.Add("");
        }
        else if (MailboxText.TryRead([.. reference, .. pattern], session.Rev2, out var text) && MailboxText.Normal(text) is { Length: <= ListPattern.MaxLength } normal
            && patterns.Sum(one => one.Length) + normal.Length <= MaxLength)
        {
            patterns.Add(normal);
        }
        return true;
    }

    /// <summary>RFC 5258 3: one pattern, or several in brackets.</summary>
    private static bool TryPatterns(ref ImapTokenizer tokens, Session session, byte[] reference, out List<string> patterns)
    {
        patterns = [];
        if (!tokens.Open()) return TryPattern(ref tokens, session, reference, patterns);
        do
        {
            if (patterns.Count >= MaxPatterns || !TryPattern(ref tokens, session, reference, patterns)) return false;
        }
        while (tokens.Space());
        return tokens.Close();
    }

    /// <summary>Levels above names that meet the options, and among them those above names that match no pattern.</summary>
    private (HashSet<string> All, HashSet<string> Hidden) LevelsAbove(List<(ListEntry Entry, bool Matches)> entries)
    {
        var all = new HashSet<string>(StringComparer.Ordinal);
        var hidden = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (entry, matches) in entries)
        {
            if (!Options.IsMetBy(entry)) continue;
            ListEntries.AddLevels(entry.Name, all);
            if (!matches) ListEntries.AddLevels(entry.Name, hidden);
        }
        return (all, hidden);
    }
}
