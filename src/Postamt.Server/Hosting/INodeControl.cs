using Postamt.Operations.Readiness;

namespace Postamt.Server.Hosting;

/// <summary>A running node, as <c>node drain</c> and <c>node resume</c> see it.</summary>
internal interface INodeControl
{
    NodeReadiness Readiness { get; }

    /// <summary>Says that it is not ready, gives balancers time to see it, then lets everything under way come to its end. Done at once where that was done.</summary>
    /// <param name="notice">From the fall of readiness to the closing of the listeners; null: what the engine asks for.</param>
    ValueTask DrainAsync(TimeSpan? notice);

    /// <summary>Opens the same listeners again. Done at once where they are open.</summary>
    /// <exception cref="Postamt.Net.ListenerException">A port cannot be opened any more.</exception>
    ValueTask ResumeAsync(CancellationToken cancellationToken);
}
