using System.Text.Json;
using Postamt.Interop.Programs;
using Postamt.Interop.Relays;
using Postamt.Interop.Running;

namespace Postamt.Interop.Signing;

/// <summary>A server whose domain signs with a key that is in DNS, and another company that its mail goes to. Clients come to it from elsewhere by a PROXY header.</summary>
public sealed class SigningOffice : IAsyncLifetime
{
    internal const string Proxy = "127.0.0.2";
    internal const string Client = "192.0.2.7";

    private int _keys;

    internal PostOffice Office { get; } = new(new Dictionary<string, string> { ["POSTAMT_TRUSTED_PROXIES"] = Proxy });

    /// <summary>SELECTOR._domainkey.DOMAIN.</summary>
    internal string KeyName { get; private set; } = "";

    internal string KeyRecord { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        await Office.InitializeAsync();
        _ = Office["smtp"];
    }

    public ValueTask DisposeAsync() => Office.DisposeAsync();

    /// <summary>Makes a key of that kind, publishes it, and has mail signed with it and no other.</summary>
    internal async Task SignWithAsync(bool isEd25519)
    {
        foreach (var old in await KeysAsync("list", Office.Domain)) await Office.RunVerbAsync("dkim", "remove", Office.Domain, old.GetProperty("selector").GetString()!);
        string[] kind = isEd25519 ? ["--ed25519"] : [];
        // A name of its own: what another one's record said is remembered for a minute.
        var key = Assert.Single(await KeysAsync(["create", Office.Domain, "--selector", $"k{++_keys}", .. kind]));
        (KeyName, KeyRecord) = (key.GetProperty("name").GetString()!, key.GetProperty("record").GetString()!);
        Office.Dns.AddText(KeyName, KeyRecord);
        Assert.Equal("active", Assert.Single(await KeysAsync("check", Office.Domain)).GetProperty("state").GetString());
    }

    /// <summary>What the other company got of a mail that one of our people wrote.</summary>
    internal async Task<string> SubmittedAsync(string sample)
    {
        await using var site = await RemoteSite.StartAsync(Office);
        var from = Office.TakeAccount();
        await site.SubmitAsync(from, "who@" + site.Domain, SampleMail.Make(sample, from.Address, "who@" + site.Domain));
        return AsSent(Assert.Single(await site.Postfix.MailsAsync(1)));
    }

    /// <summary>What it got of a stranger's mail by way of a group here.</summary>
    internal async Task<string> PassedOnAsync(string sample)
    {
        await using var site = await RemoteSite.StartAsync(Office);
        var group = $"team-{Guid.NewGuid():N}@{Office.Domain}";
        await Office.RunVerbAsync("group", "add", group, "--add", "who@" + site.Domain);
        using var folder = new TempFolder();
        var mail = folder.File("mail.eml", SampleMail.Make(sample, "joe@stranger.example", group).Content);
        var door = Office["smtp"];
        await PythonAsync("hand-in", door.Host, door.PortText, Proxy, Client, group, mail);
        return AsSent(Assert.Single(await site.Postfix.MailsAsync(1)));
    }

    /// <summary>Runs python/signatures.py with the interpreter Debian's packages are for.</summary>
    internal static async Task<ProgramResult> PythonAsync(params string[] arguments)
    {
        Assert.SkipUnless(Directory.Exists("/usr/lib/python3/dist-packages/dkim"), "python3-dkim is not installed");
        var result = await ForeignProgram.RunAsync("/usr/bin/python3", [Scripts.File("python", "signatures.py"), .. arguments]);
        Assert.True(result.ExitCode == 0, result.ToString());
        return result;
    }

    private async Task<IReadOnlyList<JsonElement>> KeysAsync(params string[] arguments)
    {
        using var json = JsonDocument.Parse(await Office.RunVerbAsync(["dkim", .. arguments, "--json"]));
        return [.. json.RootElement.EnumerateArray().Select(each => each.Clone())];
    }

    /// <summary>Without the fields the other server has put before it, and with the line ends it came with.</summary>
    private static string AsSent(string stored)
    {
        var text = stored.ReplaceLineEndings("\r\n");
        var starts = new[] { "DKIM-Signature:", "ARC-Seal:" }.Select(field => text.IndexOf("\r\n" + field, StringComparison.Ordinal)).Where(at => at >= 0).ToArray();
        Assert.NotEmpty(starts);
        return text[(starts.Min() + 2)..];
    }
}
