using Postamt.Mail.Addresses;

namespace Postamt.Queue.Accepting;

/// <summary>
/// Where queued recipients are grouped to go: "local" (alias, group and mailbox expansion here) or "mx:domain" (another server; which
/// one is found at delivery: route, MX), or "notice" (failed for good, waiting to be told to the sender).
/// </summary>
public readonly record struct Destination(string Key)
{
    public static Destination Local { get; } = new("local");

    public static Destination Notice { get; } = new("notice");

    public static Destination Remote(DomainName domain) => new("mx:" + domain.Ascii);

    /// <summary>Only among destinations that take nothing now: all other servers.</summary>
    public static Destination AnyRemote { get; } = new("mx:");

    public bool IsLocal => Key == "local";

    public bool IsNotice => Key == "notice";

    public bool IsRemote => !IsLocal && !IsNotice;

    /// <summary>The domain of a remote destination; empty for the others.</summary>
    public string Domain => IsRemote ? Key[3..] : "";

    /// <summary>Whether it is one of these, or all remote ones are meant and it is remote.</summary>
    public bool IsAmong(IReadOnlySet<Destination> busy) => busy.Contains(this) || IsRemote && busy.Contains(AnyRemote);

    public override string ToString() => Key;
}
