using System.Globalization;
using Postamt.Mail.Addresses;

namespace Postamt.Screening.Dkim;

/// <summary>A signature as it stands in a header (RFC 6376 3.5).</summary>
internal sealed record DkimSignature
{
    /// <summary>Rivest, Shamir, Adleman (RFC 6376 3.3.2).</summary>
    public const string Rsa = "rsa-sha256";

    /// <summary>RFC 8463.</summary>
    public const string Ed25519 = "ed25519-sha256";

    private const int MostFields = 500;

    public required string Domain { get; init; }

    public required string Selector { get; init; }

    public required string Identity { get; init; }

    public required string Algorithm { get; init; }

    /// <summary>b=</summary>
    public required byte[] Value { get; init; }

    /// <summary>bh=</summary>
    public required byte[] BodyHash { get; init; }

    /// <summary>h=, in its order.</summary>
    public required IReadOnlyList<string> Fields { get; init; }

    public required bool IsHeaderRelaxed { get; init; }

    public required bool IsBodyRelaxed { get; init; }

    /// <summary>l=: octets of the body that are signed; null: all.</summary>
    public long? BodyLength { get; init; }

    /// <summary>x=</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <exception cref="DkimException">It is none that can be checked.</exception>
    public static DkimSignature Read(TagList tags)
    {
        if (tags["v"] != "1") throw Wrong("v= is not 1");
        var domain = NameIn(tags, "d");
        var identity = tags["i"] ?? "@" + domain;
        return IsWithin(identity, domain) ? Read(tags, identity) : throw Wrong("i= is not within d=");
    }

    /// <summary>What signatures of other kinds have in common with it (RFC 8617 4.1.2).</summary>
    /// <exception cref="DkimException">It is none that can be checked.</exception>
    public static DkimSignature Read(TagList tags, string identity)
    {
        if (tags["q"] is { } queries && !TagList.Parts(queries).Contains("dns/txt", StringComparer.OrdinalIgnoreCase)) throw Wrong($"q={queries} is not known");
        var fields = TagList.Parts(tags["h"] ?? throw Wrong("h= is missing"));
        if (fields.Length > MostFields || !fields.Contains("from", StringComparer.OrdinalIgnoreCase)) throw Wrong("h= does not sign From");
        var (header, body) = Canonicalizations(tags["c"] ?? "simple");
        var signed = Number(tags["t"], "t");
        var expires = Number(tags["x"], "x");
        if (signed > expires) throw Wrong("x= is before t=");
        return new DkimSignature
        {
            Domain = NameIn(tags, "d"),
            Selector = NameIn(tags, "s"),
            Identity = identity,
            Algorithm = AlgorithmIn(tags),
            Value = ValueIn(tags),
            BodyHash = TagList.TryOctets(tags["bh"], out var hash) && hash.Length == 32 ? hash : throw Wrong("bh= cannot be read"),
            Fields = fields,
            IsHeaderRelaxed = header,
            IsBodyRelaxed = body,
            BodyLength = Number(tags["l"], "l"),
            Expires = expires is { } end && end < DateTimeOffset.MaxValue.ToUnixTimeSeconds() ? DateTimeOffset.FromUnixTimeSeconds(end) : null,
        };
    }

    /// <summary>a=</summary>
    public static string AlgorithmIn(TagList tags)
    {
        var algorithm = tags["a"]?.ToLowerInvariant() ?? throw Wrong("a= is missing");
        // RFC 8301 3.1.
        if (algorithm == "rsa-sha1") throw new DkimException(DkimResult.Policy, "rsa-sha1 is too weak to be relied on");
        return algorithm is Rsa or Ed25519 ? algorithm : throw Wrong($"a={algorithm} is not known");
    }

    /// <summary>b=</summary>
    public static byte[] ValueIn(TagList tags) => TagList.TryOctets(tags["b"], out var value) && value.Length > 0 ? value : throw Wrong("b= cannot be read");

    /// <summary>A name that is asked for as it is: letters, digits, "-", "_" and dots (a zero or a space in it would make it another one to somebody else).</summary>
    public static string NameIn(TagList tags, string tag)
    {
        if (tags[tag] is not { } text) throw Wrong($"{tag}= is missing");
        if (!System.Text.Ascii.IsValid(text) && DomainName.TryParse(text, out var domain)) text = domain.Ascii;
        foreach (var label in text.Split('.'))
        {
            if (label.Length is 0 or > 63 || !label.All(each => char.IsAsciiLetterOrDigit(each) || each is '-' or '_')) throw Wrong($"{tag}= is not a name");
        }
        return text.Length <= 253 ? text.ToLowerInvariant() : throw Wrong($"{tag}= is not a name");
    }

    private static bool IsWithin(string identity, string domain)
    {
        var at = identity.LastIndexOf('@');
        if (at < 0) return false;
        var host = identity[(at + 1)..];
        return host.Equals(domain, StringComparison.OrdinalIgnoreCase) || host.EndsWith("." + domain, StringComparison.OrdinalIgnoreCase);
    }

    private static (bool Header, bool Body) Canonicalizations(string text)
    {
        var slash = text.IndexOf('/');
        return (IsRelaxed(slash < 0 ? text : text[..slash]), slash >= 0 && IsRelaxed(text[(slash + 1)..]));
    }

    private static bool IsRelaxed(string name) => name.ToLowerInvariant() switch { "relaxed" => true, "simple" => false, _ => throw Wrong($"c={name} is not known") };

    private static long? Number(string? text, string tag)
    {
        if (text is null) return null;
        if (text.Length is 0 or > 76 || text.AsSpan().ContainsAnyExceptInRange('0', '9')) throw Wrong($"{tag}= is not a number");
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : long.MaxValue;
    }

    private static DkimException Wrong(string why) => new(DkimResult.PermError, why);
}
