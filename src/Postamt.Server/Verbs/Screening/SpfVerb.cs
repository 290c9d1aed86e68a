using System.CommandLine;
using System.Net;
using System.Text.Json;
using Postamt.Screening.Spf;

namespace Postamt.Server.Verbs.Screening;

/// <summary><c>screen spf</c>: what a domain says of a client (RFC 7208).</summary>
internal static class SpfVerb
{
    internal static Command Make(IVerbHost host)
    {
        var ip = new Option<string>("--ip") { Description = "The client's address", HelpName = "IP", Required = true };
        var helo = new Option<string>("--helo") { Description = "The name it calls itself by", HelpName = "NAME", DefaultValueFactory = static _ => "" };
        var from = new Option<string>("--from") { Description = "The envelope's sender; none: the client's name is asked about", HelpName = "ADDRESS", DefaultValueFactory = static _ => "" };
        var dns = ScreenFlags.Dns();
        ip.Validators.Add(result =>
        {
            if (!IPAddress.TryParse(result.GetValueOrDefault<string>(), out _)) result.AddError($"--ip {result.GetValueOrDefault<string>()}: this is not an address.");
        });
        var command = new Command("spf", "Asks a domain whether a client may send for it; prints the result, a tab, and what the domain says about it");
        foreach (var option in new Option[] { ip, helo, from, dns }) command.Options.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var check = new SpfCheck(ScreenFlags.Resolver(parsed.GetValue(dns)), new SpfLimits(), "unknown", TimeProvider.System);
            var answer = await check.AskAsync(new SpfQuestion(IPAddress.Parse(parsed.GetValue(ip)!), parsed.GetValue(helo)!, parsed.GetValue(from)!.Trim('<', '>')), cancellationToken);
            var result = answer.Result.ToString().ToLowerInvariant();
            await host.Out.WriteLineAsync(parsed.GetValue(Verb.Json) ? JsonSerializer.Serialize(new { result, domain = answer.Domain, why = answer.Why, explanation = answer.Explanation }) : $"{result}\t{answer.Explanation}");
            return 0;
        });
        return command;
    }
}
