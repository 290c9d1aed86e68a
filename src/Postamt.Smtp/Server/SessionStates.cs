namespace Postamt.Smtp.Server;

/// <summary>Where a session stands; a command names the states it is allowed in.</summary>
[Flags]
internal enum SessionStates
{
    None = 0,

    /// <summary>No hello yet, or TLS has just begun.</summary>
    Start = 1,

    /// <summary>Between mails.</summary>
    Ready = 2,

    /// <summary>MAIL is accepted, no recipient yet.</summary>
    Sender = 4,

    /// <summary>At least one recipient.</summary>
    Recipients = 8,

    /// <summary>Between two BDATs.</summary>
    Chunks = 16,

    /// <summary>A chunk failed: only RSET, hello and QUIT lead out (RFC 3030 2).</summary>
    Failed = 32,

    Any = Start | Ready | Sender | Recipients | Chunks | Failed,
}
