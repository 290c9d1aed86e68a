using System.Security.Cryptography;
using Postamt.Directory.Login;
using Postamt.Imap.Grammar;
using Postamt.Imap.Responses;
using Postamt.Imap.Sessions;
using Postamt.Net.Sasl;

namespace Postamt.Imap.Commands;

/// <summary>RFC 9051 6.2.3; checked as SASL PLAIN, with its rules on names, lengths and encryption.</summary>
internal sealed record LoginCommand(byte[] PlainMessage) : ImapCommand
{
    public static ImapCommand? Parse(ref ImapTokenizer tokens, Session session)
    {
        if (!tokens.Space() || !tokens.TryAstring(out var name) || !tokens.Space() || !tokens.TryAstring(out var password)) return null;
        byte[] message = [0, .. name, 0, .. password];
        CryptographicOperations.ZeroMemory(password);
        return new LoginCommand(message);
    }

    public override async ValueTask<ImapStatus> ExecuteAsync(Session session, CancellationToken cancellationToken)
    {
        var exchange = SaslSession<LoginIdentity>.Begin(SaslMechanisms.Plain, session.Services.Authority, session.SaslContext());
        try
        {
            return SignIn.End(session, await exchange.StepAsync(PlainMessage, cancellationToken));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(PlainMessage);
        }
    }

    // The password never reaches a log through this record's text.
    public override string ToString() => nameof(LoginCommand);
}
