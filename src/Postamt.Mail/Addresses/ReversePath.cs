namespace Postamt.Mail.Addresses;

/// <summary>Where notices about a mail go (RFC 5321 4.1.2). The null path <c>&lt;&gt;</c> takes none (RFC 5321 4.5.5).</summary>
public readonly record struct ReversePath(EmailAddress? Address)
{
    public static ReversePath Null => default;

    public bool IsNull => Address is null;

    /// <summary>The address without brackets; empty for the null path.</summary>
    public override string ToString() => Address?.ToString() ?? "";
}
