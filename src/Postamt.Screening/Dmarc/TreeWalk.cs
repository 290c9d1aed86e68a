using Postamt.Dns;

namespace Postamt.Screening.Dmarc;

/// <summary>Looks for DMARC records from a name upwards (RFC 9989 4.10): which organization a name belongs to is what its owners say, and no list of ours.</summary>
internal sealed class TreeWalk(IResolver resolver)
{
    /// <summary>Of a name with more labels, the middle is passed over.</summary>
    private const int MostQueries = 8;

    private readonly Dictionary<string, DmarcRecord?> _records = new(StringComparer.Ordinal);

    /// <summary>The records on the way up, lowest name first.</summary>
    /// <exception cref="IOException">DNS gave no answer.</exception>
    public async ValueTask<IReadOnlyList<(string Name, DmarcRecord Record)>> FromAsync(string domain, CancellationToken cancellationToken)
    {
        var found = new List<(string, DmarcRecord)>();
        for (var (name, queries) = (domain, 0); name.Length > 0 && queries < MostQueries; name = Above(name), queries++)
        {
            if (await RecordAsync(name, cancellationToken) is not { } record) continue;
            found.Add((name, record));
            if (record.IsPublicSuffix is not null) break;
        }
        return found;
    }

    /// <summary>The organizational domain of a name: itself where nobody says anything.</summary>
    /// <exception cref="IOException">DNS gave no answer.</exception>
    public async ValueTask<string> OrganizationAsync(string domain, CancellationToken cancellationToken) => Organization(domain, await FromAsync(domain, cancellationToken));

    public static string Organization(string domain, IReadOnlyList<(string Name, DmarcRecord Record)> found)
    {
        if (found.Count == 0) return domain;
        var (top, record) = found[^1];
        if (record.IsPublicSuffix != true || top == domain) return top;
        var below = domain[..^(top.Length + 1)];
        return domain[(below.LastIndexOf('.') + 1)..];
    }

    private async ValueTask<DmarcRecord?> RecordAsync(string name, CancellationToken cancellationToken)
    {
        if (_records.TryGetValue(name, out var known)) return known;
        var texts = await resolver.TxtAsync("_dmarc." + name, cancellationToken);
        if (texts.Status == DnsStatus.Unavailable) throw new IOException($"DNS gave no answer about _dmarc.{name}");
        var records = texts.Records.Select(DmarcRecord.Read).OfType<DmarcRecord>().ToArray();
        // Several are none (4.10.1).
        return _records[name] = records.Length == 1 ? records[0] : null;
    }

    private static string Above(string name)
    {
        var labels = name.Split('.');
        var kept = labels.Length >= MostQueries ? MostQueries - 1 : labels.Length - 1;
        return string.Join('.', labels[^kept..]);
    }
}
