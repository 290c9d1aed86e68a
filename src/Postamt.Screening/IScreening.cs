using Postamt.Mail.Envelopes;
using Postamt.Screening.Verdicts;
using Postamt.Store.Spooling;

namespace Postamt.Screening;

/// <summary>Runs all checks on a received mail, each under a deadline, and combines their verdicts.</summary>
public interface IScreening
{
    ValueTask<Verdict> ScreenAsync(ScreeningInput input, CancellationToken cancellationToken);
}

/// <param name="Structure">Serialised MIME structure of the content.</param>
/// <param name="Hops">Received fields in the content.</param>
/// <param name="Authenticated">The mail was submitted by a signed-in account.</param>
public sealed record ScreeningInput(Envelope Envelope, SpooledContent Content, ReadOnlyMemory<byte> Structure, int Hops, bool Authenticated, System.Net.IPAddress Peer, string HeloName);
