using System.CommandLine;
using System.Text.Json;
using Postamt.Screening.Arc;
using Postamt.Screening.Dkim;

namespace Postamt.Server.Verbs.Screening;

/// <summary><c>screen arc</c>: whether the seals of a mail hold (RFC 8617).</summary>
internal static class ArcVerb
{
    internal static Command Make(IVerbHost host)
    {
        var file = new Argument<string>("file") { Description = "A mail" };
        var dns = ScreenFlags.Dns();
        var command = new Command("arc", "Checks the seals of a mail; prints pass, fail or none");
        command.Arguments.Add(file);
        command.Options.Add(dns);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var content = new MemoryStream(await MailFile.ReadAsync(parsed.GetValue(file)!, cancellationToken));
            var outcome = await new ArcVerifier(ScreenFlags.Resolver(parsed.GetValue(dns)), new DkimLimits()).VerifyAsync(content, cancellationToken);
            var result = outcome.Result.ToString().ToLowerInvariant();
            await host.Out.WriteLineAsync(parsed.GetValue(Verb.Json) ? JsonSerializer.Serialize(new { result, sealers = outcome.Sealers, oldestPass = outcome.OldestPass, why = outcome.Why }) : result);
            return 0;
        });
        return command;
    }
}
