using System.Globalization;
using System.Text;
using Postamt.Screening.Dkim;

namespace Postamt.Screening.Arc;

/// <summary>
/// Seals what goes on to somebody else (RFC 8617 5.1): what was found when the mail came is testified by us, whatever the way to come does to it.
/// </summary>
public sealed class ArcSealer(TimeProvider time)
{
    private const string From = "From";

    /// <summary>What a reader or his program goes by, and the signatures of those before (4.1.2); never Authentication-Results, which others take away.</summary>
    private static readonly string[] Standard =
    [
        From, "To", "Cc", "Subject", "Date", "Message-ID", "Reply-To", "MIME-Version", "Content-Type", "Content-Transfer-Encoding", "Sender", "In-Reply-To", "References",
        "List-Id", "List-Unsubscribe", "List-Post", "DKIM-Signature",
    ];

    /// <param name="content">From its first octet; lines end with CRLF.</param>
    /// <param name="found">What became of the chain when it came.</param>
    /// <param name="results">Who checked it, and what was found (RFC 8601 2.2), as in "mx.example.com; arc=none; spf=pass smtp.mailfrom=example.org"; may be folded.</param>
    /// <param name="fields">What is signed where it is there; null: what readers go by.</param>
    /// <returns>Three fields to stand before the content, whole with their line breaks; empty where a chain is at its end (5.1, step 2).</returns>
    public async ValueTask<byte[]> SealAsync(Stream content, ArcResult found, string results, DkimSigningKey key, IReadOnlyList<string>? fields, CancellationToken cancellationToken)
    {
        var (section, rest) = await SignedContent.HeaderAsync(content, int.MaxValue, cancellationToken);
        var header = new SignedHeader(section);
        using var hasher = new BodyHasher(isRelaxed: true, null);
        await SignedContent.HashAsync(content, rest, [hasher], cancellationToken);
        var (instance, isOver) = Next(header);
        if (isOver) return [];
        var before = found == ArcResult.Pass ? ArcChain.Read(header).SelectMany(set => new[] { set.Results, set.Message, set.Seal }).Select(field => header.Whole(field).ToArray()) : [];
        var testified = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"ARC-Authentication-Results: i={instance}; {results}\r\n"));
        // RFC 6376 5.4: From is signed, also where there is none, so that none can be added.
        var names = fields ?? [.. Standard.SelectMany(name => Enumerable.Repeat(name, Math.Max(name == From ? 1 : 0, header.Named(name.ToLowerInvariant()).Count)))];
        var at = time.GetUtcNow().ToUnixTimeSeconds();
        var common = string.Create(CultureInfo.InvariantCulture, $"d={key.Domain.Ascii};\r\n ");
        var end = string.Create(CultureInfo.InvariantCulture, $"i={instance}; s={key.Selector}; t={at}");
        var message = Sign(
            key, "ARC-Message-Signature",
            $";\r\n bh={Convert.ToBase64String(hasher.Finish())};\r\n c=relaxed/relaxed; {common}h={string.Join(":", names).ToLowerInvariant()};\r\n {end}",
            unsigned => header.Hash(header.Select(names), unsigned, isRelaxed: true));
        var seal = Sign(
            key, "ARC-Seal",
            $"; cv={found.ToString().ToLowerInvariant()}; {common}{end}",
            unsigned => SignedHeader.Hash([.. before, testified, message], unsigned, isRelaxed: true));
        return [.. seal, .. message, .. testified];
    }

    /// <summary>The number of the next custodian; over when the last one found the chain broken, or when there is no more room.</summary>
    private static (int Instance, bool IsOver) Next(SignedHeader header)
    {
        var (highest, isOver) = (0, false);
        foreach (var field in header.Named(ArcChain.Seal))
        {
            if (!TagList.TryParse(header.Value(field), out var tags) || !int.TryParse(tags["i"], NumberStyles.None, CultureInfo.InvariantCulture, out var instance) || instance < highest) continue;
            (highest, isOver) = (instance, "fail".Equals(tags["cv"], StringComparison.OrdinalIgnoreCase));
        }
        return (highest + 1, isOver || highest >= ArcChain.MostSets);
    }

    private static byte[] Sign(DkimSigningKey key, string name, string rest, Func<byte[], byte[]> hash)
    {
        var beginning = $"{name}: a={key.Algorithm};\r\n b=";
        var value = Convert.ToBase64String(key.Sign(hash(Encoding.UTF8.GetBytes(beginning + rest))));
        // In one piece: a fold would stand as a space in what seals sign, and those who unfold by their own rules would find another text.
        return Encoding.UTF8.GetBytes($"{beginning}{value}{rest}\r\n");
    }
}
