using Postamt.Dns;
using Postamt.Screening.Dkim;
using Postamt.Screening.Spf;

namespace Postamt.Screening.Dmarc;

/// <summary>RFC 9989 4.5, RFC 8601 2.7.</summary>
public enum DmarcResult
{
    /// <summary>The domain of From asks for nothing.</summary>
    None,

    /// <summary>Who sent it is whom From names.</summary>
    Pass,

    /// <summary>Nobody vouches for From.</summary>
    Fail,

    /// <summary>DNS does not tell now.</summary>
    TempError,

    /// <summary>There is no From that could be asked about.</summary>
    PermError,
}

/// <param name="Domain">Of From.</param>
/// <param name="Policy">What that domain asks to be done; counts for <see cref="DmarcResult.Fail"/>.</param>
/// <param name="Source">The domain whose record it is; empty for none.</param>
/// <param name="Why">One line for people.</param>
public sealed record DmarcOutcome(DmarcResult Result, string Domain, DmarcPolicy Policy, string Source, string Why);

/// <summary>Whether somebody who was authenticated is whom From names (RFC 9989). Never throws for what comes from outside.</summary>
public sealed class DmarcCheck(IResolver resolver)
{
    /// <param name="from">The domain of one author, A-labels; of several authors each is asked about.</param>
    /// <param name="spf">Of the reverse-path; a name a client only calls itself by vouches for nobody.</param>
    public async ValueTask<DmarcOutcome> AskAsync(string from, SpfAnswer? spf, IReadOnlyList<DkimOutcome> signatures, CancellationToken cancellationToken) =>
        await JudgeAsync(await FindAsync(from, cancellationToken), spf, signatures, cancellationToken);

    /// <summary>What a domain asks for: nothing that a sender has a hand in, so it need not wait for what he says.</summary>
    public async ValueTask<DmarcWish> FindAsync(string from, CancellationToken cancellationToken)
    {
        from = from.ToLowerInvariant();
        var walk = new TreeWalk(resolver);
        try
        {
            return new DmarcWish(from, walk, await walk.FromAsync(from, cancellationToken), null);
        }
        catch (IOException unanswered)
        {
            return DmarcWish.Open(from, unanswered.Message);
        }
    }

    public async ValueTask<DmarcOutcome> JudgeAsync(DmarcWish wish, SpfAnswer? spf, IReadOnlyList<DkimOutcome> signatures, CancellationToken cancellationToken)
    {
        var (from, found) = (wish.From, wish.Found);
        if (wish.Walk is not { } walk) return new DmarcOutcome(DmarcResult.TempError, from, DmarcPolicy.None, "", wish.Why!);
        try
        {
            if (found.Count == 0) return new DmarcOutcome(DmarcResult.None, from, DmarcPolicy.None, "", $"{from} asks for nothing");
            var organization = TreeWalk.Organization(from, found);
            var (source, record) = Chosen(found, from, organization);
            var vouching = await VouchingAsync(walk, from, organization, record, spf, signatures, cancellationToken);
            if (vouching is not null) return new DmarcOutcome(DmarcResult.Pass, from, PolicyOf(record, source == from, exists: true), source, vouching);
            // Only what could still vouch for From is waited for: else a signature of anybody whose DNS does not answer would take the policy away.
            // One without a domain is a check that broke here.
            var waits = signatures.FirstOrDefault(signature => signature.Result == DkimResult.TempError && (signature.Domain.Length == 0 || MayAlign(signature.Domain, from, organization, record.IsDkimStrict)))?.Why
                ?? (spf is { Result: SpfResult.TempError } && MayAlign(spf.Domain, from, organization, record.IsSpfStrict) ? spf.Why : null);
            if (waits is not null) return new DmarcOutcome(DmarcResult.TempError, from, DmarcPolicy.None, source, waits);
            var exists = source == from || record.Missing is null || await ExistsAsync(from, cancellationToken);
            return new DmarcOutcome(DmarcResult.Fail, from, PolicyOf(record, source == from, exists), source, $"nobody who was authenticated speaks for {from}");
        }
        catch (IOException unanswered)
        {
            return new DmarcOutcome(DmarcResult.TempError, from, DmarcPolicy.None, "", unanswered.Message);
        }
    }

    /// <summary>4.10.1: the domain's own, its organization's, or the public suffix's.</summary>
    private static (string Name, DmarcRecord Record) Chosen(IReadOnlyList<(string Name, DmarcRecord Record)> found, string from, string organization)
    {
        foreach (var name in new[] { from, organization })
        {
            foreach (var each in found)
            {
                if (each.Name == name) return each;
            }
        }
        return found[^1];
    }

    private static DmarcPolicy PolicyOf(DmarcRecord record, bool isOwn, bool exists)
    {
        var policy = isOwn ? record.Policy : record.ForBelow(exists);
        // t=y: one step less is done.
        return record.IsTesting && policy > DmarcPolicy.None ? policy - 1 : policy;
    }

    /// <returns>Who does, in words; null: nobody.</returns>
    private static async ValueTask<string?> VouchingAsync(
        TreeWalk walk, string from, string organization, DmarcRecord record, SpfAnswer? spf, IReadOnlyList<DkimOutcome> signatures, CancellationToken cancellationToken)
    {
        foreach (var signature in signatures.Where(signature => signature.Result == DkimResult.Pass))
        {
            if (await IsAlignedAsync(walk, signature.Domain, from, organization, record.IsDkimStrict, cancellationToken)) return $"signed by {signature.Domain}";
        }
        return spf is { Result: SpfResult.Pass } && await IsAlignedAsync(walk, spf.Domain, from, organization, record.IsSpfStrict, cancellationToken) ? $"sent by a server of {spf.Domain}" : null;
    }

    /// <summary>4.4: the same domain, or one of the same organization.</summary>
    private static async ValueTask<bool> IsAlignedAsync(TreeWalk walk, string domain, string from, string organization, bool isStrict, CancellationToken cancellationToken)
    {
        domain = domain.ToLowerInvariant();
        if (domain == from) return true;
        return MayAlign(domain, from, organization, isStrict) && await walk.OrganizationAsync(domain, cancellationToken) == organization;
    }

    /// <summary>By its name alone.</summary>
    private static bool MayAlign(string domain, string from, string organization, bool isStrict) =>
        domain.Equals(from, StringComparison.OrdinalIgnoreCase)
        || !isStrict && (domain.Equals(organization, StringComparison.OrdinalIgnoreCase) || domain.EndsWith("." + organization, StringComparison.OrdinalIgnoreCase));

    private async ValueTask<bool> ExistsAsync(string domain, CancellationToken cancellationToken)
    {
        var mx = await resolver.MxAsync(domain, cancellationToken);
        if (mx.Status is DnsStatus.Found or DnsStatus.Unavailable) return true;
        var addresses = await resolver.AddressesAsync(domain, cancellationToken);
        return addresses.Status is DnsStatus.Found or DnsStatus.Unavailable;
    }
}
