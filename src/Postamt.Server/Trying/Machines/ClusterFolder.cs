using System.Diagnostics;
using System.Net;
using Postamt.Server.Options;
using Postamt.Sql.DataFolders;

namespace Postamt.Server.Trying.Machines;

/// <summary>Writes what the parts start with: certificates and the deployed files, each owned by whom it is for.</summary>
internal sealed class ClusterFolder(ClusterPlan plan, ClusterPrograms programs, string? user, TimeProvider time)
{
    /// <summary>Of what runs beside the nodes; the database's and the consensus's own files lie beside it.</summary>
    internal string ConfigOf(MachinePlan machine, string name) => Path.Combine(plan.FolderOf(machine), name);

    internal string NodeOf(MachinePlan machine) => Path.Combine(plan.FolderOf(machine), "node");

    internal string FrontConfig => Path.Combine(plan.Folder, "front", "haproxy-mail.cfg");

    internal async Task WriteAsync(CancellationToken cancellationToken)
    {
        // Others may pass, but see nothing: the database runs as somebody else.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(plan.Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        string front = Path.GetDirectoryName(FrontConfig)!;
        string[] theirs = [.. ClusterPlan.Machines.Select(plan.FolderOf), plan.Tls, plan.Logs, front];
        foreach (var folder in theirs) PrivateFolder.Make(folder);
        WriteCertificates();
        var deployed = new DeployedFile(plan, programs.Postgres);
        foreach (var machine in ClusterPlan.Machines)
        {
            foreach (var name in (string[])["etcd.yml", "patroni.yml", "haproxy-postgres.cfg", "database.sh"])
                OwnersFile.Write(ConfigOf(machine, name), deployed.Read(name, machine), isProgram: name.EndsWith(".sh", StringComparison.Ordinal));
        }
        OwnersFile.Write(FrontConfig, deployed.Read("haproxy-mail.cfg", ClusterPlan.Machines[0]));
        if (user is not null) await GiveAsync(user, theirs, cancellationToken);
        foreach (var machine in ClusterPlan.Machines)
        {
            PrivateFolder.Make(NodeOf(machine));
            OwnersFile.Write(Path.Combine(NodeOf(machine), "postamt.json"), deployed.Read("postamt.json", machine));
        }
    }

    private void WriteCertificates()
    {
        using var authority = new ClusterAuthority(time);
        OwnersFile.Write(Path.Combine(plan.Tls, "authority.crt"), authority.Certificate);
        // etcd looks at where a member connects from, and on loopback that is this address.
        foreach (var machine in ClusterPlan.Machines) Write(machine.Name, authority.Issue(machine.Name, [machine.Name], [machine.Address, IPAddress.Loopback]));
        Write("mail", authority.Issue("mail." + TryVerb.Domain, ["mail." + TryVerb.Domain, "localhost"], [IPAddress.Loopback, .. ClusterPlan.Machines.Select(machine => machine.Address)]));

        void Write(string name, (string Certificate, string Key) made)
        {
            OwnersFile.Write(Path.Combine(plan.Tls, name + ".crt"), made.Certificate);
            OwnersFile.Write(Path.Combine(plan.Tls, name + ".key"), made.Key);
        }
    }

    private static async Task GiveAsync(string user, string[] folders, CancellationToken cancellationToken)
    {
        using var chown = Process.Start("chown", ["-R", user + ":", .. folders]);
        await chown.WaitForExitAsync(cancellationToken);
        if (chown.ExitCode != 0) throw new OptionException($"The folders of the database could not be given to user {user}.");
    }
}
