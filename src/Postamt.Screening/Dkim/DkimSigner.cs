using System.Globalization;
using System.Text;

namespace Postamt.Screening.Dkim;

/// <summary>
/// Signs what goes out (RFC 6376 5): relaxed both ways, all of the body, and the fields a reader sees once more than they are there, so that none can be added (8.15).
/// </summary>
public sealed class DkimSigner(TimeProvider time)
{
    /// <summary>A signature outlives any queue, and not more: who sends the mail again later finds it expired.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(14);

    /// <summary>What a reader or his program goes by; signed though missing.</summary>
    private static readonly string[] Guarded = ["From", "To", "Cc", "Subject", "Date", "Message-ID", "Reply-To", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"];

    /// <summary>Signed where they are.</summary>
    private static readonly string[] Others = ["Sender", "In-Reply-To", "References", "Resent-From", "Resent-To", "Resent-Date", "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post", "List-Post", "Content-Disposition", "Content-ID", "Auto-Submitted"];

    private const int LineLength = 72;

    /// <param name="content">From its first octet; lines end with CRLF.</param>
    /// <returns>A field for each key, to stand before the content, whole with its line breaks.</returns>
    public async ValueTask<IReadOnlyList<byte[]>> SignAsync(Stream content, IReadOnlyList<DkimSigningKey> keys, CancellationToken cancellationToken)
    {
        var (section, rest) = await SignedContent.HeaderAsync(content, int.MaxValue, cancellationToken);
        var header = new SignedHeader(section);
        using var hasher = new BodyHasher(isRelaxed: true, null);
        await SignedContent.HashAsync(content, rest, [hasher], cancellationToken);
        var bodyHash = Convert.ToBase64String(hasher.Finish());
        string[] names =
        [
            .. Guarded.SelectMany(name => Enumerable.Repeat(name, header.Named(name.ToLowerInvariant()).Count + 1)),
            .. Others.SelectMany(name => Enumerable.Repeat(name, header.Named(name.ToLowerInvariant()).Count)),
        ];
        return [.. keys.Select(key => Field(header, key, names, bodyHash))];
    }

    private byte[] Field(SignedHeader header, DkimSigningKey key, string[] names, string bodyHash)
    {
        var now = time.GetUtcNow();
        var field = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"DKIM-Signature: v=1; a={key.Algorithm}; c=relaxed/relaxed;\r\n d={key.Domain.Ascii}; s={key.Selector};\r\n")
            .Append(CultureInfo.InvariantCulture, $" t={now.ToUnixTimeSeconds()}; x={(now + Lifetime).ToUnixTimeSeconds()};\r\n bh={bodyHash};\r\n h=");
        var line = 3;
        for (var i = 0; i < names.Length; i++)
        {
            var word = names[i] + (i == names.Length - 1 ? ";" : ":");
            if (line + word.Length > LineLength)
            {
                field.Append("\r\n  ");
                line = 2;
            }
            field.Append(word);
            line += word.Length;
        }
        field.Append("\r\n b=");
        var hash = header.Hash(header.Select(names), Encoding.ASCII.GetBytes(field.ToString()), isRelaxed: true);
        var value = Convert.ToBase64String(key.Sign(hash));
        for (var at = 0; at < value.Length; at += LineLength) field.Append(at == 0 ? "" : "\r\n  ").Append(value.AsSpan(at, Math.Min(LineLength, value.Length - at)));
        return Encoding.ASCII.GetBytes(field.Append("\r\n").ToString());
    }
}
