namespace Postamt.Smtp.Server;

/// <summary>Why a session ended; the tag <c>error.type</c> of its duration.</summary>
internal enum SessionEnd
{
    None,
    Quit,
    PeerGone,
    Timeout,
    TooSlow,
    Drained,

    /// <summary>The sign-in it began with does not hold any more.</summary>
    Revoked,
    Refused,
    EarlyTalker,
    ForeignProtocol,
    LineTooLong,
    BareLineEnd,
    Unsynchronised,
    TooManyErrors,
    TooManyCommands,
    TooManyMails,
    TooLarge,
    BadChunk,
    TlsFailed,
    Fault,
}
