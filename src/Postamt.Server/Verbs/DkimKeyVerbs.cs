using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Postamt.Directory.Entities;
using Postamt.Directory.Operations;
using Postamt.Directory.Operations.Domains;
using Postamt.Screening.Dkim.Keys;
using Postamt.Server.Hosting;

namespace Postamt.Server.Verbs;

/// <summary><c>dkim list|create|check|rotate|remove</c>: the keys a domain's mail is signed with (RFC 6376).</summary>
internal static class DkimKeyVerbs
{
    internal static Command Make(IVerbHost host)
    {
        var name = Arguments.Domain();
        var selector = new Option<string?>("--selector") { Description = "The key's name in DNS (default: after the day)", HelpName = "NAME" };
        var ed25519 = new Option<bool>("--ed25519") { Description = "A short key, which not all servers know; beside an RSA key, not in its place" };
        var which = new Argument<string>("selector") { Description = "The key's name" };
        return Verb.Group(
            "dkim",
            "Keys that mail is signed with, and their records in DNS",
            Verb.Make(host, "list", "Lists a domain's keys, with what has to be in DNS", (parsed, office) =>
                OnDomainAsync(host, parsed, office, name, async domain => Print(host, parsed, await office.DkimKeys.ListAsync(domain.Company, domain.Name, default))), name),
            Verb.Make(host, "create", "Makes a key; mail is signed with it when its record is seen in DNS", (parsed, office) =>
                OnDomainAsync(host, parsed, office, name, async domain =>
                {
                    try
                    {
                        return Print(host, parsed, [await office.DkimKeys.CreateAsync(domain.Company, domain.Name, parsed.GetValue(ed25519), parsed.GetValue(selector), Verb.Actor, default)]);
                    }
                    catch (ArgumentException refused)
                    {
                        return VerbResult.Refuse(host, "bad-selector", refused.Message.Split(" (Parameter", 2)[0]);
                    }
                }), name, selector, ed25519),
            Verb.Make(host, "check", "Looks into DNS now, as the server does each hour, and signs with what is published", (parsed, office) =>
                OnDomainAsync(host, parsed, office, name, async domain =>
                {
                    await Rotation(office).TurnAsync(domain.Company, domain.Name, null, default);
                    return Print(host, parsed, await office.DkimKeys.ListAsync(domain.Company, domain.Name, default));
                }), name),
            Verb.Make(host, "rotate", "Makes the next key for each that signs; it takes that one's place when its record is seen in DNS", (parsed, office) =>
                OnDomainAsync(host, parsed, office, name, async domain =>
                {
                    if (await Rotation(office).TurnAsync(domain.Company, domain.Name, TimeSpan.Zero, default) == 0)
                        return VerbResult.Refuse(host, "no-active-key", $"No key of {domain.Name.Unicode} signs that has no successor already; 'dkim list {domain.Name.Unicode}' shows what there is.");
                    return Print(host, parsed, await office.DkimKeys.ListAsync(domain.Company, domain.Name, default));
                }), name),
            Verb.Make(host, "remove", "Removes a key at once; mail signed with it that is still on its way fails its check when the record goes", (parsed, office) =>
                OnDomainAsync(host, parsed, office, name, async domain =>
                {
                    var keys = await office.DkimKeys.ListAsync(domain.Company, domain.Name, default);
                    if (keys.FirstOrDefault(key => key.Selector == parsed.GetValue(which)) is not { } key) return VerbResult.Refuse(host, "unknown-key", $"{domain.Name.Unicode} has no key {parsed.GetValue(which)}.");
                    await office.DkimKeys.RemoveAsync(domain.Company, key, Verb.Actor, default);
                    return VerbResult.Print(host, parsed.GetValue(Verb.Json), new { removed = key.RecordName }, $"Removed {key.RecordName}; its record can be taken out of DNS.");
                }), name, which));
    }

    internal static DkimRotation Rotation(OfficeData office) => new(office.DkimKeys, office.Resolver, office.Time, office.Loggers.CreateLogger<DkimRotation>());

    private static async ValueTask<int> OnDomainAsync(IVerbHost host, ParseResult parsed, OfficeData office, Argument<Postamt.Mail.Addresses.DomainName> name, Func<MailDomain, Task<int>> work) =>
        await office.Operations.AskAsync(new FindDomain(parsed.GetValue(name)!), Verb.Actor, default) switch
        {
            OperationResult<MailDomain>.Done { Value: var domain } => await work(domain),
            var refused => VerbResult.Finish(host, refused, _ => 1),
        };

    private static int Print(IVerbHost host, ParseResult parsed, IReadOnlyList<DkimKeyEntry> keys)
    {
        var json = parsed.GetValue(Verb.Json);
        var printed = VerbResult.Print(
            host,
            json,
            keys,
            key => new { domain = key.Domain.Ascii, key.Selector, key.Algorithm, key.State, key.Since, name = key.RecordName, record = key.Record },
            ("Key", key => key.Selector),
            ("Algorithm", key => key.Algorithm),
            ("State", key => key.State.ToString()),
            ("Since", key => key.Since.ToString("u", CultureInfo.InvariantCulture)));
        if (json) return printed;
        if (keys.Count == 0) host.Out.WriteLine("No key yet, so mail is not signed: postamt dkim create DOMAIN makes one.");
        foreach (var key in keys) host.Out.WriteLine($"{Advice(key.State)}\n{key.RecordName}. 3600 IN TXT {Setting.DnsRecords.Text(key.Record)}\n");
        return printed;
    }

    private static string Advice(DkimKeyState state) => state switch
    {
        DkimKeyState.Waiting => "; publish this record; within an hour, or after 'postamt dkim check', mail is signed with it",
        DkimKeyState.Active => "; mail is signed with it: this record has to stay",
        _ => "; no longer used: this record has to stay until 'postamt dkim list' does not show it any more",
    };
}
