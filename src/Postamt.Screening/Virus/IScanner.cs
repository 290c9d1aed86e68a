namespace Postamt.Screening.Virus;

/// <summary>Looks for viruses in a content. Never throws for what the scanner or the content does.</summary>
public interface IScanner
{
    /// <param name="open">Gives the content from its first octet, as often as there are scanners to try.</param>
    ValueTask<ScanResult> ScanAsync(Func<Stream> open, CancellationToken cancellationToken);
}
