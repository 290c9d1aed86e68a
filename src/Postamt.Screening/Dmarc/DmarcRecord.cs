using System.Collections.Immutable;
using Postamt.Screening.Dkim;

namespace Postamt.Screening.Dmarc;

/// <summary>What a domain asks to be done with mail in its name that it did not send (RFC 9989 4.7).</summary>
public enum DmarcPolicy
{
    None,
    Quarantine,
    Reject,
}

/// <summary>A DMARC record. What is missing or not understood is as if nothing were asked; unknown tags do not count.</summary>
internal sealed record DmarcRecord
{
    private const string Version = "DMARC1";

    /// <summary>p=</summary>
    public DmarcPolicy Policy { get; private init; }

    /// <summary>sp=, for names below; null: as <see cref="Policy"/>.</summary>
    public DmarcPolicy? Below { get; private init; }

    /// <summary>np=, for names below that do not exist; null: as those below.</summary>
    public DmarcPolicy? Missing { get; private init; }

    /// <summary>adkim=s</summary>
    public bool IsDkimStrict { get; private init; }

    /// <summary>aspf=s</summary>
    public bool IsSpfStrict { get; private init; }

    /// <summary>psd=: this is a public suffix (true), or an organization's own domain (false); null: not said.</summary>
    public bool? IsPublicSuffix { get; private init; }

    /// <summary>t=y</summary>
    public bool IsTesting { get; private init; }

    /// <summary>rua=, as written.</summary>
    public ImmutableArray<string> Reports { get; private init; } = [];

    /// <returns>Null: it is none.</returns>
    public static DmarcRecord? Read(string text)
    {
        if (!TagList.TryParse(text, out var tags) || tags.First != "v" || tags["v"] != Version) return null;
        return new DmarcRecord
        {
            Policy = PolicyOf(tags["p"]) ?? DmarcPolicy.None,
            Below = PolicyOf(tags["sp"]),
            Missing = PolicyOf(tags["np"]),
            IsDkimStrict = Is(tags["adkim"], "s"),
            IsSpfStrict = Is(tags["aspf"], "s"),
            IsPublicSuffix = Is(tags["psd"], "y") ? true : Is(tags["psd"], "n") ? false : null,
            IsTesting = Is(tags["t"], "y"),
            Reports = [.. (tags["rua"] ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)],
        };
    }

    /// <summary>For mail in the name of a domain whose own record this is not.</summary>
    /// <param name="exists">Whether there is such a name.</param>
    public DmarcPolicy ForBelow(bool exists) => (exists ? null : Missing) ?? Below ?? Policy;

    private static DmarcPolicy? PolicyOf(string? word) => word?.ToLowerInvariant() switch
    {
        "none" => DmarcPolicy.None,
        "quarantine" => DmarcPolicy.Quarantine,
        "reject" => DmarcPolicy.Reject,
        _ => null,
    };

    private static bool Is(string? value, string word) => word.Equals(value, StringComparison.OrdinalIgnoreCase);
}
