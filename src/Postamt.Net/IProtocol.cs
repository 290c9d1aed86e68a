namespace Postamt.Net;

/// <summary>A protocol served on listeners: SMTP, IMAP and the others implement it; one object serves all connections.</summary>
public interface IProtocol
{
    /// <summary>
    /// The one line, CRLF included, said to a connection that is not admitted, such as <c>421 4.7.0 …</c> or <c>* BYE …</c>.
    /// Empty: say nothing.
    /// </summary>
    ReadOnlyMemory<byte> Refusal(RefusalReason reason);

    /// <summary>
    /// One session from the greeting to the end. Returning closes the connection; output is flushed before.
    /// Throwing <see cref="WireException"/> is a normal end, anything else is logged as our fault.
    /// </summary>
    /// <param name="cancellationToken">Fires when the connection is gone or aborted; <see cref="Wire.Aborted"/> is the same.</param>
    ValueTask RunAsync(Wire wire, CancellationToken cancellationToken);
}
