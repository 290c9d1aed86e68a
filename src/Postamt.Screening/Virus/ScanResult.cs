namespace Postamt.Screening.Virus;

/// <summary>What a scanner said of a content. Anything but a clear word is "not scanned".</summary>
public abstract record ScanResult
{
    private ScanResult()
    {
    }

    /// <summary>All of it was looked at, and nothing was found.</summary>
    public sealed record Clean : ScanResult;

    /// <param name="Name">Of what was found, as the scanner calls it: printable ASCII, at most 200 letters.</param>
    public sealed record Infected(string Name) : ScanResult;

    /// <param name="Why">In words, for people.</param>
    /// <param name="IsPassing">The scanner may answer another time: it could not be reached or broke. Else the content itself is more than it looks at.</param>
    public sealed record NotScanned(string Why, bool IsPassing) : ScanResult;
}
