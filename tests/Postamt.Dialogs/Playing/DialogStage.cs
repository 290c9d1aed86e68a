using Postamt.Net;
using Postamt.TestWire;

namespace Postamt.Dialogs.Playing;

/// <summary>A server with its fakes, new for each playing of a dialog.</summary>
public abstract class DialogStage : IAsyncDisposable
{
    public abstract InMemoryWireOptions Wire { get; }

    public abstract IProtocol Protocol { get; }

    /// <summary>A <c>CHECK:</c> line.</summary>
    /// <returns>Null: it holds; else what is the case instead.</returns>
    public abstract string? Check(string question);

    public virtual ValueTask DisposeAsync() => default;
}
