namespace Postamt.Net.Sasl;

/// <summary>The server's side of one mechanism, for one exchange.</summary>
internal interface ISaslMechanism<TIdentity>
    where TIdentity : class
{
    /// <summary>The server's opening; empty where the client speaks first.</summary>
    ReadOnlyMemory<byte> Opening { get; }

    /// <param name="response">Cleared after the call.</param>
    ValueTask<SaslStep<TIdentity>> StepAsync(ReadOnlyMemory<byte> response, CancellationToken cancellationToken);
}
