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
using Postamt.Ram;
using Postamt.TestWire;

namespace Postamt.Dialogs.Stages;

/// <summary>The real IMAP engine over the store in memory; joe has the password "secret". Option: <c>@plain no</c> takes no password without TLS.</summary>
internal sealed class ImapStage : DialogStage
{
    private static readonly Net.Tls.TlsCertificates Certificates = TestCertificates.For("post.example");
    private static readonly RandomNumberGenerator Random = RandomNumberGenerator.Create();

    internal ImapStage(IReadOnlyDictionary<string, string> options)
    {
        var plain = options.GetValueOrDefault("plain", "yes") == "yes";
        var office = new RamPostOffice(TimeProvider.System, Random);
        office.Store.CreateDefault(Authority.Joe.Account, Authority.Joe.Company);
        Protocol = new ImapProtocol(new ImapServices
        {
            Mailboxes = office.Store.Mailboxes,
            Messages = office.Store.Messages,
            Blobs = office.Store,
            Spool = office.Store.Spool,
            Quotas = office.Store,
            Changes = office.Changes,
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
