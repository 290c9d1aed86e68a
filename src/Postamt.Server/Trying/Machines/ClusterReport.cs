using System.Globalization;
using System.Net;
using System.Text.Json;
using Postamt.Server.Options;
using Spectre.Console;

namespace Postamt.Server.Trying.Machines;

/// <summary>Where everything is, and as which process: so that anybody can kill what they like.</summary>
internal sealed class ClusterReport(ClusterPlan plan, TryCluster cluster, IReadOnlyList<SampleAccount> people)
{
    internal void PrintJson(TextWriter output)
    {
        output.WriteLine(JsonSerializer.Serialize(new
        {
            ready = true,
            domain = TryVerb.Domain,
            accounts = people.Select(person => new { address = person.Address.ToString(), password = person.Password }),
            listen = Texts(plan.Front),
            urls = plan.Front.Where(each => Listening.IsHttp(each.Key)).ToDictionary(each => each.Key, each => $"{each.Key}://{each.Value}/"),
            data = plan.Folder,
            nodes = cluster.Nodes.Select(part => new { name = part.Name, pid = ServerOf(part), supervisor = part.Id, listen = Texts(part.Listen) }),
            postgres = cluster.Patroni.Select(part => new { name = part.Name, pid = part.Id, postmaster = PostmasterOf(part), listen = Texts(part.Listen) }),
            etcd = cluster.Etcd.Select(Describe),
            haproxy = cluster.Proxies.Select(Describe),
        }));
        output.Flush();
    }

    internal void PrintTables(IAnsiConsole console)
    {
        var accounts = new Table().Title("Accounts").Border(TableBorder.Rounded).AddColumns("Address", "Password");
        foreach (var person in people.Take(20)) accounts.AddRow(Markup.Escape(person.Address.ToString()), Markup.Escape(person.Password));
        if (people.Count > 20) accounts.AddRow($"… and {people.Count - 20} more", "");
        var parts = new Table().Title("Running").Border(TableBorder.Rounded).AddColumns("Part", "Process", "Listening");
        parts.AddRow("in front", "", string.Join("  ", plan.Front.Select(each => $"{each.Key} {each.Value}")));
        foreach (var part in (Part[])[.. cluster.Nodes, .. cluster.Patroni, .. cluster.Etcd, .. cluster.Proxies])
            parts.AddRow(part.Name, (cluster.Nodes.Contains(part) ? ServerOf(part) : part.Id)?.ToString(CultureInfo.InvariantCulture) ?? "", part.Name == "front" ? "" : string.Join("  ", part.Listen.Select(each => $"{each.Key} {each.Value}")));
        console.Write(accounts);
        console.Write(parts);
        console.WriteLine($"Data and logs: {plan.Folder}");
        console.WriteLine("A process that is killed comes back after 30 s. Serving until Ctrl-C.");
    }

    private static object Describe(Part part) => new { name = part.Name, pid = part.Id, listen = Texts(part.Listen) };

    private static Dictionary<string, string> Texts(IReadOnlyDictionary<string, IPEndPoint> listen) => listen.ToDictionary(each => each.Key, each => each.Value.ToString());

    /// <summary>The server that a supervisor has started.</summary>
    private static int? ServerOf(Part supervisor)
    {
        var children = System.IO.Directory.EnumerateDirectories($"/proc/{supervisor.Id}/task").SelectMany(thread => File.ReadAllText(thread + "/children").Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return children.Select(child => (int?)int.Parse(child, CultureInfo.InvariantCulture)).FirstOrDefault();
    }

    /// <summary>PostgreSQL's first process says in its folder which one it is.</summary>
    private int? PostmasterOf(Part patroni)
    {
        var file = Path.Combine(plan.FolderOf(ClusterPlan.Machines[cluster.Patroni.IndexOf(patroni)]), "postgres", "postmaster.pid");
        return File.Exists(file) ? int.Parse(File.ReadLines(file).First(), CultureInfo.InvariantCulture) : null;
    }
}
