using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using Postamt.Cluster.Identity;
using Postamt.Directory.Entities;
using Postamt.Directory.Operations;
using Postamt.Directory.Operations.Accounts;
using Postamt.Directory.Operations.Companies;
using Postamt.Directory.Operations.Domains;
using Postamt.Directory.Operations.Roles;
using Postamt.Mail.Addresses;
using Postamt.Server.Hosting;
using Postamt.Server.Options;
using Postamt.Server.Verbs;

namespace Postamt.Server.Setting;

/// <summary><c>setup</c>: a post office for a real domain. Asks for what no flag gave, makes company, domain and first administrator, and says what to publish in DNS.</summary>
internal static class SetupVerb
{
    private static readonly Actor Self = Actor.Operator("setup");

    internal static Command Make(IVerbHost host)
    {
        var flags = new StartFlags();
        var company = new Option<string?>("--company") { Description = "The company's name" };
        var domain = new Option<string?>("--domain") { Description = "Its mail domain, as in example.com" };
        var admin = new Option<string?>("--admin") { Description = "The first administrator's address in that domain" };
        var locale = new Option<string?>("--locale") { Description = "en, de or zh-Hans" };
        var zone = new Option<string?>("--zone-file") { Description = "Also write the DNS records to this file", HelpName = "FILE" };
        var systemd = new Option<bool>("--systemd") { Description = "Install and describe a systemd service (needs root)" };
        var command = new Command("setup", "Sets up a post office for your domain");
        flags.AddTo(command);
        foreach (var option in new Option[] { company, domain, admin, locale, zone, systemd, PasswordInput.Flag, PasswordInput.FromInput }) command.Options.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var questions = new Questions(host);
            var options = flags.Read(parsed, Listening.Standard);
            var domainName = questions.Domain(parsed.GetValue(domain));
            var plan = new SetupPlan(
                questions.Text(parsed.GetValue(company), "--company", "What is your company called?"),
                domainName,
                questions.Administrator(parsed.GetValue(admin), domainName),
                await PasswordInput.ReadAsync(parsed, host) ?? questions.Password(),
                parsed.GetValue(locale) ?? "en");
            if (parsed.GetValue(flags.HostName) is null) options = options with { HostName = "mail." + domainName.Ascii };
            return await RunAsync(host, options, plan, parsed.GetValue(zone), parsed.GetValue(systemd), cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(IVerbHost host, StartOptions options, SetupPlan plan, string? zoneFile, bool systemd, CancellationToken cancellationToken)
    {
        await using var office = await OfficeData.OpenAsync(options, NullLoggerFactory.Instance, cancellationToken);
        if (await FillAsync(office, plan) is { } refusal) return VerbResult.Refuse(host, refusal.Code, refusal.Text);
        var records = await DnsRecords.ForAsync(office.Secrets, plan.Domain, options.HostName, Self, cancellationToken);
        host.Out.WriteLine($"{plan.Company} has a post office for {plan.Domain.Unicode}; {plan.Administrator} administers it and gets mail to postmaster and abuse.");
        host.Out.WriteLine("Publish these records in DNS:");
        host.Out.WriteLine();
        host.Out.WriteLine(records.ToZone());
        if (zoneFile is not null) await File.WriteAllTextAsync(zoneFile, records.ToZone() + "\n", cancellationToken);
        if (systemd) return await SystemdUnit.InstallAsync(host, options, cancellationToken);
        host.Out.WriteLine($"Then run: postamt serve --data {options.Data} --hostname {options.HostName}");
        return 0;
    }

    private static async ValueTask<(string Code, string Text)?> FillAsync(OfficeData office, SetupPlan plan)
    {
        var company = await office.Operations.RunAsync(new CreateCompany(plan.Company, plan.Locale), Self);
        if (company is not OperationResult<Company>.Done { Value: var made }) return Why(company);
        var domain = await office.Operations.RunAsync(new CreateDomain(made.Id, plan.Domain), Self);
        if (domain is not OperationResult<MailDomain>.Done) return Why(domain);
        var account = await office.Operations.RunAsync(new CreateAccount(plan.Administrator, Password: plan.Password), Self);
        if (account is not OperationResult<Account>.Done { Value: var admin }) return Why(account);
        var role = await office.Operations.RunAsync(new SetRole(admin.Id, Role.Operator), Self);
        if (Why(role) is { } refused) return refused;
        foreach (var name in new[] { "postmaster", "abuse" })
        {
            var alias = new EmailAddress(name, plan.Domain);
            if (alias.LookupKey == plan.Administrator.LookupKey) continue;
            var added = await office.Operations.RunAsync(new Postamt.Directory.Operations.Addresses.AddAlias(admin.Id, alias), Self);
            if (Why(added) is { } no) return no;
        }
        return null;
    }

    private static (string Code, string Text)? Why<T>(OperationResult<T> result) =>
        result is OperationResult<T>.Refused refused ? (refused.Code, refused.Text) : null;
}

internal sealed record SetupPlan(string Company, DomainName Domain, EmailAddress Administrator, Secret Password, string Locale);
