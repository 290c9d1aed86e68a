using System.CommandLine;
using Postamt.Directory.Operations.Accounts;
using Postamt.Directory.Operations.Addresses;

namespace Postamt.Server.Verbs;

/// <summary><c>alias add|list|remove</c>.</summary>
internal static class AliasVerbs
{
    internal static Command Make(IVerbHost host)
    {
        var alias = Arguments.Address("alias");
        var account = Arguments.Address("account");
        return Verb.Group(
            "alias",
            "Further addresses of an account",
            Verb.Make(host, "add", "Gives an account a further address", (parsed, office) =>
                AccountVerbs.OnAccountAsync(host, office, parsed.GetValue(account)!, async found =>
                {
                    var added = await office.Operations.RunAsync(new AddAlias(found.Id, parsed.GetValue(alias)!), Verb.Actor);
                    return VerbResult.Finish(host, added, _ => VerbResult.Print(host, parsed.GetValue(Verb.Json), new { alias = parsed.GetValue(alias)!.ToString(), account = found.PrimaryAddress.ToString() }, $"{parsed.GetValue(alias)} reaches {found.PrimaryAddress} now."));
                }), alias, account),
            Verb.Make(host, "list", "Lists an account's further addresses", (parsed, office) =>
                AccountVerbs.OnAccountAsync(host, office, parsed.GetValue(account)!, async found =>
                {
                    var shown = await office.Operations.AskAsync(new ShowAccount(found.Id), Verb.Actor, default);
                    return VerbResult.Finish(host, shown, details => VerbResult.Print(
                        host,
                        parsed.GetValue(Verb.Json),
                        [.. details.Addresses.Skip(1)],
                        row => new { alias = row.ToString(), account = found.PrimaryAddress.ToString() },
                        ("Alias", row => row.ToString())));
                }), account),
            Verb.Make(host, "remove", "Takes an address away", async (parsed, office) =>
            {
                var removed = await office.Operations.RunAsync(new RemoveAlias(parsed.GetValue(alias)!), Verb.Actor);
                return VerbResult.Finish(host, removed, _ => VerbResult.Print(host, parsed.GetValue(Verb.Json), new { removed = parsed.GetValue(alias)!.ToString() }, $"Removed {parsed.GetValue(alias)}."));
            }, alias));
    }
}
