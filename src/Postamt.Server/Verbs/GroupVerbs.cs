using System.Collections.Immutable;
using System.CommandLine;
using Postamt.Cluster.Identity;
using Postamt.Directory.Entities;
using Postamt.Directory.Operations;
using Postamt.Directory.Operations.Accounts;
using Postamt.Directory.Operations.Addresses;
using Postamt.Directory.Operations.Groups;
using Postamt.Mail.Addresses;
using Postamt.Server.Hosting;

namespace Postamt.Server.Verbs;

/// <summary><c>group add|list|show|set|remove</c>.</summary>
internal static class GroupVerbs
{
    internal static Command Make(IVerbHost host)
    {
        var address = Arguments.Address();
        var name = new Option<string?>("--name") { Description = "What the group is called" };
        var membersOnly = new Option<bool?>("--members-only") { Description = "Only members may send to it" };
        var add = Arguments.Addresses("--add", "Members to add, inside or outside");
        var remove = Arguments.Addresses("--remove", "Members to remove");
        var addSender = Arguments.Addresses("--add-sender", "Accounts that may send as the group");
        var removeSender = Arguments.Addresses("--remove-sender", "Accounts that may no longer do so");
        var company = new Option<string?>("--company") { Description = "Whose groups; not needed where there is one company" };
        return Verb.Group(
            "group",
            "Addresses that reach several people",
            Verb.Make(host, "add", "Adds a group", async (parsed, office) =>
            {
                var made = await office.Operations.RunAsync(new CreateGroup(parsed.GetValue(address)!, parsed.GetValue(name) ?? "", parsed.GetValue(membersOnly) ?? false), Verb.Actor);
                if (made is OperationResult<AddressEntry.Group>.Done && parsed.GetValue(add) is { Length: > 0 } members)
                    made = await office.Operations.RunAsync(new SetGroup(parsed.GetValue(address)!, Add: [.. members]), Verb.Actor);
                return VerbResult.Finish(host, made, group => Print(host, parsed.GetValue(Verb.Json), group, []));
            }, address, name, membersOnly, add),
            Verb.Make(host, "list", "Lists a company's groups", (parsed, office) => CompanyVerbs.OnCompanyAsync(host, office, parsed.GetValue(company), async found =>
            {
                var all = await Pages.AllAsync(page => office.Operations.AskAsync(new ListAddresses(found.Id, page), Verb.Actor, default));
                return VerbResult.Finish(host, all, rows => PrintAll(host, parsed.GetValue(Verb.Json), [.. rows.OfType<AddressEntry.Group>()]));
            }), company),
            Verb.Make(host, "show", "Shows a group with its members", (parsed, office) => ShowAsync(host, parsed, office, parsed.GetValue(address)!), address),
            Verb.Make(host, "set", "Changes a group", async (parsed, office) =>
            {
                var group = parsed.GetValue(address)!;
                var (senders, unknown) = await AccountsAsync(office, parsed.GetValue(addSender) ?? []);
                var (former, unknownFormer) = await AccountsAsync(office, parsed.GetValue(removeSender) ?? []);
                if ((unknown ?? unknownFormer) is { } nobody) return VerbResult.Refuse(host, "unknown-account", $"There is no account {nobody}.");
                var set = await office.Operations.RunAsync(
                    new SetGroup(group, parsed.GetValue(name), parsed.GetValue(membersOnly), [.. parsed.GetValue(add) ?? []], [.. parsed.GetValue(remove) ?? []], senders, former), Verb.Actor);
                return set is OperationResult<AddressEntry.Group>.Done ? await ShowAsync(host, parsed, office, group) : VerbResult.Finish(host, set, _ => 0);
            }, address, name, membersOnly, add, remove, addSender, removeSender),
            Verb.Make(host, "remove", "Removes a group", async (parsed, office) =>
            {
                var removed = await office.Operations.RunAsync(new RemoveGroup(parsed.GetValue(address)!), Verb.Actor);
                return VerbResult.Finish(host, removed, _ => VerbResult.Print(host, parsed.GetValue(Verb.Json), new { removed = parsed.GetValue(address)!.ToString() }, $"Removed {parsed.GetValue(address)}."));
            }, address));
    }

    /// <summary>The accounts of addresses, and the first address that is none's.</summary>
    private static async ValueTask<(ImmutableArray<AccountId> Accounts, EmailAddress? Unknown)> AccountsAsync(OfficeData office, EmailAddress[] addresses)
    {
        var accounts = ImmutableArray.CreateBuilder<AccountId>();
        foreach (var address in addresses)
        {
            if (await office.Operations.AskAsync(new FindAccount(address), Verb.Actor, default) is not OperationResult<Account>.Done { Value: var account }) return ([], address);
            accounts.Add(account.Id);
        }
        return (accounts.ToImmutable(), null);
    }

    private static async ValueTask<int> ShowAsync(IVerbHost host, ParseResult parsed, OfficeData office, EmailAddress address)
    {
        var shown = await office.Operations.AskAsync(new ShowGroup(address), Verb.Actor, default);
        if (shown is not OperationResult<GroupDetails>.Done { Value: var details }) return VerbResult.Finish(host, shown, _ => 0);
        var senders = new List<string>();
        foreach (var sender in details.Senders)
        {
            if (await office.Operations.AskAsync(new ShowAccount(sender), Verb.Actor, default) is OperationResult<AccountDetails>.Done { Value.Account: var account }) senders.Add(account.PrimaryAddress.ToString());
        }
        return Print(host, parsed.GetValue(Verb.Json), details.Group, senders);
    }

    private static int Print(IVerbHost host, bool json, AddressEntry.Group group, IReadOnlyList<string> senders) => VerbResult.Print(
        host,
        json,
        Shape(group, senders),
        $"{group.Address} ({group.Name}){(group.MembersOnly ? ", members only" : "")}: {string.Join(", ", group.Members)}{(senders.Count == 0 ? "" : $"; may send as it: {string.Join(", ", senders)}")}");

    private static int PrintAll(IVerbHost host, bool json, IReadOnlyList<AddressEntry.Group> groups) => VerbResult.Print(
        host,
        json,
        groups,
        group => new { address = group.Address.ToString(), group.Name, group.MembersOnly, members = group.Members.Select(member => member.ToString()) },
        ("Group", group => group.Address.ToString()),
        ("Name", group => group.Name),
        ("Members", group => group.Members.Length.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        ("Members only", group => group.MembersOnly ? "yes" : "no"));

    private static object Shape(AddressEntry.Group group, IReadOnlyList<string> senders) =>
        new { address = group.Address.ToString(), group.Name, group.MembersOnly, members = group.Members.Select(member => member.ToString()), senders };
}
