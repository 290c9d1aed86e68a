using System.Security.Cryptography;
using Postamt.Cluster.Identity;
using Postamt.Directory.Operations;
using Postamt.Mail.Addresses;
using Postamt.Operations.Canary;
using Postamt.Server.Options;

namespace Postamt.Server.Hosting;

/// <summary>This node's account for canary mail, in a company and a domain of their own that nobody can write to from elsewhere (RFC 2606: .invalid).</summary>
internal static class CanaryAccount
{
    private const string Company = "Postamt canary";
    private static readonly DomainName Domain = DomainName.Parse("canary.invalid");

    /// <exception cref="OptionException">The account was refused; the message says why.</exception>
    internal static async ValueTask<MailProbe> EnsureAsync(OfficeData data, CancellationToken cancellationToken)
    {
        // Known to this process only, and another one with each start.
        var (address, password) = await EnsureAsync(data, LocalPart(data.Options.Node), $"Canary of {data.Options.Node}", cancellationToken);
        return new MailProbe(address, password, from => data.Options.TrustedProxies.Any(network => network.Contains(from)));
    }

    /// <summary>The account of drills, whose mail is sent and read by another process.</summary>
    /// <exception cref="OptionException">The account was refused; the message says why.</exception>
    internal static ValueTask<(EmailAddress Address, Secret Password)> ForDrillsAsync(OfficeData data, CancellationToken cancellationToken) => EnsureAsync(data, "drill", "Canary of drills", cancellationToken);

    private static async ValueTask<(EmailAddress Address, Secret Password)> EnsureAsync(OfficeData data, string localPart, string name, CancellationToken cancellationToken)
    {
        var provisioning = new Provisioning(data, Actor.System("canary"));
        await provisioning.DomainAsync(await provisioning.CompanyAsync(Company, cancellationToken), Domain, cancellationToken);
        var password = new Secret(RandomNumberGenerator.GetHexString(32, lowercase: true));
        var account = await provisioning.AccountAsync(new EmailAddress(localPart, Domain), name, password, cancellationToken);
        return (account.PrimaryAddress, password);
    }

    /// <summary>A node's name may be anything.</summary>
    private static string LocalPart(string node) => node.Length is > 0 and <= 40 && node.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-')
        ? node.ToLowerInvariant()
        : "node-" + Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(node)))[..16];
}
