using System.CommandLine;
using System.Text.Json;
using Postamt.Cluster.Identity;
using Postamt.Cluster.Settings;
using Postamt.Delivery.Remote;
using Postamt.Operations.Jobs;
using Postamt.Screening;
using Postamt.Screening.Arc;
using Postamt.Screening.Virus;

namespace Postamt.Server.Verbs;

/// <summary><c>setting list|set|remove</c>: what holds for the whole installation, in force within a second.</summary>
internal static class SettingVerbs
{
    private static readonly JsonSerializerOptions RouteJson = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow };

    /// <summary>What is wrong with a value, in words; null: nothing.</summary>
    private static readonly Dictionary<string, Func<string, string?>> Checks = new(StringComparer.Ordinal)
    {
        [SettingRoutes.SettingName] = WrongRoutes,
        [TrustedSealers.SettingName] = text => Is<string[]>(text) ? null : """Write a list of domains, as in ["lists.example.org"].""",
        [ClamdSetting.SettingName] = text => ClamdSetting.Read(text) is { Count: > 0 } ? null : """Write a list of scanners, as in ["unix:/run/clamav/clamd.ctl"] or ["tcp:10.0.0.5:3310"].""",
        [JunkScore.SettingName] = text => JunkScore.Read(text) is null ? $"Write the points that make a mail junk: a number from {JunkScore.Least:0} to {JunkScore.Most:0}, as in 5." : null,
        [DkimKeysJob.SettingName] = text => Is<uint>(text) ? null : "Write a number of days, as in 180.",
    };

    internal static Command Make(IVerbHost host)
    {
        var name = new Argument<string>("name") { Description = "The setting's name, as in delivery.routes" };
        name.Validators.Add(result =>
        {
            if (!IsName(result.Tokens[0].Value)) result.AddError($"{result.Tokens[0].Value} is not the name of a setting: lower-case words, digits and dashes, joined by dots.");
        });
        var value = new Argument<string>("value") { Description = "JSON" };
        value.Validators.Add(result =>
        {
            if (!IsJson(result.Tokens[0].Value)) result.AddError("The value is not JSON; a text stands in double quotes.");
        });
        return Verb.Group(
            "setting",
            "Settings of the installation",
            Verb.Make(host, "list", "Lists what was set", async (parsed, office) =>
                VerbResult.Print(
                    host,
                    parsed.GetValue(Verb.Json),
                    await office.Directory.Settings.ListAsync(default),
                    row => new { row.Name, company = row.Company.Value, row.Value, row.ChangedAt, row.ChangedBy },
                    ("Name", row => row.Name),
                    ("Value", row => row.Value),
                    ("Changed by", row => row.ChangedBy))),
            Verb.Make(host, "set", "Sets a value", async (parsed, office) =>
            {
                if (Checks.TryGetValue(parsed.GetValue(name)!, out var check) && check(parsed.GetValue(value)!) is { } why) return VerbResult.Refuse(host, "bad-setting", why);
                await office.Directory.Settings.WriteAsync(parsed.GetValue(name)!, CompanyId.Installation, parsed.GetValue(value), Verb.Actor, default);
                return VerbResult.Print(host, parsed.GetValue(Verb.Json), new { name = parsed.GetValue(name) }, $"{parsed.GetValue(name)} is set.");
            }, name, value),
            Verb.Make(host, "remove", "Goes back to the default", async (parsed, office) =>
            {
                await office.Directory.Settings.WriteAsync(parsed.GetValue(name)!, CompanyId.Installation, null, Verb.Actor, default);
                return VerbResult.Print(host, parsed.GetValue(Verb.Json), new { name = parsed.GetValue(name) }, $"{parsed.GetValue(name)} has its default again.");
            }, name));
    }

    private static bool IsName(string text)
    {
        try
        {
            SettingRules.Check(text, null);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>A value that delivery could not read would hold up all mail.</summary>
    private static string? WrongRoutes(string text)
    {
        const string form = """write [{"domain":"*","host":"relay.example.com","port":25,"requireTls":true,"user":"…"}]""";
        try
        {
            var routes = JsonSerializer.Deserialize<Route[]>(text, RouteJson) ?? [];
            var wrong = routes.FirstOrDefault(route => string.IsNullOrEmpty(route?.Domain) || string.IsNullOrEmpty(route.Host) || route.Port is < 1 or > 65535);
            return Array.IndexOf(routes, null) >= 0 || wrong is not null ? $"A route needs a domain, a host and a port of 1 to 65535; {form}." : null;
        }
        catch (JsonException)
        {
            return $"This is not a list of routes; {form}.";
        }
    }

    private static bool IsJson(string text) => Is<JsonElement>(text);

    private static bool Is<T>(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(text) is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
