using Postamt.Faults.Oracle;

namespace Postamt.Faults.Running;

/// <summary>One cluster for the drills of a class, with what all of them have sent so far: a mailbox keeps the mail of the drill before.</summary>
public sealed class ClusterHouse : IAsyncDisposable
{
    private readonly Once<ClusterOffice> _cluster = new(async () =>
    {
        var cluster = await ClusterOffice.StartAsync();
        try
        {
            await Office.SetUpAsync(cluster.Data);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    });

    public ClusterHouse() => Scan = new MailboxScan(Journal, every: 1);

    internal Journal Journal { get; } = new();

    internal MailboxScan Scan { get; }

    internal Task<ClusterOffice> ClusterAsync() => _cluster.GetAsync();

    public async ValueTask DisposeAsync()
    {
        if (_cluster.Made is { } cluster) await cluster.DisposeAsync();
    }
}
