using Postamt.Imap.Grammar;
using Postamt.Imap.Responses;

namespace Postamt.Imap.Sessions;

internal enum InputKind
{
    /// <summary>A whole command.</summary>
    Command,

    /// <summary>An APPEND up to the announcement of its first message, which the command reads itself.</summary>
    Append,

    /// <summary>Cannot be taken; answer and go on.</summary>
    Refused,

    /// <summary>Cannot be taken and what follows cannot be told apart; say good-bye.</summary>
    Broken,

    Eof,
    Timeout,
    Interrupted,
}

/// <param name="Octets">Lines and literals as they came; valid until the next read.</param>
/// <param name="Mark">The message's announcement of an <see cref="InputKind.Append"/>.</param>
/// <param name="Status">The answer to one that is refused or broken.</param>
internal readonly record struct CommandInput(InputKind Kind, ReadOnlyMemory<byte> Octets, LiteralMark Mark, ImapStatus Status)
{
    public static CommandInput Of(InputKind kind) => new(kind, default, default, default);

    public static CommandInput Broken(string text, string? code = null) => new(InputKind.Broken, default, default, ImapStatus.Bad(text, code));
}
