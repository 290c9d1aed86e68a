using System.Security.Cryptography;
using Postamt.Dns;
using Postamt.Screening.Dkim;

namespace Postamt.Screening.Arc;

/// <summary>RFC 8617 4.4.</summary>
public enum ArcResult
{
    /// <summary>Nobody sealed it.</summary>
    None,

    /// <summary>Every seal holds, and what the last custodian signed is unchanged.</summary>
    Pass,

    /// <summary>To be treated as if nobody had sealed it.</summary>
    Fail,
}

/// <param name="Sealers">The domains that sealed it, first one first; of a chain that holds.</param>
/// <param name="OldestPass">The first custodian whose signature of the mail still holds; 0: all do; of a chain that holds.</param>
/// <param name="Why">One line for people.</param>
public sealed record ArcOutcome(ArcResult Result, IReadOnlyList<string> Sealers, int OldestPass, string Why);

/// <summary>Whether the custodians of a mail can be believed to be those who say so (RFC 8617 5.2). All failures are for good (5.2.1). Never throws for what comes from outside.</summary>
public sealed class ArcVerifier(IResolver resolver, DkimLimits limits)
{
    /// <param name="content">From its first octet; lines end with CRLF.</param>
    public async ValueTask<ArcOutcome> VerifyAsync(Stream content, CancellationToken cancellationToken)
    {
        var (section, rest) = await SignedContent.HeaderAsync(content, limits.HeaderOctets, cancellationToken);
        var header = new SignedHeader(section);
        if (!ArcChain.IsPresent(header)) return new ArcOutcome(ArcResult.None, [], 0, "nobody sealed it");
        try
        {
            var sets = ArcChain.Read(header);
            var signatures = sets.Select(set => Try(() => Message(set))).ToArray();
            var bodies = await SignedContent.BodiesAsync(signatures.OfType<DkimSignature>(), content, rest, cancellationToken);
            // The last one has to hold; of those before it only how far back they do is of interest.
            await CheckMessageAsync(header, sets[^1], Message(sets[^1]), bodies, cancellationToken);
            var oldest = await OldestPassAsync(header, sets, signatures, bodies, cancellationToken);
            for (var i = sets.Count; i > 0; i--) await CheckSealAsync(header, sets, i, cancellationToken);
            return new ArcOutcome(ArcResult.Pass, [.. sets.Select(set => DkimSignature.NameIn(set.SealTags, "d"))], oldest, $"sealed by {string.Join(", ", sets.Select(set => set.SealTags["d"]))}");
        }
        catch (DkimException broken)
        {
            return new ArcOutcome(ArcResult.Fail, [], 0, broken.Message);
        }
    }

    private static DkimSignature Message(ArcSet set)
    {
        var signature = DkimSignature.Read(set.MessageTags, "");
        // 4.1.2: seals have to be able to come and go.
        return signature.Fields.Any(name => name.StartsWith("arc-", StringComparison.OrdinalIgnoreCase) && name.ToLowerInvariant() is ArcChain.Results or ArcChain.Message or ArcChain.Seal)
            ? throw new DkimException(DkimResult.Fail, "a custodian signed fields of a seal")
            : signature;
    }

    private static DkimSignature? Try(Func<DkimSignature> read)
    {
        try
        {
            return read();
        }
        catch (DkimException)
        {
            // It does not hold.
            return null;
        }
    }

    private async ValueTask CheckMessageAsync(SignedHeader header, ArcSet set, DkimSignature signature, Dictionary<(bool, long?), BodyHash> bodies, CancellationToken cancellationToken)
    {
        if (!CryptographicOperations.FixedTimeEquals(bodies[(signature.IsBodyRelaxed, signature.BodyLength)].Hash, signature.BodyHash)) throw new DkimException(DkimResult.Fail, "the body was changed after the last custodian");
        var key = await DkimKey.FetchAsync(resolver, signature.Selector, signature.Domain, limits.KeyLength, cancellationToken);
        var hash = header.Hash(header.Select(signature.Fields), SignedHeader.WithoutValue(header.Whole(set.Message), (byte)'b'), signature.IsHeaderRelaxed);
        if (!key.Fits(signature.Algorithm, hash, signature.Value)) throw new DkimException(DkimResult.Fail, "the header was changed after the last custodian");
    }

    private async ValueTask<int> OldestPassAsync(SignedHeader header, IReadOnlyList<ArcSet> sets, DkimSignature?[] signatures, Dictionary<(bool, long?), BodyHash> bodies, CancellationToken cancellationToken)
    {
        for (var i = sets.Count - 1; i > 0; i--)
        {
            try
            {
                if (signatures[i - 1] is not { } signature) return i + 1;
                await CheckMessageAsync(header, sets[i - 1], signature, bodies, cancellationToken);
            }
            catch (DkimException)
            {
                // It was changed on its way to the next one.
                return i + 1;
            }
        }
        return 0;
    }

    private async ValueTask CheckSealAsync(SignedHeader header, IReadOnlyList<ArcSet> sets, int instance, CancellationToken cancellationToken)
    {
        var set = sets[instance - 1];
        // 4.1.3.
        if (set.SealTags["h"] is not null) throw new DkimException(DkimResult.Fail, $"seal {instance} names fields");
        var (algorithm, value) = (DkimSignature.AlgorithmIn(set.SealTags), DkimSignature.ValueIn(set.SealTags));
        var key = await DkimKey.FetchAsync(resolver, DkimSignature.NameIn(set.SealTags, "s"), DkimSignature.NameIn(set.SealTags, "d"), limits.KeyLength, cancellationToken);
        var fields = sets.Take(instance).SelectMany(each => new[] { each.Results, each.Message, each.Seal }).SkipLast(1);
        if (!key.Fits(algorithm, header.Hash(fields, SignedHeader.WithoutValue(header.Whole(set.Seal), (byte)'b'), isRelaxed: true), value)) throw new DkimException(DkimResult.Fail, $"seal {instance} does not hold");
    }
}
