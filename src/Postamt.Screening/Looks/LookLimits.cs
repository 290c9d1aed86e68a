namespace Postamt.Screening.Looks;

/// <summary>How much of a mail the checks of its content look at. What is beyond it is not read: who hides behind a wall of text is seen by the wall.</summary>
public sealed record LookLimits
{
    /// <summary>Octets of text parts, as they stand in the mail; nine of ten mails have less than 32 KiB of text.</summary>
    public int TextOctets { get; init; } = 256 * 1024;

    /// <summary>Text parts.</summary>
    public int Texts { get; init; } = 20;

    /// <summary>Links, of all parts together.</summary>
    public int Links { get; init; } = 300;

    /// <summary>Octets of the header section; RFC 5322 sets no limit, ours for taking a mail is 1 MiB.</summary>
    public int HeaderOctets { get; init; } = 64 * 1024;
}
