using Postamt.Mail.Outcomes;
using Postamt.Screening.Verdicts;
using Postamt.Store.Spooling;

namespace Postamt.Screening.Virus;

/// <summary>
/// Asks the virus scanner, from the moment on that one is set. A mail with a virus is refused; one that no scanner can look at now waits at its sender (451), and is never taken
/// unseen; one that no scanner looks into, because it is locked or more than it may be, goes to Junk.
/// </summary>
public sealed class VirusCheck(ClamdSetting setting) : ICheck
{
    /// <summary>A scanner takes for mail, and looks into its parts, what begins as mail that has come over the network does.</summary>
    private static readonly byte[] Trace = "Received: from postamt\r\n"u8.ToArray();

    public string Name => "virus";

    /// <summary>Each scanner has its own time; RFC 5321 4.5.3.2.6 has the sender wait ten minutes.</summary>
    public TimeSpan? Deadline => TimeSpan.FromMinutes(5);

    public async ValueTask<Finding> RunAsync(ScreeningInput input, CancellationToken cancellationToken)
    {
        if (await setting.ScannerAsync(cancellationToken) is not { } scanner) return new Finding.Pass("not scanned: no scanner is set");
        return await scanner.ScanAsync(() => new JoinedStream(Trace, input.Content.OpenRead()), cancellationToken) switch
        {
            ScanResult.Clean => new Finding.Pass("no virus found"),
            ScanResult.Infected infected => new Finding.Refuse(new PolicyDecision(PolicyReason.Virus, 550, new EnhancedStatus(5, 7, 1), $"The mail has a virus: {infected.Name}")),
            ScanResult.NotScanned { IsPassing: true } open => Open(open.Why),
            ScanResult.NotScanned locked => new Finding.Junk($"not scanned: {locked.Why}"),
            _ => throw new InvalidOperationException("unknown result"),
        };
    }

    public Finding Open(string why) => new Finding.Wait($"it could not be scanned for viruses: {why}");
}
