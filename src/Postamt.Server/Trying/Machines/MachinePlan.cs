using System.Net;

namespace Postamt.Server.Trying.Machines;

/// <summary>One of the machines: a name and an address of its own.</summary>
/// <param name="Number">1 to 3.</param>
internal sealed record MachinePlan(int Number)
{
    internal string Name => $"machine{Number}";

    internal IPAddress Address { get; } = IPAddress.Parse($"127.0.0.1{Number}");
}
