using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Postamt.Cluster.Identity;
using Postamt.Dialogs.Playing;
using Postamt.Directory.Entities;
using Postamt.Directory.Login;
using Postamt.Imap;
using Postamt.Imap.Sessions;
using Postamt.Net;
using Postamt.Net.Sasl;
using Postamt.TestWire;

namespace Postamt.Dialogs.Stages;

/// <summary>The real IMAP engine over the store of this run; joe has the password "secret". Option: <c>@plain no</c> takes no password without TLS.</summary>
internal sealed class ImapStage : DialogStage
{
    private static readonly Net.Tls.TlsCertificates Certificates = TestCertificates.For("post.example");
    private static readonly RandomNumberGenerator Random = RandomNumberGenerator.Create();

    private readonly StageStore _store;

    private ImapStage(IReadOnlyDictionary<string, string> options, StageStore store)
    {
        _store = store;
        var plain = options.GetValueOrDefault("plain", "yes") == "yes";
        Protocol = new ImapProtocol(new ImapServices
        {
            Mailboxes = store.Mailboxes,
            Messages = store.Messages,
            Blobs = store.Blobs,
            Spool = store.Spool,
            Quotas = store.Quotas,
            Changes = store.Changes,
            Authority = new Authority(),
            Random = Random,
            Logger = NullLogger<ImapProtocol>.Instance,
            Options = new ImapOptions { AllowPlainLogin = plain },
        });
        Wire = new InMemoryWireOptions
        {
            Listener = "imap",
            Remote = new IPEndPoint(plain ? IPAddress.Loopback : IPAddress.Parse("192.0.2.7"), 40_000),
            Certificates = plain ? null : Certificates,
            SegmentSize = 16,
        };
    }

    internal static async Task<DialogStage> OpenAsync(IReadOnlyDictionary<string, string> options) =>
        new ImapStage(options, await StageStore.OpenAsync(Authority.Joe.Account, Authority.Joe.Company));

    public override ValueTask DisposeAsync() => _store.DisposeAsync();

    public override InMemoryWireOptions Wire { get; }

    public override IProtocol Protocol { get; }

    public override string? Check(string question) => throw new ArgumentException($"{question} is no question for this stage");

    private sealed class Authority : ISaslAuthority<LoginIdentity>
    {
        public static LoginIdentity Joe { get; } = new(new AccountId(7), new CompanyId(1), "joe@post.example", new CredentialId(1), CredentialScopes.Imap, Role.Member);

        public ValueTask<SaslOutcome<LoginIdentity>> CheckPasswordAsync(SaslPassword request, CancellationToken cancellationToken) =>
            new(request.AuthenticationId == "joe" && Encoding.UTF8.GetString(request.Password.Span) == "secret"
                ? SaslOutcome<LoginIdentity>.Success(Joe)
                : SaslOutcome<LoginIdentity>.Fail(SaslFailure.BadCredentials));

        public ValueTask<ScramLookup> FindScramAsync(string authenticationId, SaslPeer peer, CancellationToken cancellationToken) => new(ScramLookup.Fail(SaslFailure.BadCredentials));

        public ValueTask<SaslOutcome<LoginIdentity>> ReportScramAsync(ScramReport report, CancellationToken cancellationToken) => new(SaslOutcome<LoginIdentity>.Fail(SaslFailure.BadCredentials));
    }
}
