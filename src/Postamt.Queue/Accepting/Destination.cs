using Postamt.Mail.Addresses;

namespace Postamt.Queue.Accepting;

/// <summary>
/// Where queued recipients are grouped to go: "local" (alias, group and mailbox expansion here) or "mx:domain" (another server; which
/// one is found at delivery: route, MX).
/// </summary>
public readonly record struct Destination(string Key)
{
    public static Destination Local { get; } = new("local");

    public static Destination Remote(DomainName domain) => new("mx:" + domain.Ascii);

    public bool IsLocal => Key == "local";

    /// <summary>The domain of a remote destination; empty for local.</summary>
    public string Domain => IsLocal ? "" : Key[3..];

    public override string ToString() => Key;
}
