using System.Collections.Immutable;

namespace Postamt.Store.Messages;

/// <summary>The system flags of RFC 9051 2.3.2 as they are stored, one bit each.</summary>
[Flags]
public enum SystemFlags
{
    None = 0,
    Seen = 1,
    Answered = 2,
    Flagged = 4,
    Deleted = 8,
    Draft = 16,
}

/// <summary>
/// Flags of a placement. Keywords keep the case of their first use in the account and compare without case (RFC 9051 2.3.2);
/// ordered, without doubles, at most 64 octets each and 100 a message.
/// </summary>
public readonly record struct MessageFlags
{
    public const int MaxKeywords = 100;
    public const int MaxKeywordOctets = 64;

    private readonly ImmutableArray<string> _keywords;

    public MessageFlags(SystemFlags system, IEnumerable<string>? keywords = null)
    {
        System = system;
        _keywords = keywords is null ? [] : [.. keywords.Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase)];
    }

    public SystemFlags System { get; }

    public ImmutableArray<string> Keywords => _keywords.IsDefault ? [] : _keywords;

    public bool Has(SystemFlags flag) => (System & flag) == flag;

    public bool HasKeyword(string keyword) => Keywords.Contains(keyword, StringComparer.OrdinalIgnoreCase);

    public bool Equals(MessageFlags other) =>
        System == other.System && Keywords.AsSpan().SequenceEqual(other.Keywords.AsSpan(), StringComparer.OrdinalIgnoreCase);

    public override int GetHashCode() => HashCode.Combine(System, Keywords.Length);

    /// <summary>What these flags become under a change.</summary>
    public MessageFlags Apply(FlagChange change) => change.Mode switch
    {
        FlagMode.Add => new(System | change.Flags.System, Keywords.Concat(change.Flags.Keywords)),
        FlagMode.Remove => new(System & ~change.Flags.System, Keywords.Except(change.Flags.Keywords, StringComparer.OrdinalIgnoreCase)),
        _ => change.Flags,
    };
}

public enum FlagMode
{
    Replace,
    Add,
    Remove,
}

public readonly record struct FlagChange(FlagMode Mode, MessageFlags Flags);
