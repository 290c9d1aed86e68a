using Microsoft.Extensions.Logging;
using Postamt.Cluster.Identity;
using Postamt.Dns;
using Postamt.Mail.Addresses;

namespace Postamt.Screening.Dkim.Keys;

/// <summary>
/// What becomes of a domain's keys by itself: one that waits signs once its record is seen in DNS, the one before it is retired, and taken away when the last mail signed with
/// it has arrived; in time a new one is made, which waits. Nothing is ever signed with a key nobody can look up.
/// </summary>
public sealed class DkimRotation(DkimKeyRing keys, IResolver resolver, TimeProvider time, ILogger<DkimRotation> logger)
{
    /// <summary>Longer than a signature is good for.</summary>
    public static readonly TimeSpan RetiredKept = TimeSpan.FromDays(21);

    private static readonly Actor Self = Actor.System("dkim");

    /// <param name="lifetime">After which a new key is made; null: never by itself.</param>
    /// <returns>How many keys were made, moved or removed.</returns>
    public async ValueTask<int> TurnAsync(CompanyId company, DomainName domain, TimeSpan? lifetime, CancellationToken cancellationToken)
    {
        var all = await keys.ListAsync(company, domain, cancellationToken);
        var done = 0;
        foreach (var key in all.Where(key => key.State == DkimKeyState.Waiting))
        {
            if (!await IsPublishedAsync(key, cancellationToken)) continue;
            await keys.ActivateAsync(company, key, Self, cancellationToken);
            Log.DkimKeyActive(logger, key.RecordName);
            done++;
        }
        foreach (var key in all.Where(key => key.State == DkimKeyState.Retired && time.GetUtcNow() - key.Since > RetiredKept))
        {
            await keys.RemoveAsync(company, key, Self, cancellationToken);
            Log.DkimKeyRemoved(logger, key.RecordName);
            done++;
        }
        foreach (var old in all.Where(key => key.State == DkimKeyState.Active && time.GetUtcNow() - key.Since > lifetime))
        {
            if (all.Any(key => key.State == DkimKeyState.Waiting && key.Algorithm == old.Algorithm)) continue;
            var next = await keys.CreateAsync(company, domain, old.Algorithm == DkimSignature.Ed25519, null, Self, cancellationToken);
            Log.DkimKeyWaits(logger, next.RecordName);
            done++;
        }
        return done;
    }

    /// <summary>DNS has its record, with this very key in it.</summary>
    public async ValueTask<bool> IsPublishedAsync(DkimKeyEntry key, CancellationToken cancellationToken)
    {
        var texts = await resolver.TxtAsync(key.RecordName, cancellationToken);
        return texts.Records.Any(text => PublicKey(text) is { Length: > 0 } published && published == PublicKey(key.Record));
    }

    private static string? PublicKey(string record) => TagList.TryParse(record, out var tags) ? string.Concat((tags["p"] ?? "").Where(letter => !char.IsWhiteSpace(letter))) : null;
}
