using Postamt.Dns;

namespace Postamt.Screening.Dkim;

/// <summary>Checks the signatures of a mail (RFC 6376 6). Never throws for what comes from outside.</summary>
public sealed class DkimVerifier(IResolver resolver, DkimLimits limits, TimeProvider time)
{
    private const string Field = "dkim-signature";

    /// <param name="content">From its first octet; lines end with CRLF.</param>
    /// <returns>One outcome a signature, top first; empty for a mail without any.</returns>
    public async ValueTask<IReadOnlyList<DkimOutcome>> VerifyAsync(Stream content, CancellationToken cancellationToken)
    {
        var (section, rest) = await SignedContent.HeaderAsync(content, limits.HeaderOctets, cancellationToken);
        var header = new SignedHeader(section);
        var checks = header.Named(Field).Select((field, i) => new SignatureCheck(header, field, i >= limits.Signatures, limits, time)).ToArray();
        var bodies = await SignedContent.BodiesAsync(checks.Select(check => check.Signature).OfType<DkimSignature>(), content, rest, cancellationToken);
        return await Task.WhenAll(checks.Select(async check =>
            check.Signature is { } signature ? await check.FinishAsync(resolver, bodies[(signature.IsBodyRelaxed, signature.BodyLength)], cancellationToken) : check.Outcome!));
    }
}
