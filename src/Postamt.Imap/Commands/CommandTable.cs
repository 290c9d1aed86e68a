// All commands: verb, states it is allowed in, what may be reported with its answer, how it is read (RFC 9051 6).
using System.Collections.Frozen;
using Postamt.Imap.Grammar;
using Postamt.Imap.Sessions;

namespace Postamt.Imap.Commands;

/// <summary>Null: the arguments cannot be read.</summary>
internal delegate ImapCommand? ParseCommand(ref ImapTokenizer tokens, Session session);

[Flags]
internal enum CommandFlags
{
    None = 0,

    /// <summary>RFC 9051 7.5.1: sequence numbers must hold, no EXPUNGE with its answer.</summary>
    KeepsNumbers = 1,

    /// <summary>Asks the store for news in any case.</summary>
    AsksForNews = 2,

    /// <summary>Reports nothing of the mailbox with its answer.</summary>
    NoNews = 4,
}

internal sealed record CommandRow(string Verb, SessionState States, CommandFlags Flags, ParseCommand Parse);

internal static class CommandTable
{
    private const SessionState Selected = SessionState.Selected;
    private const SessionState Inside = SessionState.Inside;
    private const SessionState Outside = SessionState.NotAuthenticated;

    private static readonly FrozenDictionary<string, CommandRow> Rows = new CommandRow[]
    {
        new("CAPABILITY", SessionState.Any, CommandFlags.None, CapabilityCommand.Parse),
        new("NOOP", SessionState.Any, CommandFlags.AsksForNews, NoopCommand.Parse),
        new("LOGOUT", SessionState.Any, CommandFlags.NoNews, LogoutCommand.Parse),
        new("ID", SessionState.Any, CommandFlags.None, IdCommand.Parse),
        new("STARTTLS", Outside, CommandFlags.NoNews, StartTlsCommand.Parse),
        new("LOGIN", Outside, CommandFlags.NoNews, LoginCommand.Parse),
        new("AUTHENTICATE", Outside, CommandFlags.NoNews, AuthenticateCommand.Parse),
        new("ENABLE", Inside, CommandFlags.None, EnableCommand.Parse),
        new("NAMESPACE", Inside, CommandFlags.None, NamespaceCommand.Parse),
        new("LIST", Inside, CommandFlags.None, ListCommand.Parse),
        new("LSUB", Inside, CommandFlags.None, LsubCommand.Parse),
        new("SUBSCRIBE", Inside, CommandFlags.None, SubscribeCommand.Parse),
        new("UNSUBSCRIBE", Inside, CommandFlags.None, SubscribeCommand.ParseUnsubscribe),
        new("CREATE", Inside, CommandFlags.None, CreateCommand.Parse),
        new("DELETE", Inside, CommandFlags.None, DeleteCommand.Parse),
        new("RENAME", Inside, CommandFlags.None, RenameCommand.Parse),
        new("STATUS", Inside, CommandFlags.None, StatusCommand.Parse),
        new("APPEND", Inside, CommandFlags.AsksForNews, AppendCommand.ParseWithoutMessage),
        new("SELECT", Inside, CommandFlags.NoNews, SelectCommand.Parse),
        new("EXAMINE", Inside, CommandFlags.NoNews, SelectCommand.ParseExamine),
        new("IDLE", Inside, CommandFlags.None, IdleCommand.Parse),
        new("CHECK", Selected, CommandFlags.AsksForNews, NoopCommand.Parse),
        new("CLOSE", Selected, CommandFlags.NoNews, CloseCommand.Parse),
        new("UNSELECT", Selected, CommandFlags.NoNews, CloseCommand.ParseUnselect),
        new("EXPUNGE", Selected, CommandFlags.AsksForNews, ExpungeCommand.Parse),
        new("UID EXPUNGE", Selected, CommandFlags.AsksForNews, ExpungeCommand.ParseUid),
        new("SEARCH", Selected, CommandFlags.KeepsNumbers, SearchCommand.Parse),
        new("UID SEARCH", Selected, CommandFlags.None, SearchCommand.ParseUid),
        new("FETCH", Selected, CommandFlags.KeepsNumbers, FetchCommand.Parse),
        new("UID FETCH", Selected, CommandFlags.None, FetchCommand.ParseUid),
        new("STORE", Selected, CommandFlags.KeepsNumbers, StoreCommand.Parse),
        new("UID STORE", Selected, CommandFlags.None, StoreCommand.ParseUid),
        new("COPY", Selected, CommandFlags.None, CopyCommand.Parse),
        new("UID COPY", Selected, CommandFlags.None, CopyCommand.ParseUid),
        new("MOVE", Selected, CommandFlags.AsksForNews, CopyCommand.ParseMove),
        new("UID MOVE", Selected, CommandFlags.AsksForNews, CopyCommand.ParseUidMove),
    }.ToFrozenDictionary(row => row.Verb, StringComparer.OrdinalIgnoreCase);

    public static CommandRow? Find(string verb) => Rows.GetValueOrDefault(verb);

    public static IEnumerable<CommandRow> All => Rows.Values;
}
