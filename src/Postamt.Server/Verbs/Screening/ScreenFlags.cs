using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using Postamt.Dns;
using Postamt.Server.Options;

namespace Postamt.Server.Verbs.Screening;

/// <summary>What the screening verbs share.</summary>
internal static class ScreenFlags
{
    internal static Option<string?> Dns() => new("--dns") { Description = "DNS servers, comma separated (default: the machine's own)", HelpName = "ADDR:PORT,…" };

    internal static IResolver Resolver(string? servers) =>
        new Resolver(new DnsOptions { Servers = OptionText.EndPoints("--dns", servers) }, TimeProvider.System, NullLogger<Resolver>.Instance);
}
