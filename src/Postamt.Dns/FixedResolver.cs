using System.Net;
using System.Net.Sockets;

namespace Postamt.Dns;

/// <summary>A resolver that knows what it was told, for tests and closed networks. A name it was never told of does not exist.</summary>
public sealed class FixedResolver : IResolver
{
    private readonly Dictionary<(string Type, string Name), object> _answers = [];

    public FixedResolver Mx(string domain, params (ushort Preference, string Host)[] records) =>
        Put("MX", domain, Found([.. records.Select(record => new MxRecord(record.Preference, record.Host))]));

    public FixedResolver Addresses(string host, params string[] addresses) => Put("A", host, Found([.. addresses.Select(IPAddress.Parse)]));

    public FixedResolver Txt(string name, params string[] texts) => Put("TXT", name, Found(texts));

    public FixedResolver Reverse(string address, params string[] names) => Put("PTR", address, Found(names));

    /// <summary>Questions of that type about the name get that status.</summary>
    /// <param name="type">MX, A, TXT or PTR.</param>
    public FixedResolver Answer(string type, string name, DnsStatus status) => type switch
    {
        "MX" => Put(type, name, DnsAnswer<MxRecord>.None(status, "told so")),
        "A" => Put(type, name, DnsAnswer<IPAddress>.None(status, "told so")),
        _ => Put(type, name, DnsAnswer<string>.None(status, "told so")),
    };

    public ValueTask<DnsAnswer<MxRecord>> MxAsync(string domain, CancellationToken cancellationToken) => ValueTask.FromResult(Get<MxRecord>("MX", domain));

    public ValueTask<DnsAnswer<IPAddress>> AddressesAsync(string host, CancellationToken cancellationToken) => ValueTask.FromResult(Get<IPAddress>("A", host));

    public async ValueTask<DnsAnswer<IPAddress>> AddressesAsync(string host, AddressFamily family, CancellationToken cancellationToken)
    {
        var all = await AddressesAsync(host, cancellationToken);
        var some = all.Records.Where(address => address.AddressFamily == family).ToArray();
        return all.Status == DnsStatus.Found && some.Length == 0 ? DnsAnswer<IPAddress>.None(DnsStatus.NoData) : all with { Records = some };
    }

    public ValueTask<DnsAnswer<string>> TxtAsync(string name, CancellationToken cancellationToken) => ValueTask.FromResult(Get<string>("TXT", name));

    public ValueTask<DnsAnswer<string>> ReverseAsync(IPAddress address, CancellationToken cancellationToken) => ValueTask.FromResult(Get<string>("PTR", address.ToString()));

    private static DnsAnswer<T> Found<T>(IReadOnlyList<T> records) => new(DnsStatus.Found, records, false);

    private FixedResolver Put(string type, string name, object answer)
    {
        _answers[(type, name.ToLowerInvariant())] = answer;
        return this;
    }

    private DnsAnswer<T> Get<T>(string type, string name)
    {
        if (_answers.TryGetValue((type, name.ToLowerInvariant()), out var answer)) return (DnsAnswer<T>)answer;
        var exists = _answers.Keys.Any(key => key.Name == name.ToLowerInvariant());
        return DnsAnswer<T>.None(exists ? DnsStatus.NoData : DnsStatus.NoSuchName);
    }
}
