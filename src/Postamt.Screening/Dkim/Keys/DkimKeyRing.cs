using System.Text.Json;
using Postamt.Cluster.Caching;
using Postamt.Cluster.Identity;
using Postamt.Cluster.Settings;
using Postamt.Mail.Addresses;

namespace Postamt.Screening.Dkim.Keys;

/// <summary>The keys of domains, kept among the sealed secrets of the company that has the domain, one a selector.</summary>
public sealed class DkimKeyRing(ISecrets secrets, TimeProvider time) : IDkimKeys
{
    /// <summary>How long another node's change may go unseen: a key is retired two weeks before it is gone.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(1);

    private const string Prefix = "dkim.";
    private const int Capacity = 10_000;

    private readonly BoundedCache<(CompanyId, string), IReadOnlyList<DkimSigningKey>> _active = new(Capacity, Remembered, time);

    public async ValueTask<IReadOnlyList<DkimSigningKey>> FindAsync(CompanyId company, DomainName domain, CancellationToken cancellationToken)
    {
        if (_active.TryGet((company, domain.Ascii), out var known)) return known;
        var generation = _active.Generation;
        var kept = await ReadAsync(company, domain, cancellationToken);
        DkimSigningKey[] keys =
        [
            .. kept.Where(each => each.Kept.State == DkimKeyState.Active).GroupBy(each => each.Kept.Algorithm)
                .Select(same => same.MaxBy(each => each.Kept.Since)).Select(each => DkimSigningKey.Open(domain, each.Selector, each.Kept.Key)),
        ];
        _active.Set((company, domain.Ascii), keys, generation);
        return keys;
    }

    /// <summary>In the order of their making.</summary>
    public async ValueTask<IReadOnlyList<DkimKeyEntry>> ListAsync(CompanyId company, DomainName domain, CancellationToken cancellationToken) =>
        [.. (await ReadAsync(company, domain, cancellationToken)).OrderBy(each => each.Kept.Made).Select(each => Entry(domain, each.Selector, each.Kept))];

    /// <summary>A new key, which waits for its record.</summary>
    /// <param name="selector">Null: after the day.</param>
    /// <exception cref="ArgumentException">The selector is taken, or none (RFC 6376 3.1).</exception>
    public async ValueTask<DkimKeyEntry> CreateAsync(CompanyId company, DomainName domain, bool isEd25519, string? selector, Actor actor, CancellationToken cancellationToken)
    {
        var taken = (await ReadAsync(company, domain, cancellationToken)).Select(each => each.Selector).ToHashSet(StringComparer.Ordinal);
        selector = (selector ?? Free(taken, isEd25519)).ToLowerInvariant();
        // One label: with more of them a name among the secrets could be read in two ways.
        if (selector.Contains('.', StringComparison.Ordinal) || !DomainName.TryParse($"{selector}.{domain.Ascii}", out _)) throw new ArgumentException($"{selector} is not a selector: it is made of letters, digits and inner dashes.", nameof(selector));
        if (taken.Contains(selector)) throw new ArgumentException($"{domain.Unicode} has a key {selector} already.", nameof(selector));
        var now = time.GetUtcNow();
        var kept = new Kept(isEd25519 ? DkimSignature.Ed25519 : DkimSignature.Rsa, DkimKeyState.Waiting, now, now, DkimSigningKey.Create(isEd25519));
        await WriteAsync(company, domain, selector, kept, actor, cancellationToken);
        return Entry(domain, selector, kept);
    }

    /// <summary>From now on it signs, and those of its algorithm that did are retired.</summary>
    public async ValueTask ActivateAsync(CompanyId company, DkimKeyEntry key, Actor actor, CancellationToken cancellationToken)
    {
        foreach (var (selector, kept) in await ReadAsync(company, key.Domain, cancellationToken))
        {
            if (kept.Algorithm != key.Algorithm) continue;
            if (selector == key.Selector) await MoveAsync(company, key.Domain, selector, kept, DkimKeyState.Active, actor, cancellationToken);
            else if (kept.State == DkimKeyState.Active) await MoveAsync(company, key.Domain, selector, kept, DkimKeyState.Retired, actor, cancellationToken);
        }
        _active.Remove((company, key.Domain.Ascii));
    }

    public async ValueTask RemoveAsync(CompanyId company, DkimKeyEntry key, Actor actor, CancellationToken cancellationToken)
    {
        await secrets.RemoveAsync(company, NameOf(key.Domain, key.Selector), actor, cancellationToken);
        _active.Remove((company, key.Domain.Ascii));
    }

    private ValueTask MoveAsync(CompanyId company, DomainName domain, string selector, Kept kept, DkimKeyState state, Actor actor, CancellationToken cancellationToken) =>
        WriteAsync(company, domain, selector, kept with { State = state, Since = time.GetUtcNow() }, actor, cancellationToken);

    private ValueTask WriteAsync(CompanyId company, DomainName domain, string selector, Kept kept, Actor actor, CancellationToken cancellationToken) =>
        secrets.WriteAsync(company, NameOf(domain, selector), JsonSerializer.SerializeToUtf8Bytes(kept), actor, cancellationToken);

    private async ValueTask<IReadOnlyList<(string Selector, Kept Kept)>> ReadAsync(CompanyId company, DomainName domain, CancellationToken cancellationToken)
    {
        var found = new List<(string, Kept)>();
        var prefix = NameOf(domain, "");
        foreach (var secret in await secrets.ListAsync(company, cancellationToken))
        {
            if (!secret.Name.StartsWith(prefix, StringComparison.Ordinal) || secret.Name[prefix.Length..] is not { Length: > 0 } selector || selector.Contains('.', StringComparison.Ordinal)) continue;
            // Gone between the two questions: then it is none any more.
            if (await secrets.ReadAsync(company, secret.Name, cancellationToken) is { } value) found.Add((selector, JsonSerializer.Deserialize<Kept>(value)!));
        }
        return found;
    }

    /// <summary>As in 20261128r; with a number behind it where the day has one.</summary>
    private string Free(HashSet<string> taken, bool isEd25519)
    {
        var name = $"{time.GetUtcNow():yyyyMMdd}{(isEd25519 ? 'e' : 'r')}";
        return !taken.Contains(name) ? name : Enumerable.Range(2, taken.Count).Select(number => $"{name}{number}").First(each => !taken.Contains(each));
    }

    private static DkimKeyEntry Entry(DomainName domain, string selector, Kept kept)
    {
        using var key = DkimSigningKey.Open(domain, selector, kept.Key);
        return new DkimKeyEntry(domain, selector, kept.Algorithm, kept.State, kept.Since, key.Record);
    }

    private static string NameOf(DomainName domain, string selector) => $"{Prefix}{domain.Ascii}.{selector}";

    private sealed record Kept(string Algorithm, DkimKeyState State, DateTimeOffset Made, DateTimeOffset Since, byte[] Key);
}
