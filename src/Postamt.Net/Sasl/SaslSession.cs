// One authentication exchange, the same for SMTP (RFC 4954), IMAP (RFC 9051 6.2.2, SASL-IR RFC 4959), POP3 (RFC 5034)
// and ManageSieve (RFC 5804 2.1). The protocol carries lines; this decodes, bounds and steps.
// Invariants: a session ends with the first success or failure and never steps again; response buffers are cleared.
using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace Postamt.Net.Sasl;

/// <summary>Made by <see cref="Begin"/> for each AUTH command, thrown away at its end.</summary>
public sealed class SaslSession<TIdentity>
    where TIdentity : class
{
    private readonly ISaslMechanism<TIdentity>? _mechanism;
    private SaslFailure? _ended;
    private int _steps;

    private SaslSession(string mechanism, ISaslMechanism<TIdentity>? steps, SaslFailure? refused) => (Mechanism, _mechanism, _ended) = (mechanism, steps, refused);

    /// <summary>The mechanism's name in capitals.</summary>
    public string Mechanism { get; }

    /// <summary>Never null: an unknown or forbidden mechanism makes a session whose first step fails.</summary>
    /// <param name="mechanism">As the client wrote it; case does not matter (RFC 4422 3.1 has capitals only, clients differ).</param>
    public static SaslSession<TIdentity> Begin(string mechanism, ISaslAuthority<TIdentity> authority, SaslContext context)
    {
        // RFC 4422 3.1: a name has at most 20 characters.
        string name = mechanism.Length <= 20 ? mechanism.ToUpperInvariant() : "?";
        bool known = name is SaslMechanisms.Plain or SaslMechanisms.Login or SaslMechanisms.ScramSha256 or SaslMechanisms.ScramSha256Plus;
        if (!SaslMechanisms.Offered(context).Contains(name))
        {
            SaslFailure refused = !known ? SaslFailure.UnknownMechanism
                : name == SaslMechanisms.ScramSha256Plus ? SaslFailure.ChannelBinding
                : SaslFailure.EncryptionRequired;
            return new SaslSession<TIdentity>(known ? name : "?", null, refused);
        }
        ISaslMechanism<TIdentity> steps = name switch
        {
            SaslMechanisms.Plain => new PlainMechanism<TIdentity>(authority, context),
            SaslMechanisms.Login => new LoginMechanism<TIdentity>(authority, context),
            _ => new ScramMechanism<TIdentity>(name, authority, context),
        };
        return new SaslSession<TIdentity>(name, steps, null);
    }

    /// <summary>The first step.</summary>
    /// <param name="initial">The initial response as it stands in the command, in base64; <c>=</c> is an empty one; null: none was sent.</param>
    public ValueTask<SaslStep<TIdentity>> StartAsync(ReadOnlyMemory<byte>? initial, CancellationToken cancellationToken)
    {
        if (_ended is not null || _steps > 0)
            return new(End(_ended ?? SaslFailure.Malformed));
        if (initial is not { } given)
            return new(SaslStep<TIdentity>.Challenge(_mechanism!.Opening));
        // RFC 4954 4 and RFC 4959 3: a single equals sign is an empty initial response.
        if (given.Span.SequenceEqual("="u8))
            return StepAsync(default, cancellationToken);
        return given.IsEmpty ? new(End(SaslFailure.Malformed)) : StepLineAsync(given, cancellationToken);
    }

    /// <summary>A response line as it came, without CRLF: base64, empty, or <c>*</c>.</summary>
    public async ValueTask<SaslStep<TIdentity>> StepLineAsync(ReadOnlyMemory<byte> line, CancellationToken cancellationToken)
    {
        // RFC 4954 4: a line of one asterisk cancels.
        if (line.Span.SequenceEqual("*"u8))
            return End(SaslFailure.Aborted);
        if (line.Length > SaslLimits.Line)
            return End(SaslFailure.Malformed);
        byte[] decoded = ArrayPool<byte>.Shared.Rent(Math.Max(1, Base64.GetMaxDecodedFromUtf8Length(line.Length)));
        try
        {
            return TryDecode(line.Span, decoded, out int length)
                ? await StepAsync(decoded.AsMemory(0, length), cancellationToken)
                : End(SaslFailure.Malformed);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(decoded);
            ArrayPool<byte>.Shared.Return(decoded);
        }
    }

    /// <summary>A response that is no longer base64; for protocols that carry octets.</summary>
    public async ValueTask<SaslStep<TIdentity>> StepAsync(ReadOnlyMemory<byte> response, CancellationToken cancellationToken)
    {
        if (_ended is { } ended)
            return End(ended);
        if (++_steps > SaslLimits.Steps || response.Length > SaslLimits.Line)
            return End(SaslFailure.Malformed);
        SaslStep<TIdentity> step = await _mechanism!.StepAsync(response, cancellationToken);
        if (step.Kind != SaslStepKind.Challenge)
            _ended = step.Failure ?? SaslFailure.Malformed;
        return step;
    }

    // RFC 4648 3.1 and 3.3: neither line breaks nor other characters are skipped.
    private static bool TryDecode(ReadOnlySpan<byte> line, Span<byte> target, out int length)
    {
        length = 0;
        if (line.IndexOfAny(" \t\r\n"u8) >= 0)
            return false;
        return Base64.DecodeFromUtf8(line, target, out int consumed, out length) == OperationStatus.Done && consumed == line.Length;
    }

    private SaslStep<TIdentity> End(SaslFailure failure)
    {
        _ended = failure;
        return SaslStep<TIdentity>.Failed(failure);
    }
}
