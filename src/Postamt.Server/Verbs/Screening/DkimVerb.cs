using System.CommandLine;
using System.Text.Json;
using Postamt.Screening.Dkim;

namespace Postamt.Server.Verbs.Screening;

/// <summary><c>screen dkim</c>: whether the signatures of a mail are good (RFC 6376).</summary>
internal static class DkimVerb
{
    internal static Command Make(IVerbHost host)
    {
        var file = new Argument<string>("file") { Description = "A mail" };
        var dns = ScreenFlags.Dns();
        var command = new Command("dkim", "Checks the signatures of a mail; prints pass when one is good, else what became of the first, none without any");
        command.Arguments.Add(file);
        command.Options.Add(dns);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var content = new MemoryStream(await MailFile.ReadAsync(parsed.GetValue(file)!, cancellationToken));
            var outcomes = await new DkimVerifier(ScreenFlags.Resolver(parsed.GetValue(dns)), new DkimLimits(), TimeProvider.System).VerifyAsync(content, cancellationToken);
            var result = outcomes.FirstOrDefault(outcome => outcome.Result == DkimResult.Pass) ?? outcomes.FirstOrDefault();
            await host.Out.WriteLineAsync(parsed.GetValue(Verb.Json)
                ? JsonSerializer.Serialize(outcomes.Select(outcome => new { result = Word(outcome.Result), domain = outcome.Domain, selector = outcome.Selector, identity = outcome.Identity, algorithm = outcome.Algorithm, why = outcome.Why }))
                : result is null ? "none" : Word(result.Result));
            return 0;
        });
        return command;
    }

    private static string Word(DkimResult result) => result.ToString().ToLowerInvariant();
}
