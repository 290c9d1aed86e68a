using Postamt.Mail.Addresses;

namespace Postamt.Screening.Dkim.Keys;

/// <summary>Where a key is between its making and its end.</summary>
public enum DkimKeyState
{
    /// <summary>Made; nothing is signed with it until its record is seen in DNS.</summary>
    Waiting,

    /// <summary>Mail is signed with it.</summary>
    Active,

    /// <summary>Nothing is signed with it any more; its record stays until the last mail signed with it has arrived.</summary>
    Retired,
}

/// <summary>A domain's key, without what is secret about it.</summary>
/// <param name="Algorithm">As in a=.</param>
/// <param name="Since">Of its state.</param>
/// <param name="Record">What its record in DNS says.</param>
public sealed record DkimKeyEntry(DomainName Domain, string Selector, string Algorithm, DkimKeyState State, DateTimeOffset Since, string Record)
{
    /// <summary>Where its record stands, as a full name without the last dot.</summary>
    public string RecordName => $"{Selector}._domainkey.{Domain.Ascii}";
}
