using Postamt.Directory.Login;
using Postamt.Imap.Grammar;
using Postamt.Imap.Responses;
using Postamt.Imap.Sessions;
using Postamt.Net.Sasl;

namespace Postamt.Imap.Commands;

/// <summary>RFC 9051 6.2.2 with the initial response of RFC 4959.</summary>
internal sealed record AuthenticateCommand(string Mechanism, byte[]? Initial) : ImapCommand
{
    public static ImapCommand? Parse(ref ImapTokenizer tokens, Session session)
    {
        if (!tokens.Space() || !tokens.TryAtomText(out var mechanism)) return null;
        if (tokens.AtEnd) return new AuthenticateCommand(mechanism, null);
        if (!tokens.Space() || !tokens.TryUntil(" "u8, out var initial)) return null;
        return new AuthenticateCommand(mechanism, initial.ToArray());
    }

    public override async ValueTask<ImapStatus> ExecuteAsync(Session session, CancellationToken cancellationToken)
    {
        var exchange = SaslSession<LoginIdentity>.Begin(Mechanism, session.Services.Authority, session.SaslContext());
        ReadOnlyMemory<byte>? initial = Initial is null ? (ReadOnlyMemory<byte>?)null : Initial;
        var step = await exchange.StartAsync(initial, cancellationToken);
        while (step.Kind == SaslStepKind.Challenge)
        {
            session.Out.Raw("+ "u8);
            session.Out.Raw(step.Base64);
            session.Out.Line(""u8);
            await session.Wire.Output.FlushAsync(cancellationToken);
            var line = await Session.ReadInsideAsync(session.Wire, SaslLimits.Line + 2, session.Limits.LineTimeout, session.Limits.LineTimeout, cancellationToken);
            if (!line.IsLine)
            {
                session.Ending = true;
                return ImapStatus.Bad("Cannot read the response");
            }
            step = await exchange.StepLineAsync(line.Line, cancellationToken);
        }
        return SignIn.End(session, step);
    }

    // The initial response never reaches a log through this record's text.
    public override string ToString() => $"{nameof(AuthenticateCommand)} {Mechanism}";
}
