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
        var hashers = new Dictionary<(bool IsRelaxed, long? Length), BodyHasher>();
        try
        {
            foreach (var check in checks)
            {
                if (check.Signature is { } signature) hashers.TryAdd((signature.IsBodyRelaxed, signature.BodyLength), new BodyHasher(signature.IsBodyRelaxed, signature.BodyLength));
            }
            if (hashers.Count > 0) await SignedContent.HashAsync(content, rest, hashers.Values, cancellationToken);
            var bodies = hashers.ToDictionary(each => each.Key, each => (Hash: each.Value.Finish(), each.Value.IsWhole, each.Value.Length));
            return await Task.WhenAll(checks.Select(async check =>
            {
                if (check.Signature is not { } signature) return check.Outcome!;
                var (hash, isWhole, length) = bodies[(signature.IsBodyRelaxed, signature.BodyLength)];
                return await check.FinishAsync(resolver, hash, isWhole, length, cancellationToken);
            }));
        }
        finally
        {
            foreach (var hasher in hashers.Values) hasher.Dispose();
        }
    }
}
