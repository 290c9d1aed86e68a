using Postamt.Store.Spooling;

namespace Postamt.Store.Messages;

/// <summary>A message to append (IMAP APPEND, JMAP import).</summary>
/// <param name="Content">The spooled octets; the caller disposes of them after the call.</param>
/// <param name="Structure">Serialised MIME structure of the content.</param>
/// <param name="MessageId">The Message-ID header's value without brackets; null when there is none. For threads.</param>
/// <param name="References">Message ids this one answers, at most 100. For threads.</param>
/// <param name="Prefix">Trace header put before the content; may be empty.</param>
public sealed record NewMessage(
    SpooledContent Content,
    ReadOnlyMemory<byte> Structure,
    string? MessageId,
    IReadOnlyList<string> References,
    MessageFlags Flags,
    DateTimeOffset InternalDate,
    ReadOnlyMemory<byte> Prefix);
