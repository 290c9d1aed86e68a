using System.CommandLine;
using System.Text.Json;
using Postamt.Cluster.Identity;

namespace Postamt.Server.Verbs;

/// <summary><c>setting list|set|remove</c>: what holds for the whole installation, in force within a second.</summary>
internal static class SettingVerbs
{
    internal static Command Make(IVerbHost host)
    {
        var name = new Argument<string>("name") { Description = "The setting's name, as in delivery.routes" };
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
                await office.Directory.Settings.WriteAsync(parsed.GetValue(name)!, CompanyId.Installation, parsed.GetValue(value), Verb.Actor, default);
                return VerbResult.Print(host, parsed.GetValue(Verb.Json), new { name = parsed.GetValue(name) }, $"{parsed.GetValue(name)} is set.");
            }, name, value),
            Verb.Make(host, "remove", "Goes back to the default", async (parsed, office) =>
            {
                await office.Directory.Settings.WriteAsync(parsed.GetValue(name)!, CompanyId.Installation, null, Verb.Actor, default);
                return VerbResult.Print(host, parsed.GetValue(Verb.Json), new { name = parsed.GetValue(name) }, $"{parsed.GetValue(name)} has its default again.");
            }, name));
    }

    private static bool IsJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
