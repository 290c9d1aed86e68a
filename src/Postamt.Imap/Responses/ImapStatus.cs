namespace Postamt.Imap.Responses;

/// <summary>RFC 9051 7.1 status conditions.</summary>
internal enum StatusKind
{
    Ok,
    No,
    Bad,

    /// <summary>The session ends without a tagged answer.</summary>
    Bye,
}

/// <summary>How a command ended.</summary>
/// <param name="Code">Response code without brackets; null: none.</param>
internal readonly record struct ImapStatus(StatusKind Kind, string? Code, string Text)
{
    public static ImapStatus Ok(string text, string? code = null) => new(StatusKind.Ok, code, text);

    public static ImapStatus No(string text, string? code = null) => new(StatusKind.No, code, text);

    public static ImapStatus Bad(string text, string? code = null) => new(StatusKind.Bad, code, text);

    public static ImapStatus Bye { get; } = new(StatusKind.Bye, null, "");

    // RFC 5530 3: CLIENTBUG tells the client's author what the user need not know.
    public static ImapStatus Syntax(string what) => Bad($"Cannot read {what}", "CLIENTBUG");
}
