using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Postamt.Directory.Entities;
using Postamt.Directory.Login;
using Postamt.Imap;
using Postamt.Imap.Sessions;
using Postamt.Intake;
using Postamt.Mail.Addresses;
using Postamt.Net;
using Postamt.Server.Options;
using Postamt.Smtp.Server;

namespace Postamt.Server.Hosting;

/// <summary>Which protocol speaks on which listener.</summary>
internal sealed class ProtocolTable
{
    internal ProtocolTable(OfficeData data, DomainName hostName, SenderRewriting rewriting, IAuthenticator authenticator, ISignIns signIns, OfficeMetrics metrics)
    {
        Listeners =
        [
            .. data.Options.Listen.Where(listening => listening.EndPoint is not null && !Listening.IsHttp(listening.Name)).Select(listening =>
                new ListenerOptions(listening.Name, listening.EndPoint!, Listening.IsImplicitTls(listening.Name))
                {
                    TrustedProxies = data.Options.TrustedProxies,
                    Reserved = listening.Name.StartsWith("submission", StringComparison.Ordinal),
                }),
        ];
        var services = new IntakeServices(hostName, data.Addresses, data.Engine.Quotas, data.Spool, ScreeningFactory.Make(data, hostName), data.Engine.Acceptance, new IntakeLimits { SpareLoopback = data.Options.SpareLoopback }, data.Time, data.Random, data.Loggers.CreateLogger("Postamt.Intake"))
        {
            Rewriting = rewriting,
        };
        var smtpAuthority = new DirectorySaslAuthority<SmtpIdentity>(authenticator, signIns, CredentialScopes.Smtp, data.Options.Scram, login => new IntakeIdentity(login), identity => ((IntakeIdentity)identity).Login);
        SmtpServer Smtp(SmtpProfile profile, bool signsIn) => new(
            new SmtpServerOptions { Profile = profile, HostName = hostName.Ascii },
            new IntakeHandler(services, signsIn ? smtpAuthority : null),
            data.Random,
            data.Loggers.CreateLogger<SmtpServer>(),
            metrics.Smtp);
        var submission = Smtp(SmtpProfile.Submission, signsIn: true);
        var imap = new ImapProtocol(new ImapServices
        {
            Mailboxes = data.Engine.Mailboxes,
            Messages = data.Engine.Messages,
            Blobs = data.Engine.Blobs,
            Spool = data.Spool,
            Quotas = data.Engine.Quotas,
            Changes = data.Changes,
            Authority = new DirectorySaslAuthority<LoginIdentity>(authenticator, signIns, CredentialScopes.Imap, data.Options.Scram, login => login, login => login),
            Random = data.Random,
            Logger = data.Loggers.CreateLogger<ImapProtocol>(),
            Metrics = metrics.Imap,
        });
        ByName = new Dictionary<string, IProtocol>
        {
            ["smtp"] = Smtp(SmtpProfile.Mx, signsIn: false),
            ["submission"] = submission,
            ["submissions"] = submission,
            ["lmtp"] = Smtp(SmtpProfile.Lmtp, signsIn: false),
            ["imap"] = imap,
            ["imaps"] = imap,
        }.ToImmutableDictionary();
    }

    internal IReadOnlyList<ListenerOptions> Listeners { get; }

    internal IReadOnlyDictionary<string, IProtocol> ByName { get; }
}
