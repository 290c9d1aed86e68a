using System.Security.Cryptography;
using System.Text;
using Postamt.Cluster.Identity;
using Postamt.Directory.Operations;
using Postamt.Mail.Addresses;
using Postamt.Operations.Canary;
using Postamt.Server.Options;

namespace Postamt.Server.Hosting;

/// <summary>
/// Accounts for canary mail, in a company and a domain of their own (RFC 2606: nobody has .invalid). Who writes to the domain from elsewhere has to know an address,
/// and these cannot be guessed.
/// </summary>
internal static class CanaryAccount
{
    private const string Company = "Postamt canary";
    private static readonly DomainName Domain = DomainName.Parse("canary.invalid");
    private static readonly Actor Self = Actor.System("canary");

    /// <summary>This node's account, with a password that is known to this process only, and is another one with each start.</summary>
    /// <exception cref="OptionException">The account was refused; the message says why.</exception>
    internal static async ValueTask<MailProbe> EnsureAsync(OfficeData data, CancellationToken cancellationToken)
    {
        var (address, password) = await EnsureAsync(data, "node " + data.Options.Node, $"Canary of {data.Options.Node}", cancellationToken);
        return new MailProbe(address, password, from => data.Options.TrustedProxies.Any(network => network.Contains(from)));
    }

    /// <summary>The account of drills, whose mail is sent and read by another process.</summary>
    /// <exception cref="OptionException">The account was refused; the message says why.</exception>
    internal static ValueTask<(EmailAddress Address, Secret Password)> ForDrillsAsync(OfficeData data, CancellationToken cancellationToken) => EnsureAsync(data, "drills", "Canary of drills", cancellationToken);

    private static async ValueTask<(EmailAddress Address, Secret Password)> EnsureAsync(OfficeData data, string whose, string name, CancellationToken cancellationToken)
    {
        var provisioning = new Provisioning(data, Self);
        await provisioning.DomainAsync(await provisioning.CompanyAsync(Company, cancellationToken), Domain, cancellationToken);
        var key = await data.Secrets.ReadOrCreateAsync(CompanyId.Installation, "canary.addresses", 32, Self, cancellationToken);
        var localPart = Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(whose)))[..32];
        var password = new Secret(RandomNumberGenerator.GetHexString(32, lowercase: true));
        var account = await provisioning.AccountAsync(new EmailAddress(localPart, Domain), name, password, cancellationToken);
        return (account.PrimaryAddress, password);
    }
}
