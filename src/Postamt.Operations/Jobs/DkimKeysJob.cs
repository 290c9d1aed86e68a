using System.Text.Json;
using Postamt.Cluster.Identity;
using Postamt.Cluster.Settings;
using Postamt.Directory.Entities;
using Postamt.Directory.Operations;
using Postamt.Directory.Operations.Domains;
using Postamt.Screening.Dkim.Keys;
using Postamt.Store.Results;

namespace Postamt.Operations.Jobs;

/// <summary>Looks after the signing keys of all domains: those whose record is in DNS now are used, those nobody needs any more go, and in time there are new ones.</summary>
public sealed class DkimKeysJob(IDirectoryOperations directory, DkimRotation rotation, ISettings settings, JobLimits limits) : IJob
{
    /// <summary>Days a key signs before the next one is made; without it none is made unless somebody asks for it, because somebody has to publish it.</summary>
    public const string SettingName = "dkim.rotate-days";

    private const int PageSize = 200;

    private static readonly Actor Self = Actor.System("dkim");

    public string Name => "DKIM keys";

    public TimeSpan Every => limits.DkimKeysEvery;

    public async ValueTask<StoreResult<long>> RunAsync(CancellationToken stop)
    {
        var text = await settings.ReadAsync(SettingName, CompanyId.Installation, stop);
        TimeSpan? lifetime = text is null ? null : TimeSpan.FromDays(JsonSerializer.Deserialize<int>(text));
        long done = 0;
        for (string? cursor = null; ;)
        {
            var asked = await directory.AskAsync(new ListDomains(null, new PageRequest(cursor, PageSize)), Self, stop);
            if (asked is not OperationResult<Page<MailDomain>>.Done { Value: var page }) return StoreResult<long>.No(StoreError.Unavailable, "the directory could not be asked");
            foreach (var domain in page.Items)
            {
                if (stop.IsCancellationRequested) return done;
                done += await rotation.TurnAsync(domain.Company, domain.Name, lifetime, stop);
            }
            if ((cursor = page.Next) is null) return done;
        }
    }
}
