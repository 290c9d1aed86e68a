using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Postamt.Directory.Operations;
using Postamt.Mail.Addresses;
using Postamt.Server.Hosting;
using Postamt.Server.Options;
using Postamt.Server.Verbs;

namespace Postamt.Server.Setting;

/// <summary>
/// <c>setup</c>: a post office for a real domain. Asks for what no flag gave, makes company, domain and first administrator, and says what
/// to publish in DNS. Run again, it changes nothing that is there and prints the records again.
/// </summary>
internal static class SetupVerb
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

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
            var name = questions.Text(parsed.GetValue(company), "--company", "What is your company called?");
            var domainName = questions.Domain(parsed.GetValue(domain));
            var plan = new SetupPlan(name, domainName, questions.Administrator(parsed.GetValue(admin), domainName), parsed.GetValue(locale) ?? "en");
            if (!flags.NamesHost(parsed)) options = options with { HostName = "mail." + domainName.Ascii };
            if (!DomainName.TryParse(options.HostName, out var hostName) || hostName.IsLiteral || !hostName.Ascii.Contains('.', StringComparison.Ordinal))
                throw new OptionException($"--hostname {options.HostName}: this is not a full host name; write it as in mail.{domainName.Ascii}.");
            options = options with { HostName = hostName.Ascii };
            return await RunAsync(host, options, plan, async () => await PasswordInput.ReadAsync(parsed, host) ?? questions.Password(), parsed.GetValue(zone), parsed.GetValue(systemd), parsed.GetValue(Verb.Json), cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(IVerbHost host, StartOptions options, SetupPlan plan, Func<ValueTask<Secret>> password, string? zoneFile, bool systemd, bool json, CancellationToken cancellationToken)
    {
        DnsRecords records;
        bool isNew;
        await using (var office = await OfficeData.OpenAsync(options, NullLoggerFactory.Instance, cancellationToken))
        {
            var filling = new SetupFilling(office, plan);
            isNew = !await filling.HasAdministratorAsync();
            if (await filling.RunAsync(isNew ? await password() : null) is { } refusal) return VerbResult.Refuse(host, refusal.Code, refusal.Text);
            records = new DnsRecords(plan.Domain, options.HostName, options.Listen, await filling.KeysAsync(cancellationToken));
        }
        var kept = SetupFile.Write(options);
        if (zoneFile is not null) await WriteZoneAsync(zoneFile, records, cancellationToken);
        if (json)
        {
            host.Out.WriteLine(JsonSerializer.Serialize(
                new { company = plan.Company, domain = plan.Domain.Ascii, administrator = plan.Administrator.ToString(), created = isNew, hostName = options.HostName, data = options.Data, records = records.All }, Json));
        }
        else
        {
            Tell(host, options, plan, records, isNew, kept);
        }
        if (systemd) return await SystemdUnit.InstallAsync(json ? host.Error : host.Out, options, cancellationToken);
        if (!json) host.Out.WriteLine($"Then run: postamt supervise --data {options.Data}");
        return 0;
    }

    private static void Tell(IVerbHost host, StartOptions options, SetupPlan plan, DnsRecords records, bool isNew, bool kept)
    {
        host.Out.WriteLine($"{plan.Company} has a post office for {plan.Domain.Unicode}; {plan.Administrator} administers it and gets mail to postmaster and abuse.");
        if (!isNew) host.Out.WriteLine($"{plan.Administrator} was there already; the password stays as it was.");
        if (kept) host.Out.WriteLine($"{SetupFile.PathIn(options.Data)} was there already and stays as it is.");
        host.Out.WriteLine("Publish these records in DNS:");
        host.Out.WriteLine();
        host.Out.WriteLine(records.ToZone());
        host.Out.WriteLine();
    }

    private static async Task WriteZoneAsync(string path, DnsRecords records, CancellationToken cancellationToken)
    {
        try
        {
            await File.WriteAllTextAsync(path, records.ToZone() + "\n", cancellationToken);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new OptionException($"--zone-file {path}: the file cannot be written ({refused.Message}).");
        }
    }
}
