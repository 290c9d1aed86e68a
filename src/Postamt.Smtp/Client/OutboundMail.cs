using Postamt.Mail.Envelopes;

namespace Postamt.Smtp.Client;

/// <summary>A mail to hand over. Its content is streamed: first the prefix, then what <see cref="OpenAsync"/> gives.</summary>
public sealed record OutboundMail
{
    public required Envelope Envelope { get; init; }

    /// <summary>Our trace fields, CRLF ended.</summary>
    public ReadOnlyMemory<byte> Prefix { get; init; }

    public required Func<CancellationToken, ValueTask<Stream>> OpenAsync { get; init; }

    /// <summary>Octets of prefix and content; for SIZE.</summary>
    public required long Length { get; init; }

    /// <summary>There are octets above 127.</summary>
    public bool EightBit { get; init; }

    /// <summary>A header has UTF-8 (RFC 6532), or it is not known that none has although the mail came with SMTPUTF8.</summary>
    public bool Utf8Headers { get; init; }

    /// <summary>Asked right before the final dot, with the recipients the server took as indexes into the envelope. False: the connection is dropped without it.</summary>
    public Func<IReadOnlyList<int>, CancellationToken, ValueTask<bool>> BeforeFinalDot { get; init; } = static (_, _) => new(true);
}
