using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Postamt.Server.Options;

namespace Postamt.Server.Trying.Machines;

/// <summary>
/// A file of <c>deploy/cluster</c>, as it is for machine1 of three with example addresses, made one for a machine of the plan. What is tried out is what
/// is deployed: only addresses, ports, passwords and folders differ.
/// </summary>
internal sealed partial class DeployedFile(ClusterPlan plan, string postgresPrograms)
{
    /// <exception cref="InvalidOperationException">An example value is left: the file says something that is not known here.</exception>
    internal string Read(string name, MachinePlan machine)
    {
        var lines = Text(name).Split('\n').Select(line => line.TrimStart().StartsWith('#') ? line : Line(line, machine));
        var text = string.Join('\n', lines);
        if (text.Split('\n').FirstOrDefault(line => !line.TrimStart().StartsWith('#') && Example().IsMatch(line)) is { } left)
            throw new InvalidOperationException($"deploy/cluster/{name}: no value is known for \"{left.Trim()}\".");
        return text;
    }

    private string Line(string line, MachinePlan machine)
    {
        foreach (var (example, value) in Values(machine)) line = line.Replace(example, value, StringComparison.Ordinal);
        var isOwn = OwnLine().IsMatch(line);
        line = EndPoints().Replace(line, match => Place(match, machine, isOwn).ToString());
        return Passwords().Replace(line, match => plan.Password(match.Groups[1].Value));
    }

    private (string Example, string Value)[] Values(MachinePlan machine)
    {
        var folder = plan.FolderOf(machine);
        return
        [
            ("name: machine1", "name: " + machine.Name),
            ("\"node\": \"machine1\"", $"\"node\": \"{machine.Name}\""),
            ("mail.example.com", "mail." + TryVerb.Domain),
            ("/etc/postamt/tls/machine1.", $"{plan.Tls}/{machine.Name}."),
            ("/etc/postamt/tls/", plan.Tls + "/"),
            ("/etc/postamt/secret.key", plan.SecretKey),
            ("/etc/postamt/database.sh", folder + "/database.sh"),
            ("/var/lib/etcd/postamt", folder + "/etcd"),
            ("/var/lib/postgresql/postamt", folder + "/postgres"),
            ("/usr/lib/postgresql/15/bin", postgresPrograms),
            // A path of a socket may have 107 octets, that of a folder is anybody's; TCP does.
            ("unix_socket_directories: /run/postgresql", "unix_socket_directories: \"\""),
            ("shared_buffers: 1GB", "shared_buffers: 128MB"),
            // Two descriptors a connection, and nobody here may raise the limit of them.
            ("maxconn 20000", "maxconn 4000"),
            ("source 10.20.0.10", "source " + ClusterPlan.ProxySource),
            ("10.20.0.10/32", ClusterPlan.ProxySource + "/32"),
            ("10.20.0.0/24", "127.0.0.0/8"),
            ("127.0.0.1:6432", plan.EndPoint(machine, ClusterPlan.PostgresProxy).ToString()),
            ("Host=127.0.0.1;Port=6432;", $"Host={machine.Address};Port={plan.EndPoint(machine, ClusterPlan.PostgresProxy).Port};"),
            ("port 8008", $"port {plan.EndPoint(machine, ClusterPlan.PatroniRest).Port}"),
            ("check port 80 ", $"check port {plan.EndPoint(machine, 80).Port} "),
        ];
    }

    /// <summary>The balancer's address has the last number 10, a machine's 11 to 13.</summary>
    private IPEndPoint Place(Match match, MachinePlan machine, bool isOwn)
    {
        var number = int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) - 10;
        var port = int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture);
        if (number == 0) return plan.Front[Listening.Known.First(known => known.Port == port).Name];
        return plan.EndPoint(isOwn ? machine : ClusterPlan.Machines[number - 1], port);
    }

    private static string Text(string name)
    {
        using var stream = typeof(DeployedFile).Assembly.GetManifestResourceStream("deploy/cluster/" + name) ?? throw new InvalidOperationException($"deploy/cluster/{name} is not in this program.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>Lines that a machine has with its own address.</summary>
    [GeneratedRegex("""^\s*(listen|initial-advertise|advertise|connect_address|"[a-z]+=)""", RegexOptions.NonBacktracking)]
    private static partial Regex OwnLine();

    [GeneratedRegex("""10\.20\.0\.(1[0-3]):([0-9]{2,5})""", RegexOptions.NonBacktracking)]
    private static partial Regex EndPoints();

    [GeneratedRegex("CHANGE-ME-([a-z]+)", RegexOptions.NonBacktracking)]
    private static partial Regex Passwords();

    [GeneratedRegex("""10\.20\.0\.|CHANGE-ME|/etc/postamt|/var/lib|example\.""", RegexOptions.NonBacktracking)]
    private static partial Regex Example();
}
