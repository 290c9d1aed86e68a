using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Postamt.Cluster.Identity;
using Postamt.Directory.Changes;
using Postamt.Directory.Entities;
using Postamt.Directory.Operations;
using Postamt.Mail.Outcomes;

namespace Postamt.Directory.Login;

/// <summary>
/// Who is signed in at this node. Whenever something of an account may have changed, here or at another node, its sign-ins are looked at again, and those that would not
/// be let in now are revoked. While the directory does not answer they stay, and it is asked until it does.
/// </summary>
public sealed class SignIns : ISignIns, IAsyncDisposable
{
    /// <summary>From an answer that did not come to the next question.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>A sign-in does not take longer. Changes of that time may have come before it was watched.</summary>
    private static readonly TimeSpan LongestSignIn = TimeSpan.FromSeconds(30);

    private readonly IDirectoryStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly Dictionary<AccountId, HashSet<SignIn>> _accounts = [];
    private readonly HashSet<AccountId> _doubtful = [];
    private readonly Channel<bool> _something = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _stop = new();
    private readonly IDisposable _subscription;
    private readonly Task _work;
    private long? _changed;

    public SignIns(IDirectoryStore store, IDirectoryChanges changes, TimeProvider time, ILogger<SignIns> logger)
    {
        (_store, _time, _logger) = (store, time, logger);
        _subscription = changes.Subscribe(Doubt);
        _work = RunAsync();
    }

    public IDisposable Watch(LoginIdentity identity, CredentialScopes scope, Action revoked)
    {
        var signIn = new SignIn(identity, scope, revoked, Forget);
        lock (_gate)
        {
            if (!_accounts.TryGetValue(identity.Account, out var all)) _accounts[identity.Account] = all = [];
            all.Add(signIn);
            if (_changed is { } at && _time.GetElapsedTime(at) < LongestSignIn) _doubtful.Add(identity.Account);
        }
        _something.Writer.TryWrite(true);
        return signIn;
    }

    /// <summary>Revokes nothing any more.</summary>
    public async ValueTask DisposeAsync()
    {
        _subscription.Dispose();
        await _stop.CancelAsync();
        await _work;
        _stop.Dispose();
    }

    private void Forget(SignIn signIn)
    {
        lock (_gate)
        {
            if (!_accounts.TryGetValue(signIn.Identity.Account, out var all)) return;
            all.Remove(signIn);
            if (all.Count == 0) _accounts.Remove(signIn.Identity.Account);
        }
    }

    private void Doubt(DirectoryChanged change)
    {
        lock (_gate)
        {
            _changed = _time.GetTimestamp();
            foreach (var (account, all) in _accounts)
            {
                if (all.Any(signIn => change.Concerns(signIn.Identity.Company, account))) _doubtful.Add(account);
            }
        }
        _something.Writer.TryWrite(true);
    }

    private async Task RunAsync()
    {
        try
        {
            while (await _something.Reader.WaitToReadAsync(_stop.Token))
            {
                _something.Reader.TryRead(out _);
                foreach (var account in Taken()) await LookAtAsync(account);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            Log.SignInsUnwatched(_logger);
        }
    }

    /// <summary>Taken off before they are looked at: what changes meanwhile is looked at again.</summary>
    private List<AccountId> Taken()
    {
        lock (_gate)
        {
            List<AccountId> taken = [.. _doubtful];
            _doubtful.Clear();
            return taken;
        }
    }

    private async Task LookAtAsync(AccountId account)
    {
        while (true)
        {
            var found = await _store.ReadAsync(rows => LoginOfAsync(rows, account), _stop.Token);
            if (found is Lookup<LoginRecord?>.Found { Value: var record })
            {
                foreach (var signIn in Of(account).Where(signIn => !Holds(record, signIn)))
                {
                    Log.SignInRevoked(_logger, signIn.Identity.Name);
                    signIn.Revoke();
                }
                return;
            }
            await Task.Delay(Pause, _time, _stop.Token);
        }
    }

    private List<SignIn> Of(AccountId account)
    {
        lock (_gate) return _accounts.TryGetValue(account, out var all) ? [.. all] : [];
    }

    private static async ValueTask<LoginRecord?> LoginOfAsync(IDirectoryReader rows, AccountId id) =>
        await rows.FindAccountAsync(id) is { } account ? await rows.FindLoginAsync(account.PrimaryAddress.LookupKey) : null;

    private bool Holds(LoginRecord? record, SignIn signIn) =>
        record?.Credentials.FirstOrDefault(each => each.Id == signIn.Identity.Credential) is { } credential && AdmissionRules.Admit(record, credential, signIn.Scope, _time.GetUtcNow()) is not null;
}
