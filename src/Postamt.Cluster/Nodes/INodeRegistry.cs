namespace Postamt.Cluster.Nodes;

/// <summary>What the nodes of an installation say of themselves, each every few seconds. For people and for the order of updates: who is alive decides nobody by it.</summary>
public interface INodeRegistry
{
    /// <summary>Puts down what a node says now. What an earlier start of it says later is not heard.</summary>
    /// <returns>False: it was not heard, because another process has come under that name since.</returns>
    /// <exception cref="IOException">The database cannot be reached.</exception>
    ValueTask<bool> ReportAsync(NodeReport report, CancellationToken cancellationToken);

    /// <summary>By name.</summary>
    /// <exception cref="IOException">The database cannot be reached.</exception>
    ValueTask<IReadOnlyList<NodeInfo>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Forgets a node that is gone for good; false when there is none of that name. One that lives is back with its next word.</summary>
    /// <exception cref="IOException">The database cannot be reached.</exception>
    ValueTask<bool> ForgetAsync(string name, CancellationToken cancellationToken);
}

/// <param name="Version">Of the program.</param>
/// <param name="StartedAt">Of the process, by its own clock.</param>
/// <param name="State">"ready", or what keeps it from serving, as <c>/readyz</c> says it.</param>
/// <param name="Listen">Address and port by listener.</param>
/// <param name="Roles">As in <c>--roles</c>.</param>
/// <param name="Program">Folder of the program, where another version can be put in its place; null where nobody would start it.</param>
public sealed record NodeReport(NodeEpoch Node, string Version, DateTimeOffset StartedAt, string State, IReadOnlyDictionary<string, string> Listen, string Roles, string? Program);

/// <param name="SeenAt">When it last said so, by its own clock.</param>
public sealed record NodeInfo(NodeReport Report, DateTimeOffset SeenAt)
{
    public string Name => Report.Node.Name;
}
