using System.Globalization;

namespace Postamt.Smtp.Client;

/// <summary>What a server announced in its last EHLO or LHLO.</summary>
internal sealed record ServerOffer
{
    internal static readonly ServerOffer None = new();

    internal bool Pipelining { get; init; }

    internal bool StartTls { get; init; }

    internal bool EightBitMime { get; init; }

    internal bool SmtpUtf8 { get; init; }

    internal bool Dsn { get; init; }

    internal bool Chunking { get; init; }

    internal bool Size { get; init; }

    /// <summary>Null: no fixed maximum (RFC 1870 4).</summary>
    internal long? MaxSize { get; init; }

    /// <summary>RFC 9422 4.2: recipients a mail; null: not announced.</summary>
    internal int? RcptMax { get; init; }

    internal IReadOnlyList<string> Mechanisms { get; init; } = [];

    /// <param name="lines">The reply's lines; the first is the greeting.</param>
    internal static ServerOffer Read(IReadOnlyList<string> lines)
    {
        var offer = new ServerOffer();
        foreach (string line in lines.Skip(1))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            offer = words.Length == 0 ? offer : words[0].ToUpperInvariant() switch
            {
                "PIPELINING" => offer with { Pipelining = true },
                "STARTTLS" => offer with { StartTls = true },
                "8BITMIME" => offer with { EightBitMime = true },
                "SMTPUTF8" => offer with { SmtpUtf8 = true },
                "DSN" => offer with { Dsn = true },
                "CHUNKING" => offer with { Chunking = true },
                "SIZE" => offer with { Size = true, MaxSize = words.Length > 1 && long.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out long size) && size > 0 ? size : null },
                "AUTH" => offer with { Mechanisms = [.. words.Skip(1).Select(word => word.ToUpperInvariant())] },
                "LIMITS" => offer with { RcptMax = RcptMaxOf(words) },
                _ => offer,
            };
        }
        return offer;
    }

    private static int? RcptMaxOf(string[] words)
    {
        foreach (string word in words)
        {
            if (word.StartsWith("RCPTMAX=", StringComparison.OrdinalIgnoreCase)
                && int.TryParse(word.AsSpan(8), NumberStyles.None, CultureInfo.InvariantCulture, out int most) && most > 0)
                return most;
        }
        return null;
    }
}
