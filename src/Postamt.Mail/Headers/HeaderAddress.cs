namespace Postamt.Mail.Headers;

/// <summary>
/// One element of an address list as a header field has it (RFC 5322 3.4), in the form of RFC 9051 7.5.2: a mailbox has a host,
/// the start of a group has the group's name as <paramref name="Local"/> and no host, the end of a group has neither.
/// </summary>
/// <param name="Name">Display name without quotes; encoded words stay encoded. Null when there is none.</param>
/// <param name="Route">RFC 5322 4.4 obs-route without the final colon; null in all but very old mail.</param>
/// <param name="Local">Local part in the form it has on the wire, quoted where it must be.</param>
/// <param name="Host">Domain or address literal as written; empty when the address has none.</param>
public readonly record struct HeaderAddress(string? Name, string? Route, string? Local, string? Host)
{
    public static HeaderAddress GroupEnd => default;

    public bool IsMailbox => Host is not null;

    public bool IsGroupStart => Host is null && Local is not null;

    public bool IsGroupEnd => Host is null && Local is null;

    /// <summary>local@host, or the local part alone where there is no host.</summary>
    public string Address => string.IsNullOrEmpty(Host) ? Local ?? "" : $"{Local}@{Host}";

    /// <summary>The display name with its encoded words decoded, as a reader sees it.</summary>
    public string? DisplayName => Name is null ? null : EncodedWords.Decode(Name);
}
