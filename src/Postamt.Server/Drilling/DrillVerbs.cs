using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using Postamt.Operations.Drills;
using Postamt.Server.Hosting;
using Postamt.Server.Local;
using Postamt.Server.Options;
using Postamt.Server.Processes;
using Postamt.Server.Verbs;

namespace Postamt.Server.Drilling;

/// <summary><c>drill list|run</c>: breaks something of a running installation on purpose, on canary mail, and reports what came of it.</summary>
internal static class DrillVerbs
{
    internal static Command Make(IVerbHost host)
    {
        var name = new Argument<string>("name") { Description = "As in drill list" };
        var reports = new Option<string?>("--report") { Description = "Folder for the report as text, JSON and HTML (default DATA/drills)", HelpName = "DIR" };
        var patroni = new Option<string?>("--patroni") { Description = "Patroni's configuration (default /etc/postamt/patroni.yml)", HelpName = "FILE" };
        var list = new Command("list", "Lists the drills, and why one cannot be run here") { patroni };
        list.SetAction(async (parsed, _) => List(host, parsed, await HandAsync(parsed, patroni)));
        var run = new Command("run", "Runs a drill") { name, reports, patroni };
        run.SetAction(async (parsed, cancellationToken) => await RunAsync(host, parsed, await HandAsync(parsed, patroni), parsed.GetValue(name)!, parsed.GetValue(reports), cancellationToken));
        var account = Verb.Make(host, "account", "Gives the account that drills send to a new password, and prints it", async (parsed, office) =>
        {
            var (address, password) = await CanaryAccount.ForDrillsAsync(office, default);
            return VerbResult.Print(
                host, parsed.GetValue(Verb.Json), new { address = address.ToString(), password = password.Value, proxies = office.Options.TrustedProxies.Select(network => network.ToString()) }, $"{address} {password.Value}");
        });
        return Verb.Group("drill", "Breaks something on purpose and reports what became of canary mail", list, run, account, Break(host), Mend(host));
    }

    private static Command Break(IVerbHost host)
    {
        var fault = new Argument<string>("name") { Description = "disk-full, dns-down or certificate-swap" };
        var seconds = new Option<int>("--seconds") { Description = "It ends by itself after so long (default 60)", HelpName = "N", DefaultValueFactory = _ => 60 };
        seconds.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 300) result.AddError("--seconds: 1 to 300.");
        });
        return Verb.Make(
            host,
            "break",
            "Has this node pretend a fault; drill run does it",
            (parsed, office) => SwitchAsync(host, parsed, office, parsed.GetValue(fault)!, found =>
            {
                found.On(TimeSpan.FromSeconds(parsed.GetValue(seconds)));
                return $"{parsed.GetValue(fault)} for {parsed.GetValue(seconds)} s.";
            }),
            fault,
            seconds);
    }

    private static Command Mend(IVerbHost host)
    {
        var fault = new Argument<string>("name") { Description = "As it was broken" };
        return Verb.Make(
            host,
            "mend",
            "Ends a pretended fault",
            (parsed, office) => SwitchAsync(host, parsed, office, parsed.GetValue(fault)!, found =>
            {
                found.Off();
                return $"{parsed.GetValue(fault)} is over.";
            }),
            fault);
    }

    private static ValueTask<int> SwitchAsync(IVerbHost host, ParseResult parsed, OfficeData office, string name, Func<DrillSwitch, string> turn) => new(
        office.Control is null ? VerbResult.Refuse(host, "not-running", $"No server runs on the data folder {Path.GetFullPath(office.Options.Data)}.")
        : office.Switches.Find(name) is { } found ? VerbResult.Print(host, parsed.GetValue(Verb.Json), new { fault = name }, turn(found))
        : VerbResult.Refuse(host, "no-fault", $"A node cannot pretend {name}; there are {DrillSwitches.DiskFull}, {DrillSwitches.DnsDown} and {DrillSwitches.CertificateSwap}."));

    private static async Task<DrillHand> HandAsync(ParseResult parsed, Option<string?> patroni) =>
        await DrillHand.OpenAsync(new LocalNode(new OptionSource(parsed.GetValue(Verb.Data)).Data), parsed.GetValue(patroni), TimeProvider.System);

    private static int List(IVerbHost host, ParseResult parsed, DrillHand hand) => VerbResult.Print(
        host,
        parsed.GetValue(Verb.Json),
        hand.Drills,
        drill => new { drill.Name, drill.Description, obstacle = drill.Obstacle },
        ("Drill", drill => drill.Name),
        ("What it does", drill => drill.Description),
        ("Here", drill => drill.Obstacle ?? "can be run"));

    private static async Task<int> RunAsync(IVerbHost host, ParseResult parsed, DrillHand hand, string name, string? folder, CancellationToken cancellationToken)
    {
        if (hand.Drills.FirstOrDefault(each => each.Name == name) is not { } drill)
            return VerbResult.Refuse(host, "no-drill", $"There is no drill {name}; there are {string.Join(", ", hand.Drills.Select(each => each.Name))}.");
        if (drill.Obstacle is { } obstacle) return VerbResult.Refuse(host, "not-here", obstacle);
        if (await hand.TroubleAsync() is { } trouble) return VerbResult.Refuse(host, "not-whole", trouble);
        var json = parsed.GetValue(Verb.Json);
        if (!json) await host.Out.WriteLineAsync($"{drill.Name}: {drill.Description}. Canary mail flows for {DrillRun.Before.TotalSeconds:0} s first; Ctrl-C makes everything whole and ends the drill.");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // Whatever ends this process leaves nothing broken behind; the line of a terminal that is gone, too.
        using var terminate = Termination.Cancels(stop);
        using var hangUp = Termination.Cancels(stop, PosixSignal.SIGHUP);
        var report = await new DrillRun(drill, await hand.TrafficAsync(), hand.IsWholeAsync, TimeProvider.System).RunAsync(stop.Token);
        var written = Write(folder ?? Path.Combine(hand.Data, "drills"), report);
        await host.Out.WriteLineAsync(json ? report.ToJson() : $"{report.ToText()}\n  Report                     {written}.html");
        return report.IsPassed ? 0 : 1;
    }

    /// <returns>The path without its ending.</returns>
    private static string Write(string folder, DrillReport report)
    {
        System.IO.Directory.CreateDirectory(folder);
        var path = Path.Combine(Path.GetFullPath(folder), string.Create(CultureInfo.InvariantCulture, $"{report.BegunAt:yyyyMMdd-HHmmss}-{report.Drill}"));
        File.WriteAllText(path + ".txt", report.ToText() + "\n");
        File.WriteAllText(path + ".json", report.ToJson() + "\n");
        File.WriteAllText(path + ".html", report.ToHtml());
        return path;
    }
}
