// SCRAM-SHA-256 and SCRAM-SHA-256-PLUS: RFC 5802 and RFC 7677, channel bindings of RFC 9266 and RFC 5929.
// Invariants:
// - The password is never seen. The proof is tried against every candidate, without leaving early.
// - The flag y from a client that was offered -PLUS is a downgrade attack and fails (RFC 5802 6).
// - On failure no server-final-message is sent (RFC 5802 5.1, attribute e: it is optional), so unknown users and wrong
//   proofs end alike.
using System.Security.Cryptography;
using System.Text;
using Postamt.Net.Tls;

namespace Postamt.Net.Sasl;

internal sealed class ScramMechanism<TIdentity>(string name, ISaslAuthority<TIdentity> authority, SaslContext context) : ISaslMechanism<TIdentity>
    where TIdentity : class
{
    private ScramClientFirst? _first;
    private ScramLookup? _keys;
    private string _nonce = "";
    private string _serverFirst = "";
    private TIdentity? _identity;

    public ReadOnlyMemory<byte> Opening => default;

    public ValueTask<SaslStep<TIdentity>> StepAsync(ReadOnlyMemory<byte> response, CancellationToken cancellationToken)
    {
        if (_identity is not null)
            return new(response.IsEmpty ? SaslStep<TIdentity>.Succeeded(_identity) : SaslStep<TIdentity>.Failed(SaslFailure.Malformed));
        return _first is null ? FirstAsync(response, cancellationToken) : FinalAsync(response, cancellationToken);
    }

    private async ValueTask<SaslStep<TIdentity>> FirstAsync(ReadOnlyMemory<byte> response, CancellationToken cancellationToken)
    {
        if (ScramClientFirst.Parse(response.Span) is not { } first)
            return SaslStep<TIdentity>.Failed(SaslFailure.Malformed);
        bool plus = name == SaslMechanisms.ScramSha256Plus;
        bool downgraded = first.ThinksNoBinding && SaslMechanisms.CanBind(context);
        if (plus != first.Binding is not null || downgraded || (plus && BindingOf(first) is null))
            return SaslStep<TIdentity>.Failed(SaslFailure.ChannelBinding);
        ScramLookup keys = await authority.FindScramAsync(first.AuthenticationId, context.Peer, cancellationToken);
        if (keys.Failure is { } failure)
            return SaslStep<TIdentity>.Failed(failure);
        byte[] nonce = new byte[24];
        context.Random.GetBytes(nonce);
        (_first, _keys) = (first, keys);
        _nonce = first.Nonce + Convert.ToBase64String(nonce);
        _serverFirst = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"r={_nonce},s={Convert.ToBase64String(keys.Salt.Span)},i={keys.Iterations}");
        return SaslStep<TIdentity>.Challenge(Encoding.ASCII.GetBytes(_serverFirst));
    }

    private async ValueTask<SaslStep<TIdentity>> FinalAsync(ReadOnlyMemory<byte> response, CancellationToken cancellationToken)
    {
        if (ScramClientFinal.Parse(response.Span) is not { } final || !Same(final.Nonce, _nonce))
            return SaslStep<TIdentity>.Failed(SaslFailure.Malformed);
        // RFC 5802 6: the server always validates c=.
        if (!CryptographicOperations.FixedTimeEquals(final.ChannelBinding, ExpectedBinding(_first!)))
            return SaslStep<TIdentity>.Failed(SaslFailure.ChannelBinding);
        byte[] message = Encoding.UTF8.GetBytes($"{_first!.Bare},{_serverFirst},{final.WithoutProof}");
        ScramCandidate? matched = Match(_keys!.Candidates, message, final.Proof);
        var report = new ScramReport(name, _first.AuthenticationId, _first.AuthorizationId, matched, context.Peer);
        SaslOutcome<TIdentity> outcome = await authority.ReportScramAsync(report, cancellationToken);
        // Without a match nothing the authority says is a success.
        if (matched is null || outcome.Identity is not { } identity)
            return SaslStep<TIdentity>.Failed(outcome.Failure ?? SaslFailure.BadCredentials);
        byte[] signature = HMACSHA256.HashData(matched.ServerKey.Span, message);
        byte[] serverFinal = Encoding.ASCII.GetBytes("v=" + Convert.ToBase64String(signature));
        if (context.SuccessData)
            return SaslStep<TIdentity>.Succeeded(identity, serverFinal);
        // RFC 4422 3.5: where the outcome carries no data, it goes as a challenge and the client answers with an empty response.
        _identity = identity;
        return SaslStep<TIdentity>.Challenge(serverFinal);
    }

    private static ScramCandidate? Match(IReadOnlyList<ScramCandidate> candidates, byte[] message, byte[] proof)
    {
        ScramCandidate? matched = null;
        Span<byte> key = stackalloc byte[32];
        Span<byte> stored = stackalloc byte[32];
        foreach (ScramCandidate candidate in candidates)
        {
            // RFC 5802 3: ClientKey = ClientProof XOR HMAC(StoredKey, AuthMessage); H(ClientKey) must be StoredKey.
            HMACSHA256.HashData(candidate.StoredKey.Span, message, key);
            for (int at = 0; at < key.Length; at++)
                key[at] ^= proof[at];
            SHA256.HashData(key, stored);
            if (CryptographicOperations.FixedTimeEquals(stored, candidate.StoredKey.Span))
                matched = candidate;
        }
        CryptographicOperations.ZeroMemory(key);
        return matched;
    }

    private byte[] ExpectedBinding(ScramClientFirst first)
    {
        byte[] header = Encoding.UTF8.GetBytes(first.Gs2Header);
        return first.Binding is null ? header : [.. header, .. BindingOf(first)!.Data.Span];
    }

    private ChannelBinding? BindingOf(ScramClientFirst first) => context.Tls?.ChannelBindings.FirstOrDefault(one => one.Type == first.Binding);

    private static bool Same(string left, string right) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right));
}
