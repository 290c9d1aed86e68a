using System.Net;
using System.Net.Sockets;
using DnsClient;
using Microsoft.Extensions.Logging;

namespace Postamt.Dns;

/// <summary>The resolver over DnsClient. Answers are cached by their TTL; failures are not.</summary>
public sealed class Resolver : IResolver
{
    private const int MaxRecords = 100;
    private const int MaxAddresses = 32;
    private const int MaxNames = 10;
    private const int MaxTextOctets = 64 * 1024;

    private readonly LookupClient _client;
    private readonly DnsQueryOptions _again;
    private readonly DnsOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<Resolver> _logger;

    public Resolver(DnsOptions options, TimeProvider time, ILogger<Resolver> logger)
    {
        _options = options;
        _time = time;
        _logger = logger;
        var client = options.Servers.Count > 0 ? new LookupClientOptions([.. options.Servers]) : new LookupClientOptions();
        client.Timeout = options.Timeout;
        client.Retries = options.Retries;
        client.UseCache = true;
        client.MaximumCacheTimeout = options.LongestCache;
        client.ThrowDnsErrors = false;
        client.UseTcpFallback = true;
        client.RequestDnsSecRecords = true;
        _client = new LookupClient(client);
        _again = new DnsQueryOptions
        {
            Timeout = options.Timeout,
            Retries = options.Retries,
            UseCache = false,
            ThrowDnsErrors = false,
            UseTcpFallback = true,
            RequestDnsSecRecords = true,
        };
    }

    public async ValueTask<DnsAnswer<MxRecord>> MxAsync(string domain, CancellationToken cancellationToken)
    {
        var answer = await AskConfirmedAsync(domain, QueryType.MX, cancellationToken);
        return Read(answer, response => response.Answers.MxRecords()
            .Select(record => new MxRecord(record.Preference, HostName(record.Exchange)))
            .OrderBy(record => record.Preference)
            .Take(MaxRecords));
    }

    public async ValueTask<DnsAnswer<IPAddress>> AddressesAsync(string host, CancellationToken cancellationToken)
    {
        var v4 = AddressesAsync(host, AddressFamily.InterNetwork, cancellationToken);
        var v6 = AddressesAsync(host, AddressFamily.InterNetworkV6, cancellationToken);
        var (first, second) = (await v4, await v6);
        if (first.Status == DnsStatus.Found || second.Status == DnsStatus.Found)
        {
            var both = first.Records.Concat(second.Records).Take(MaxAddresses).ToArray();
            var known = (first.Status != DnsStatus.Found || first.Authenticated) && (second.Status != DnsStatus.Found || second.Authenticated);
            return new(DnsStatus.Found, both, known);
        }
        // One of the two unanswered: the other's "none" proves nothing.
        if (first.Status == DnsStatus.Unavailable) return first;
        return second;
    }

    public async ValueTask<DnsAnswer<IPAddress>> AddressesAsync(string host, AddressFamily family, CancellationToken cancellationToken) => family == AddressFamily.InterNetwork
        ? Read(await AskConfirmedAsync(host, QueryType.A, cancellationToken), response => response.Answers.ARecords().Select(record => record.Address).Take(MaxAddresses))
        : Read(await AskConfirmedAsync(host, QueryType.AAAA, cancellationToken), response => response.Answers.AaaaRecords().Select(record => record.Address).Take(MaxAddresses));

    public async ValueTask<DnsAnswer<string>> TxtAsync(string name, CancellationToken cancellationToken)
    {
        var answer = await AskAsync(name, QueryType.TXT, cancellationToken);
        var octets = 0;
        return Read(answer, response => response.Answers.TxtRecords()
            .Select(record => string.Concat(record.Text))
            .TakeWhile(text => (octets += text.Length) <= MaxTextOctets)
            .Take(MaxRecords));
    }

    public async ValueTask<DnsAnswer<string>> ReverseAsync(IPAddress address, CancellationToken cancellationToken)
    {
        var answer = await AskAsync(address.GetArpaName(), QueryType.PTR, cancellationToken);
        return Read(answer, response => response.Answers.PtrRecords().Select(record => HostName(record.PtrDomainName)).Take(MaxNames));
    }

    /// <summary>Mail bounces on "no such name": it counts when a second server says the same.</summary>
    private async Task<(IDnsQueryResponse? Response, string? Fault)> AskConfirmedAsync(string name, QueryType type, CancellationToken cancellationToken)
    {
        var first = await AskAsync(name, type, cancellationToken);
        if (first.Response is not { Header.ResponseCode: DnsHeaderResponseCode.NotExistentDomain } denial) return first;
        var others = _client.NameServers.Where(server => !server.Equals(denial.NameServer)).ToArray();
        var second = await AskAsync(
            name, type, stop => _client.QueryServerAsync(others.Length > 0 ? others : [denial.NameServer], new DnsQuestion(name, type), _again, stop), cancellationToken);
        switch (second.Response?.Header.ResponseCode)
        {
            case DnsHeaderResponseCode.NotExistentDomain:
                return second;
            case DnsHeaderResponseCode.NoError:
                Log.ServersDisagree(_logger, denial.NameServer.ToString(), name, type.ToString());
                return second;
            default:
                return (null, $"{denial.NameServer} says that {name} does not exist, and no other server confirms it: {second.Fault ?? second.Response?.ErrorMessage}");
        }
    }

    private Task<(IDnsQueryResponse? Response, string? Fault)> AskAsync(string name, QueryType type, CancellationToken cancellationToken) =>
        AskAsync(name, type, stop => _client.QueryAsync(name, type, QueryClass.IN, stop), cancellationToken);

    private async Task<(IDnsQueryResponse? Response, string? Fault)> AskAsync(
        string name, QueryType type, Func<CancellationToken, Task<IDnsQueryResponse>> ask, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(_options.Deadline, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            return (await ask(either.Token), null);
        }
        catch (Exception fault) when (fault is DnsResponseException or DnsXidMismatchException or SocketException or ArgumentException or FormatException or InvalidOperationException)
        {
            Log.LookupFailed(_logger, name, type.ToString(), fault.Message);
            return (null, fault.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Log.LookupFailed(_logger, name, type.ToString(), "deadline");
            return (null, $"no answer within {_options.Deadline.TotalSeconds} s");
        }
    }

    private static DnsAnswer<T> Read<T>((IDnsQueryResponse? Response, string? Fault) answer, Func<IDnsQueryResponse, IEnumerable<T>> select)
    {
        if (answer.Response is not { } response) return DnsAnswer<T>.None(DnsStatus.Unavailable, answer.Fault);
        switch (response.Header.ResponseCode)
        {
            case DnsHeaderResponseCode.NoError:
                var records = select(response).ToArray();
                return records.Length > 0
                    ? new(DnsStatus.Found, records, response.Header.IsAuthenticData)
                    : DnsAnswer<T>.None(DnsStatus.NoData);
            case DnsHeaderResponseCode.NotExistentDomain:
                return DnsAnswer<T>.None(DnsStatus.NoSuchName);
            default:
                return DnsAnswer<T>.None(DnsStatus.Unavailable, response.ErrorMessage);
        }
    }

    private static string HostName(DnsString name) => name.Value.TrimEnd('.').ToLowerInvariant();
}
