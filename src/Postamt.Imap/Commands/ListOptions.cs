using Postamt.Imap.Grammar;

namespace Postamt.Imap.Commands;

/// <summary>Selection and return options of LIST (RFC 5258 3, RFC 5819, RFC 6154 5).</summary>
/// <param name="Recursive">RECURSIVEMATCH: names above subscribed ones are told too.</param>
internal sealed record ListOptions(bool OnlySubscribed, bool OnlySpecial, bool Recursive, bool ShowSubscribed, bool ShowSpecial, bool ShowChildren, StatusItems? Status)
{
    public static ListOptions None { get; } = new(false, false, false, false, true, false, null);

    /// <summary>The selection options a name must meet, as CHILDINFO names them (RFC 5258 6 list-select-base-opt-quoted).</summary>
    public string Quoted => OnlySubscribed && OnlySpecial ? "\"SUBSCRIBED\" \"SPECIAL-USE\"" : OnlySpecial ? "\"SPECIAL-USE\"" : "\"SUBSCRIBED\"";

    /// <summary>RFC 5258 3: all selection options together; a name that does not exist is told only where subscriptions are asked for.</summary>
    public bool IsMetBy(ListEntry entry) => (OnlySubscribed ? entry.Subscribed : entry.Info is not null) && (!OnlySpecial || entry.IsSpecial);

    /// <summary>"(" options ")" before the reference.</summary>
    public static bool TrySelection(ref ImapTokenizer tokens, ref ListOptions options)
    {
        if (!tokens.Open()) return false;
        if (tokens.Close()) return true;
        do
        {
            if (tokens.Word("SUBSCRIBED"u8)) options = options with { OnlySubscribed = true, ShowSubscribed = true };
            else if (tokens.Word("RECURSIVEMATCH"u8)) options = options with { Recursive = true };
            else if (tokens.Word("SPECIAL-USE"u8)) options = options with { OnlySpecial = true, ShowSpecial = true };
            // RFC 5258 3: there are no remote mailboxes here, so REMOTE adds none.
            else if (!tokens.Word("REMOTE"u8)) return false;
        }
        while (tokens.Space());
        // RFC 5258 3.1: RECURSIVEMATCH only changes another option.
        return tokens.Close() && (!options.Recursive || options.OnlySubscribed || options.OnlySpecial);
    }

    /// <summary>"(" options ")" after RETURN.</summary>
    public static bool TryReturn(ref ImapTokenizer tokens, ref ListOptions options)
    {
        if (!tokens.Open()) return false;
        if (tokens.Close()) return true;
        do
        {
            if (tokens.Word("SUBSCRIBED"u8))
            {
                options = options with { ShowSubscribed = true };
            }
            else if (tokens.Word("SPECIAL-USE"u8))
            {
                options = options with { ShowSpecial = true };
            }
            else if (tokens.Word("STATUS"u8))
            {
                if (!tokens.Space() || !StatusItems.TryParse(ref tokens, out var items)) return false;
                options = options with { Status = items };
            }
            else if (tokens.Word("CHILDREN"u8))
            {
                options = options with { ShowChildren = true };
            }
            else
            {
                return false;
            }
        }
        while (tokens.Space());
        return tokens.Close();
    }
}
