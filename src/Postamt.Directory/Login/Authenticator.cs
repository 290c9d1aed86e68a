using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Postamt.Cluster.Identity;
using Postamt.Cluster.Nodes;
using Postamt.Cluster.Settings;
using Postamt.Directory.Changes;
using Postamt.Directory.Entities;
using Postamt.Directory.Operations;
using Postamt.Directory.Rules;
using Postamt.Mail.Addresses;
using Postamt.Mail.Outcomes;

namespace Postamt.Directory.Login;

/// <summary>
/// Who signs in. Every refusal costs one question to the directory and one Argon2id hash, whoever is named and whatever is wrong (THREATS 94);
/// only a right app password, or a right password seen in the last five minutes, is faster.
/// </summary>
public sealed class Authenticator : IAuthenticator, IAsyncDisposable
{
    private static readonly Actor Self = Actor.System("sign-in");

    private readonly IDirectoryStore _store;
    private readonly IPasswordHashing _hashing;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ScramDecoys _decoys;
    private readonly LoginThrottle _throttle;
    private readonly LoginCache _cache;
    private readonly LastUse _lastUse;
    private readonly LoginThrottleOptions _options;
    private readonly CancellationTokenSource _stop = new();
    private Task _exchange = Task.CompletedTask;

    private Authenticator(IDirectoryStore store, IPasswordHashing hashing, IDirectoryChanges changes, LoginThrottleOptions options, TimeProvider time, RandomNumberGenerator random, ILogger logger, byte[] decoySecret)
    {
        _store = store;
        _hashing = hashing;
        _time = time;
        _logger = logger;
        _decoys = new ScramDecoys(decoySecret);
        _options = options;
        _throttle = new LoginThrottle(options, time, logger);
        _cache = new LoginCache(time, random, changes);
        _lastUse = new LastUse(store, time, logger);
    }

    /// <summary>Reads, or makes at the installation's first start, the secret behind the answers for unknown names.</summary>
    public static async ValueTask<Authenticator> CreateAsync(IDirectoryStore store, ISecrets secrets, IPasswordHashing hashing, IDirectoryChanges changes, LoginThrottleOptions options, TimeProvider time, RandomNumberGenerator random, ILogger<Authenticator> logger, CancellationToken cancellationToken) =>
        new(store, hashing, changes, options, time, random, logger, await secrets.ReadOrCreateAsync(CompanyId.Installation, "login.decoys", 32, Self, cancellationToken));

    public async ValueTask<LoginResult> CheckPasswordAsync(string name, ReadOnlyMemory<byte> password, LoginPeer peer, CancellationToken cancellationToken)
    {
        var key = KeyOf(name);
        if (_throttle.Check(key, peer.Address) is { } wait) return new LoginResult.Throttled(wait);
        var slot = _cache.SlotFor(key, password.Span);
        if (_cache.Find(slot) is { } known && known.Scopes.HasFlag(peer.Scope)) return Welcome(key, known, peer);
        var generation = _cache.Generation;

        var found = await _store.ReadAsync(reader => reader.FindLoginAsync(key), cancellationToken);
        if (found is Lookup<LoginRecord?>.Unavailable fault) return Unavailable(fault.Reason);
        var record = (found as Lookup<LoginRecord?>.Found)?.Value;
        var credential = record is null ? null : MatchAppPassword(record, password.Span);
        if (credential is null)
        {
            var own = record?.Credentials.FirstOrDefault(one => one.Kind == CredentialKind.Password);
            if (await _hashing.VerifyAsync(own?.Verifier, password, cancellationToken) is not { } right) return Unavailable("too many sign-ins at the same time");
            if (right) credential = own;
        }
        if (record is null || credential is null || Admit(record, credential, peer) is not { } identity)
        {
            _throttle.Failed(key, peer.Address);
            return new LoginResult.Refused();
        }
        _cache.Keep(slot, identity, credential.ExpiresAt is null ? generation : -1);
        return Welcome(key, identity, peer);
    }

    public async ValueTask<ScramChallenge> BeginScramAsync(string name, LoginPeer peer, CancellationToken cancellationToken)
    {
        var key = KeyOf(name);
        var salt = _decoys.SaltFor(key);
        var decoy = _decoys.KeyFor(key);
        if (_throttle.Check(key, peer.Address) is { } wait) return new ScramChallenge(key, salt, ScramKeys.Iterations, [decoy], null, wait);
        var found = await _store.ReadAsync(reader => reader.FindLoginAsync(key), cancellationToken);
        if (found is Lookup<LoginRecord?>.Unavailable fault)
        {
            Log.LoginUnavailable(_logger, fault.Reason);
            return new ScramChallenge(key, salt, ScramKeys.Iterations, [decoy], fault.Reason, null);
        }
        if (found is not Lookup<LoginRecord?>.Found { Value: { } record }) return new ScramChallenge(key, salt, ScramKeys.Iterations, [decoy], null, null);
        ScramKey[] keys = [.. AppPasswords(record).Select(pair => new ScramKey(pair.Credential.Id.Value, pair.Verifier.StoredKey, pair.Verifier.ServerKey))];
        return new ScramChallenge(key, record.ScramSalt, record.ScramIterations, keys.Length == 0 ? [decoy] : keys, null, null);
    }

    public async ValueTask<LoginResult> EndScramAsync(ScramChallenge challenge, ScramKey? key, LoginPeer peer, CancellationToken cancellationToken)
    {
        // Read again: the exchange may have taken long enough for the app password to be gone.
        var found = await _store.ReadAsync(reader => reader.FindLoginAsync(challenge.Name), cancellationToken);
        if (found is Lookup<LoginRecord?>.Unavailable fault) return Unavailable(fault.Reason);
        if (key is not null && found is Lookup<LoginRecord?>.Found { Value: { } record })
        {
            var match = AppPasswords(record).FirstOrDefault(pair => pair.Credential.Id.Value == key.Credential && CryptographicOperations.FixedTimeEquals(pair.Verifier.StoredKey, key.StoredKey.Span));
            if (match.Credential is not null && Admit(record, match.Credential, peer) is { } identity) return Welcome(challenge.Name, identity, peer);
        }
        _throttle.Failed(challenge.Name, peer.Address);
        return new LoginResult.Refused();
    }

    /// <summary>Failures count on all nodes from now on.</summary>
    public void Share(ILoginFailures failures, CurrentEpoch epoch) => _exchange = new LoginExchange(_throttle, failures, epoch, _options, _time, _logger).RunAsync(_stop.Token);

    /// <summary>Writes what is still to be written of last uses.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested) return;
        await _stop.CancelAsync();
        await _exchange;
        _stop.Dispose();
        _cache.Dispose();
        await _lastUse.DisposeAsync();
    }

    /// <summary>One key for every spelling of a name; a name that is no address has one too, so that it is counted and costs the same.</summary>
    private static string KeyOf(string name)
    {
        if (name.Length > DirectoryLimits.LoginNameLength) name = name[..DirectoryLimits.LoginNameLength];
        return EmailAddress.TryParse(name.Trim(), out var address) ? address.LookupKey : "?" + Convert.ToHexString(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(name)));
    }

    private static IEnumerable<(Credential Credential, AppPasswordVerifier Verifier)> AppPasswords(LoginRecord record)
    {
        foreach (var credential in record.Credentials)
        {
            if (credential.Kind == CredentialKind.AppPassword && AppPasswordVerifier.TryParse(credential.Verifier) is { } verifier) yield return (credential, verifier);
        }
    }

    private static Credential? MatchAppPassword(LoginRecord record, ReadOnlySpan<byte> password)
    {
        if (AppPassword.TryParse(password) is not { } typed) return null;
        Credential? match = null;
        foreach (var (credential, verifier) in AppPasswords(record))
        {
            if (verifier.Matches(typed)) match = credential;
        }
        return match;
    }

    private LoginIdentity? Admit(LoginRecord record, Credential credential, LoginPeer peer) => AdmissionRules.Admit(record, credential, peer.Scope, _time.GetUtcNow());

    private LoginResult Welcome(string key, LoginIdentity identity, LoginPeer peer)
    {
        _throttle.Succeeded(key, peer.Address);
        _lastUse.Used(identity.Credential);
        return new LoginResult.Success(identity);
    }

    private LoginResult Unavailable(string reason)
    {
        Log.LoginUnavailable(_logger, reason);
        return new LoginResult.Unavailable(reason);
    }
}
