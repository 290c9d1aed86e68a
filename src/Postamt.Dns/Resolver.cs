using System.Net;
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
    }

    public async ValueTask<DnsAnswer<MxRecord>> MxAsync(string domain, CancellationToken cancellationToken)
    {
        var answer = await AskAsync(domain, QueryType.MX, cancellationToken);
        return Read(answer, response => response.Answers.MxRecords()
            .Select(record => new MxRecord(record.Preference, HostName(record.Exchange)))
            .OrderBy(record => record.Preference)
            .Take(MaxRecords));
    }

    public async ValueTask<DnsAnswer<IPAddress>> AddressesAsync(string host, CancellationToken cancellationToken)
    {
        var v4 = AskAsync(host, QueryType.A, cancellationToken);
        var v6 = AskAsync(host, QueryType.AAAA, cancellationToken);
        var first = Read(await v4, response => response.Answers.ARecords().Select(record => record.Address).Take(MaxAddresses));
        var second = Read(await v6, response => response.Answers.AaaaRecords().Select(record => record.Address).Take(MaxAddresses));
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

    private async Task<(IDnsQueryResponse? Response, string? Fault)> AskAsync(string name, QueryType type, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(_options.Deadline, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            return (await _client.QueryAsync(name, type, QueryClass.IN, either.Token), null);
        }
        catch (Exception fault) when (fault is DnsResponseException or DnsXidMismatchException or System.Net.Sockets.SocketException or ArgumentException or FormatException or InvalidOperationException)
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
