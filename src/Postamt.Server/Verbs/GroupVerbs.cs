using System.CommandLine;
using Postamt.Directory.Operations.Groups;

namespace Postamt.Server.Verbs;

/// <summary><c>group add|show|set|remove</c>.</summary>
internal static class GroupVerbs
{
    internal static Command Make(IVerbHost host)
    {
        var address = Arguments.Address();
        var name = new Option<string?>("--name") { Description = "What the group is called" };
        var membersOnly = new Option<bool?>("--members-only") { Description = "Only members may send to it" };
        var add = Arguments.Addresses("--add", "Members to add, inside or outside");
        var remove = Arguments.Addresses("--remove", "Members to remove");
        return Verb.Group(
            "group",
            "Addresses that reach several people",
            Verb.Make(host, "add", "Adds a group", async (parsed, office) =>
            {
                var made = await office.Operations.RunAsync(new CreateGroup(parsed.GetValue(address)!, parsed.GetValue(name) ?? "", parsed.GetValue(membersOnly) ?? false), Verb.Actor);
                if (made is Postamt.Directory.Operations.OperationResult<Postamt.Directory.Entities.AddressEntry.Group>.Done && parsed.GetValue(add) is { Length: > 0 } members)
                    made = await office.Operations.RunAsync(new SetGroup(parsed.GetValue(address)!, Add: [.. members]), Verb.Actor);
                return VerbResult.Finish(host, made, group => Print(host, parsed.GetValue(Verb.Json), group));
            }, address, name, membersOnly, add),
            Verb.Make(host, "show", "Shows a group with its members", async (parsed, office) =>
            {
                var shown = await office.Operations.AskAsync(new ShowGroup(parsed.GetValue(address)!), Verb.Actor, default);
                return VerbResult.Finish(host, shown, details => Print(host, parsed.GetValue(Verb.Json), details.Group));
            }, address),
            Verb.Make(host, "set", "Changes a group", async (parsed, office) =>
            {
                var set = await office.Operations.RunAsync(
                    new SetGroup(parsed.GetValue(address)!, parsed.GetValue(name), parsed.GetValue(membersOnly), [.. parsed.GetValue(add) ?? []], [.. parsed.GetValue(remove) ?? []]),
                    Verb.Actor);
                return VerbResult.Finish(host, set, group => Print(host, parsed.GetValue(Verb.Json), group));
            }, address, name, membersOnly, add, remove),
            Verb.Make(host, "remove", "Removes a group", async (parsed, office) =>
            {
                var removed = await office.Operations.RunAsync(new RemoveGroup(parsed.GetValue(address)!), Verb.Actor);
                return VerbResult.Finish(host, removed, _ => VerbResult.Print(host, parsed.GetValue(Verb.Json), new { removed = parsed.GetValue(address)!.ToString() }, $"Removed {parsed.GetValue(address)}."));
            }, address));
    }

    private static int Print(IVerbHost host, bool json, Postamt.Directory.Entities.AddressEntry.Group group) => VerbResult.Print(
        host,
        json,
        new { address = group.Address.ToString(), group.Name, group.MembersOnly, members = group.Members.Select(member => member.ToString()) },
        $"{group.Address} ({group.Name}){(group.MembersOnly ? ", members only" : "")}: {string.Join(", ", group.Members)}");
}
