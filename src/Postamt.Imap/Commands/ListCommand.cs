// LIST: RFC 9051 6.3.9, RFC 5258, LIST-STATUS RFC 5819, CHILDREN RFC 3348, SPECIAL-USE RFC 6154.
using Postamt.Imap.Grammar;
using Postamt.Imap.Responses;
using Postamt.Imap.Sessions;
using Postamt.Store.Mailboxes;

namespace Postamt.Imap.Commands;

internal sealed record ListCommand(IReadOnlyList<string> Patterns, ListOptions Options) : ImapCommand
{
    private const int MaxPatterns = 100;

    public static ImapCommand? Parse(ref ImapTokenizer tokens, Session session)
    {
        var options = ListOptions.None;
        if (!tokens.Space()) return null;
        if (tokens.Peek == (byte)'(' && (!ListOptions.TrySelection(ref tokens, ref options) || !tokens.Space())) return null;
        if (!tokens.TryAstring(out var reference) || !tokens.Space() || !TryPatterns(ref tokens, reference, out var patterns)) return null;
        if (!tokens.AtEnd && (!tokens.Space() || !tokens.Word("RETURN"u8) || !tokens.Space() || !ListOptions.TryReturn(ref tokens, ref options))) return null;
        return new ListCommand(patterns, options);
    }

    public override async ValueTask<ImapStatus> ExecuteAsync(Session session, CancellationToken cancellationToken)
    {
        if (Patterns is [""])
        {
            // RFC 9051 6.3.9: an empty pattern asks for the separator.
            session.Out.Line("* LIST (\\Noselect) \"/\" \"\""u8);
            return ImapStatus.Ok("Listed");
        }
        session.CondStore |= Options.Status?.AsksForModSeq == true;
        var read = await session.Services.Mailboxes.ListAsync(session.Account, cancellationToken);
        if (!read.TryGet(out var list)) return session.Refuse(read);
        foreach (var entry in ListEntries.Of(list, [.. Patterns.Select(one => new ListPattern(one))]))
        {
            if (!Wanted(entry)) continue;
            Write(session, entry);
            if (Options.Status is { } items && entry.Info is { Selectable: true } info) items.Write(session, info);
            await session.Wire.Output.FlushIfLargeAsync(cancellationToken);
        }
        return ImapStatus.Ok("Listed");
    }

    /// <summary>RFC 5258 4: one pattern, or several in brackets; each under the reference.</summary>
    private static bool TryPatterns(ref ImapTokenizer tokens, byte[] reference, out List<string> patterns)
    {
        patterns = [];
        if (!tokens.Open()) return TryPattern(ref tokens, reference, patterns);
        do
        {
            if (patterns.Count >= MaxPatterns || !TryPattern(ref tokens, reference, patterns)) return false;
        }
        while (tokens.Space());
        return tokens.Close();
    }

    internal static bool TryPattern(ref ImapTokenizer tokens, byte[] reference, List<string> patterns)
    {
        if (!tokens.TryListMailbox(out var pattern) || reference.Length + pattern.Length > ListPattern.MaxLength) return false;
        if (!ModifiedUtf7.TryDecode([.. reference, .. pattern], out var text)) return false;
        patterns.Add(pattern.Length == 0 ? "" : text);
        return true;
    }

    private bool Wanted(ListEntry entry)
    {
        if (!Options.OnlySubscribed && entry.Info is null) return false;
        if (Options.OnlySpecial && !IsSpecial(entry)) return false;
        return !Options.OnlySubscribed || entry.Subscribed || (Options.Recursive && entry.SubscribedBelow);
    }

    private static bool IsSpecial(ListEntry entry) => entry.Info?.Role is not (null or MailboxRole.None or MailboxRole.Inbox);

    private void Write(Session session, ListEntry entry)
    {
        var output = session.Out;
        output.Raw("* LIST ("u8);
        output.Raw(string.Join(' ', Attributes(entry)));
        output.Raw(") \"/\" "u8);
        output.Mailbox(entry.Name.Value);
        // RFC 5258 3.5: why a name that is not subscribed itself is told.
        if (Options is { Recursive: true, OnlySubscribed: true } && entry.SubscribedBelow) output.Raw(" (\"CHILDINFO\" (\"SUBSCRIBED\"))"u8);
        output.Line(""u8);
    }

    private IEnumerable<string> Attributes(ListEntry entry)
    {
        if (entry.Info is null) yield return "\\NonExistent";
        else if (!entry.Info.Selectable) yield return "\\Noselect";
        if (entry.Info is not null) yield return entry.HasChildren ? "\\HasChildren" : "\\HasNoChildren";
        if (Options.ShowSubscribed && entry.Subscribed) yield return "\\Subscribed";
        if (Options.ShowSpecial && IsSpecial(entry)) yield return "\\" + entry.Info!.Role;
    }
}
