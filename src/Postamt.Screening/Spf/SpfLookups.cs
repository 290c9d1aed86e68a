using System.Net;
using System.Net.Sockets;
using Postamt.Dns;

namespace Postamt.Screening.Spf;

/// <summary>DNS for one question with all records it leads to: what they may cost is counted for all of them together (RFC 7208 4.6.4).</summary>
internal sealed class SpfLookups(IResolver resolver, SpfLimits limits, IPAddress client)
{
    private const int NameLength = 253;
    private const int LabelLength = 63;

    private int _terms;
    private int _voids;
    private IReadOnlyList<string>? _validated;

    /// <summary>A term that asks DNS is evaluated.</summary>
    /// <exception cref="SpfStopException">It is one too many.</exception>
    public void Count()
    {
        if (++_terms > limits.Lookups) throw SpfStopException.Syntax($"it takes more than {limits.Lookups} look-ups");
    }

    /// <summary>TXT records; an empty answer is no reason to stop.</summary>
    public async ValueTask<IReadOnlyList<string>> TextsAsync(string name, CancellationToken cancellationToken) =>
        await AskAsync(name, isCounted: false, asked => resolver.TxtAsync(asked, cancellationToken));

    /// <summary>Addresses of the client's kind.</summary>
    public ValueTask<IReadOnlyList<IPAddress>> AddressesAsync(string host, CancellationToken cancellationToken) => AddressesAsync(host, isCounted: true, cancellationToken);

    /// <summary>Whether there is an IPv4 address, whatever the client has (5.7).</summary>
    public async ValueTask<bool> ExistsAsync(string name, CancellationToken cancellationToken) =>
        (await AskAsync(name, isCounted: true, asked => resolver.AddressesAsync(asked, AddressFamily.InterNetwork, cancellationToken))).Count > 0;

    /// <summary>Addresses of the servers that take mail for a domain; one after the other, for the first may be enough.</summary>
    /// <exception cref="SpfStopException">There are too many.</exception>
    public async IAsyncEnumerable<IPAddress> MxAsync(string domain, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var hosts = await AskAsync(domain, isCounted: true, asked => resolver.MxAsync(asked, cancellationToken));
        if (hosts.Count > limits.MxHosts) throw SpfStopException.Syntax($"{domain} has more than {limits.MxHosts} mail servers");
        foreach (var host in hosts.Where(host => !host.IsNull))
        {
            foreach (var address in await AddressesAsync(host.Host, isCounted: false, cancellationToken)) yield return address;
        }
    }

    /// <summary>For %{p}: the domain itself, a name below it, any other, "unknown" (7.3).</summary>
    public async ValueTask<string> ValidatedNameAsync(string domain, CancellationToken cancellationToken)
    {
        if (_validated is null) Count();
        var names = await ValidatedNamesAsync(cancellationToken);
        return names.FirstOrDefault(name => name.Equals(domain, StringComparison.OrdinalIgnoreCase)) ?? names.FirstOrDefault(name => IsWithin(name, domain)) ?? names.FirstOrDefault() ?? "unknown";
    }

    /// <summary>Names of the client that lead back to it (5.5). What DNS does not tell is not there.</summary>
    public async ValueTask<IReadOnlyList<string>> ValidatedNamesAsync(CancellationToken cancellationToken)
    {
        if (_validated is not null) return _validated;
        var names = await resolver.ReverseAsync(client, cancellationToken);
        if (names.Status is DnsStatus.NoData or DnsStatus.NoSuchName) CountVoid();
        var validated = new List<string>();
        foreach (var name in names.Records.Take(limits.PtrNames).Where(IsAskable))
        {
            var addresses = await resolver.AddressesAsync(name, client.AddressFamily, cancellationToken);
            if (addresses.Records.Contains(client)) validated.Add(name);
        }
        return _validated = validated;
    }

    /// <summary>Whether a name is the domain or below it.</summary>
    public static bool IsWithin(string name, string domain) =>
        name.Equals(domain, StringComparison.OrdinalIgnoreCase)
        || name.Length > domain.Length && name[^(domain.Length + 1)] == '.' && name.EndsWith(domain, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether it is a domain that can say something: a name of several labels (4.3).</summary>
    public static bool IsQualified(string name) => IsAskable(name) && name.TrimEnd('.').Contains('.', StringComparison.Ordinal) && name[0] != '[';

    /// <summary>Labels of 1 to 63 visible characters, 253 in all.</summary>
    private static bool IsAskable(string name)
    {
        var text = name.AsSpan();
        if (text.EndsWith(".")) text = text[..^1];
        if (text.Length is 0 or > NameLength || text.ContainsAnyExceptInRange('!', '~')) return false;
        foreach (var label in text.Split('.'))
        {
            if (text[label].Length is 0 or > LabelLength) return false;
        }
        return true;
    }

    private ValueTask<IReadOnlyList<IPAddress>> AddressesAsync(string host, bool isCounted, CancellationToken cancellationToken) =>
        AskAsync(host, isCounted, name => resolver.AddressesAsync(name, client.AddressFamily, cancellationToken));

    /// <summary>A name that cannot be one has no records (4.8 leaves it to us).</summary>
    private async ValueTask<IReadOnlyList<T>> AskAsync<T>(string name, bool isCounted, Func<string, ValueTask<DnsAnswer<T>>> ask)
    {
        if (!IsAskable(name)) return [];
        var answer = await ask(name);
        if (answer.Status == DnsStatus.Unavailable) throw SpfStopException.Dns(name);
        if (isCounted && answer.Records.Count == 0) CountVoid();
        return answer.Records;
    }

    private void CountVoid()
    {
        if (++_voids > limits.VoidLookups) throw SpfStopException.Syntax($"more than {limits.VoidLookups} look-ups find nothing");
    }
}
