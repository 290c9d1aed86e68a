using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace Postamt.Server.Trying.Machines;

/// <summary>Asks the parts of the cluster whether they are up, as the machines themselves do: with a certificate of theirs.</summary>
internal sealed class MachineProbe : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly ClusterPlan _plan;
    private readonly TimeProvider _time;
    private readonly X509Certificate2 _certificate;
    private readonly HttpClient _client;

    internal MachineProbe(ClusterPlan plan, TimeProvider time)
    {
        _plan = plan;
        _time = time;
        var own = Path.Combine(plan.Tls, ClusterPlan.Machines[0].Name);
        _certificate = X509Certificate2.CreateFromPemFile(own + ".crt", own + ".key");
        var authority = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(plan.Tls, "authority.crt"));
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { authority }, RevocationMode = X509RevocationMode.NoCheck };
        _client = new HttpClient(new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromSeconds(2),
            SslOptions = new SslClientAuthenticationOptions { ClientCertificates = [_certificate], CertificateChainPolicy = policy, LocalCertificateSelectionCallback = (_, _, _, _, _) => _certificate },
        })
        { Timeout = TimeSpan.FromSeconds(3) };
        _client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("postamt", "1"));
    }

    internal Task<bool> EtcdIsUpAsync(MachinePlan machine) => IsAsync($"https://{_plan.EndPoint(machine, ClusterPlan.EtcdClient)}/health", static body => body.Contains("\"true\"", StringComparison.Ordinal));

    /// <summary>Somebody is the primary, and a standby confirms each of its commits.</summary>
    internal Task<bool> DatabaseIsSafeAsync(MachinePlan machine) => IsAsync($"https://{_plan.EndPoint(machine, ClusterPlan.PatroniRest)}/cluster", static body =>
    {
        using var cluster = JsonDocument.Parse(body);
        List<string?> roles = [.. cluster.RootElement.GetProperty("members").EnumerateArray().Where(member => member.GetProperty("state").GetString() is "running" or "streaming").Select(member => member.GetProperty("role").GetString())];
        return roles.Count == ClusterPlan.Machines.Count && roles.Contains("leader") && roles.Contains("sync_standby");
    });

    internal Task<bool> NodeIsReadyAsync(MachinePlan machine) => IsAsync($"http://{_plan.EndPoint(machine, 80)}/readyz", static _ => true);

    /// <summary>Waits until a question is answered with yes.</summary>
    /// <exception cref="TimeoutException">It was not, in the time.</exception>
    internal async Task UntilAsync(Func<Task<bool>> question, TimeSpan patience, CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        while (!await question())
        {
            if (_time.GetElapsedTime(began) > patience) throw new TimeoutException();
            await Task.Delay(Interval, _time, cancellationToken);
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _certificate.Dispose();
    }

    private async Task<bool> IsAsync(string address, Func<string, bool> isYes)
    {
        try
        {
            using var answer = await _client.GetAsync(new Uri(address));
            return answer.IsSuccessStatusCode && isYes(await answer.Content.ReadAsStringAsync());
        }
        catch (Exception notYet) when (notYet is HttpRequestException or OperationCanceledException or JsonException)
        {
            return false;
        }
    }
}
