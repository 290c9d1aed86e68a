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
        var provisioning = new Provisioning(data, Actor.System("canary"));
        await provisioning.DomainAsync(await provisioning.CompanyAsync(Company, cancellationToken), Domain, cancellationToken);
        // Known to this process only, and another one with each start.
        var password = new Secret(RandomNumberGenerator.GetHexString(32, lowercase: true));
        var account = await provisioning.AccountAsync(new EmailAddress(LocalPart(data.Options.Node), Domain), $"Canary of {data.Options.Node}", password, cancellationToken);
        return new MailProbe(account.PrimaryAddress, password, address => data.Options.TrustedProxies.Any(network => network.Contains(address)));
    }

    /// <summary>A node's name may be anything.</summary>
    private static string LocalPart(string node) => node.Length is > 0 and <= 40 && node.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-')
        ? node.ToLowerInvariant()
        : "node-" + Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(node)))[..16];
}
