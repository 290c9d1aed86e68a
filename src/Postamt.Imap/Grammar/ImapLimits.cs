namespace Postamt.Imap.Grammar;

/// <summary>The numbers of this room, each with its source.</summary>
public sealed record ImapLimits
{
    /// <summary>Octets of a command line before login; RFC 9051 gives none, design §7.</summary>
    public int LineBeforeLogin { get; init; } = 8 * 1024;

    /// <summary>RFC 7162 4: servers accept lines of at least 8192 octets; clients with long sets send more.</summary>
    public int Line { get; init; } = 64 * 1024;

    /// <summary>Octets of all literals of a command before login: a user name and a password.</summary>
    public int LiteralsBeforeLogin { get; init; } = 8 * 1024;

    /// <summary>Octets of all literals of a command that are kept in memory; APPEND streams instead.</summary>
    public int Literals { get; init; } = 64 * 1024;

    /// <summary>Literals in one command.</summary>
    public int LiteralCount { get; init; } = 1_000;

    /// <summary>Brackets in brackets and keys in keys.</summary>
    public int Depth { get; init; } = 64;

    /// <summary>Octets of an appended message: the message limit of the design, RFC 7889.</summary>
    public long AppendOctets { get; init; } = 50L * 1024 * 1024;

    /// <summary>Messages of one MULTIAPPEND (RFC 3502).</summary>
    public int AppendCount { get; init; } = 100;

    /// <summary>BAD answers after which the session ends.</summary>
    public int BadCommands { get; init; } = 20;

    /// <summary>Commands before login, sign-ins too, after which the session ends. THREATS 21.</summary>
    public int CommandsBeforeLogin { get; init; } = 100;

    /// <summary>Failed sign-ins after which the session ends.</summary>
    public int FailedLogins { get; init; } = 5;

    /// <summary>RFC 9051 5.4: at least 30 minutes.</summary>
    public TimeSpan Autologout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Silence before login.</summary>
    public TimeSpan LoginTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>From the first octet of a command line to its end.</summary>
    public TimeSpan LineTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Change notices may be lost: an idling session looks for itself this often (design §4).</summary>
    public TimeSpan CatchUp { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Runs of UIDs a session saves of a search, 8 octets each; past it the answer is NOTSAVED (RFC 9051 6.4.4.3).</summary>
    public int SavedRanges { get; init; } = 20_000;

    /// <summary>Messages looked at from either end for the first unseen one; past them SELECT says none (RFC 3501 6.3.1 allows that).</summary>
    public int UnseenReach { get; init; } = 4_000;

    /// <summary>Rows read from the store at a time.</summary>
    public int Page { get; init; } = 1_000;

    /// <summary>Rows with their structures read at a time.</summary>
    public int StructurePage { get; init; } = 200;
}
