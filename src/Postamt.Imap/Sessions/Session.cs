using Microsoft.Extensions.Logging;
using Postamt.Directory.Login;
using Postamt.Imap.Grammar;
using Postamt.Imap.Responses;
using Postamt.Net;
using Postamt.Net.Sasl;
using Postamt.Cluster.Identity;
using Postamt.Store.Results;

namespace Postamt.Imap.Sessions;

/// <summary>One connection: who is signed in, what is enabled, what is selected.</summary>
internal sealed class Session(Wire wire, ImapServices services) : IDisposable
{
    private IDisposable? _signIn;

    public Wire Wire { get; } = wire;

    public ImapServices Services { get; } = services;

    public ImapLimits Limits => Services.Options.Limits;

    public ILogger Logger => Services.Logger;

    public ResponseWriter Out => new(Wire.Output, Rev2);

    public LoginIdentity? Identity { get; private set; }

    /// <summary>The signed-in account; the command table lets nobody else come here.</summary>
    public AccountId Account => Identity!.Account;

    public SelectedMailbox? Selected { get; private set; }

    public SessionState State => Selected is not null ? SessionState.Selected : Identity is not null ? SessionState.Authenticated : SessionState.NotAuthenticated;

    /// <summary>RFC 7162 3.1: the client has shown that it knows MODSEQ.</summary>
    public bool CondStore { get; private set; }

    /// <summary>RFC 9051 appendix A: the client has enabled IMAP4rev2 and gets what that text has; before, all is as in RFC 3501.</summary>
    public bool Rev2 { get; set; }

    /// <summary>The session ends after this command's answer.</summary>
    public bool Ending { get; set; }

    public int FailedLogins { get; set; }

    /// <summary>The tag of the command that runs.</summary>
    public string Tag { get; set; } = "*";

    public bool MayShowPassword => Wire.Tls is not null || PlainAllowed;

    private bool PlainAllowed => Services.Options.AllowPlainLogin && System.Net.IPAddress.IsLoopback(Wire.RemoteEndPoint.Address);

    public SaslContext SaslContext() => Postamt.Net.Sasl.SaslContext.Of(Wire, Services.Random, PlainAllowed);

    /// <summary>Why the session has to end when <see cref="Wire.Draining"/> fires.</summary>
    public ImapStatus Leaving => Wire.IsRevoked ? ImapStatus.No("Your access has changed, sign in again", "AUTHENTICATIONFAILED") : ImapStatus.No("The server restarts, come back", "UNAVAILABLE");

    /// <summary>A line inside a command: a notice for a session that idled before, or a drain, does not end the command.</summary>
    public static async ValueTask<LineResult> ReadInsideAsync(Wire wire, int limit, TimeSpan idle, TimeSpan whole, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await wire.Input.ReadLineAsync(limit, idle, whole, cancellationToken);
            if (read.Status != LineStatus.Interrupted) return read;
        }
    }

    /// <summary>RFC 7162 3.1: the first command that shows it, in a selected mailbox, is answered with the mailbox's HIGHESTMODSEQ.</summary>
    public void EnableCondStore()
    {
        if (CondStore) return;
        CondStore = true;
        if (Selected is not { } view) return;
        Out.Raw("* OK [HIGHESTMODSEQ "u8);
        Out.Number(view.At.Value);
        Out.Line("] Highest"u8);
    }

    /// <param name="watch">Ends with the session.</param>
    public void SignIn(LoginIdentity identity, IDisposable? watch) => (Identity, _signIn) = (identity, watch);

    public void Select(SelectedMailbox? mailbox)
    {
        Selected?.Dispose();
        Selected = mailbox;
    }

    /// <summary>The answer to what the storage says, logged where it is our fault.</summary>
    public ImapStatus Refuse<T>(StoreResult<T> result, bool target = false)
    {
        var error = result.Error!.Value;
        if (error is StoreError.Unavailable or StoreError.NoSpace) Log.StorageSaysNo(Logger, Wire.Id, error, result.Detail);
        return target ? error.ToTargetStatus() : error.ToStatus();
    }

    public void Dispose()
    {
        _signIn?.Dispose();
        Select(null);
    }
}
