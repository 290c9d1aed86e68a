using System.CommandLine;
using System.Globalization;
using System.Text;
using Postamt.Cluster.Identity;
using Postamt.Mail.Addresses;

namespace Postamt.Server.Verbs;

/// <summary>
/// <c>secret set|list|remove</c>: passwords Postamt itself needs, sealed in the database. A value comes from standard input or a question,
/// never from an argument, which everybody on the machine could read, and is never shown again.
/// </summary>
internal static class SecretVerbs
{
    private const int MaxOctets = 1024;

    /// <summary>The password of a smart host; the user name stands in the route.</summary>
    private const string RoutePrefix = "delivery.route.";

    internal static Command Make(IVerbHost host)
    {
        var name = new Argument<string>("name") { Description = $"{RoutePrefix}HOST: the password for that host in the setting delivery.routes" };
        name.Validators.Add(result =>
        {
            if (!IsRoute(result.Tokens[0].Value)) result.AddError($"{result.Tokens[0].Value} is not a secret people set; there is {RoutePrefix}HOST, as in {RoutePrefix}relay.example.com.");
        });
        return Verb.Group(
            "secret",
            "Passwords this post office needs itself",
            Verb.Make(host, "set", "Sets a secret; its value comes from standard input, or is asked for", async (parsed, office) =>
            {
                var value = await host.In.ReadLineAsync();
                if (Wrong(value, await host.In.ReadToEndAsync()) is { } why) return VerbResult.Refuse(host, "bad-secret", why);
                await office.Secrets.WriteAsync(CompanyId.Installation, parsed.GetValue(name)!, Encoding.UTF8.GetBytes(value!), Verb.Actor, default);
                return VerbResult.Print(host, parsed.GetValue(Verb.Json), new { name = parsed.GetValue(name) }, $"{parsed.GetValue(name)} is set.");
            }, name),
            Verb.Make(host, "list", "Lists which secrets there are, without their values", async (parsed, office) =>
                VerbResult.Print(
                    host,
                    parsed.GetValue(Verb.Json),
                    await office.Secrets.ListAsync(CompanyId.Installation, default),
                    row => new { row.Name, row.ChangedAt },
                    ("Name", row => row.Name),
                    ("Changed", row => row.ChangedAt.ToString("u", CultureInfo.InvariantCulture)))),
            Verb.Make(host, "remove", "Removes a secret", async (parsed, office) =>
            {
                var text = parsed.GetValue(name)!;
                if (await office.Secrets.ReadAsync(CompanyId.Installation, text, default) is null) return VerbResult.Refuse(host, "unknown-secret", $"There is no secret {text}.");
                await office.Secrets.RemoveAsync(CompanyId.Installation, text, Verb.Actor, default);
                return VerbResult.Print(host, parsed.GetValue(Verb.Json), new { removed = text }, $"Removed {text}.");
            }, name));
    }

    private static bool IsRoute(string name) =>
        name.StartsWith(RoutePrefix, StringComparison.Ordinal) && name[RoutePrefix.Length..] is { Length: > 0 } host
        && (System.Net.IPAddress.TryParse(host, out _) || DomainName.TryParse(host, out var domain) && !domain.IsLiteral);

    private static string? Wrong(string? value, string rest) =>
        string.IsNullOrEmpty(value) ? "The value is empty; give it on standard input."
        : rest.Length > 0 ? "The value has more than one line."
        : Encoding.UTF8.GetByteCount(value) > MaxOctets ? $"The value has more than {MaxOctets} octets."
        : value.Any(char.IsControl) ? "The value has control characters in it."
        : null;
}
