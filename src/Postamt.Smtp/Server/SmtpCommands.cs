// The whole command set on one screen. RFC 5321 4.1.1, RFC 2033 4.1 (LHLO instead of HELO and EHLO), RFC 3030 2 (BDAT),
// RFC 3207 4 (STARTTLS), RFC 4954 4 (AUTH). The state check is here, not in the commands.
using System.Collections.Frozen;
using Postamt.Mail.Envelopes;
using Postamt.Smtp.Server.Commands;
using static Postamt.Smtp.Server.CommandFlags;
using static Postamt.Smtp.Server.SessionStates;

namespace Postamt.Smtp.Server;

/// <summary>The tables of SMTP and LMTP.</summary>
internal static class SmtpCommands
{
    private static readonly SmtpCommand[] Common =
    [
        // verb, allowed, flags, parse, execute
        SmtpCommand.Of<MailParameters>("MAIL", Ready, NeedsAuth, MailCommand.Parse, MailCommand.ExecuteAsync),
        SmtpCommand.Of<EnvelopeRecipient>("RCPT", Sender | Recipients, CommandFlags.None, RcptCommand.Parse, RcptCommand.ExecuteAsync),
        SmtpCommand.Of<NoArguments>("DATA", Recipients, EndsGroup, NoArguments.Parse, DataCommand.ExecuteAsync),
        SmtpCommand.Of<NoArguments>("RSET", Any, BeforeTls | Junk, NoArguments.Parse, RsetCommand.ExecuteAsync),
        SmtpCommand.Of<FreeText>("NOOP", Any, BeforeTls | EndsGroup | Junk, FreeText.Parse, NoopCommand.ExecuteAsync),
        SmtpCommand.Of<FreeText>("VRFY", Any, NeedsAuth | EndsGroup | Junk, VrfyCommand.Parse, VrfyCommand.ExecuteAsync),
        SmtpCommand.Of<FreeText>("EXPN", Any, BeforeTls | EndsGroup | Junk, FreeText.Parse, UnimplementedCommand.ExecuteAsync),
        SmtpCommand.Of<FreeText>("HELP", Any, BeforeTls | EndsGroup | Junk, FreeText.Parse, HelpCommand.ExecuteAsync),
        SmtpCommand.Of<NoArguments>("QUIT", Any, BeforeTls | EndsGroup, NoArguments.Parse, QuitCommand.ExecuteAsync),
        SmtpCommand.Of<NoArguments>("STARTTLS", Ready, BeforeTls | EndsGroup | Junk, NoArguments.Parse, StartTlsCommand.ExecuteAsync),
        // RFC 5321 F: known, and long gone.
        SmtpCommand.Of<FreeText>("SEND", Any, Junk, FreeText.Parse, UnimplementedCommand.ExecuteAsync),
        SmtpCommand.Of<FreeText>("SOML", Any, Junk, FreeText.Parse, UnimplementedCommand.ExecuteAsync),
        SmtpCommand.Of<FreeText>("SAML", Any, Junk, FreeText.Parse, UnimplementedCommand.ExecuteAsync),
        SmtpCommand.Of<FreeText>("TURN", Any, Junk | EndsGroup, FreeText.Parse, UnimplementedCommand.ExecuteAsync),
        SmtpCommand.Of<FreeText>("ETRN", Any, Junk | EndsGroup, FreeText.Parse, UnimplementedCommand.ExecuteAsync),
    ];

    private static readonly FrozenDictionary<string, SmtpCommand> Smtp = Table(
    [
        .. Common,
        SmtpCommand.Of<string>("EHLO", Any, BeforeTls | EndsGroup | Junk, HelloCommand.Parse, HelloCommand.ExtendedAsync),
        SmtpCommand.Of<string>("HELO", Any, BeforeTls | EndsGroup | Junk, HelloCommand.Parse, HelloCommand.PlainAsync),
        SmtpCommand.Of<AuthCommand.Request>("AUTH", Ready, EndsGroup | Junk | LongLine, AuthCommand.Parse, AuthCommand.ExecuteAsync),
        SmtpCommand.Carrying<BdatCommand.Request>("BDAT", Recipients | Chunks, CommandFlags.None, BdatCommand.Parse, BdatCommand.ExecuteAsync, BdatCommand.RefuseAsync),
    ]);

    private static readonly FrozenDictionary<string, SmtpCommand> Lmtp = Table(
    [
        .. Common,
        SmtpCommand.Of<string>("LHLO", Any, BeforeTls | EndsGroup | Junk, HelloCommand.Parse, HelloCommand.ExtendedAsync),
        SmtpCommand.Carrying<BdatCommand.Request>("BDAT", Sender | Recipients | Chunks, CommandFlags.None, BdatCommand.Parse, BdatCommand.ExecuteAsync, BdatCommand.RefuseAsync),
    ]);

    /// <returns>Null: no such command in this profile.</returns>
    internal static SmtpCommand? Find(SmtpProfile profile, ReadOnlySpan<byte> verb)
    {
        Span<char> name = stackalloc char[8];
        if (verb.Length is 0 or > 8)
            return null;
        for (int i = 0; i < verb.Length; i++)
            name[i] = (char)verb[i];
        var table = (profile == SmtpProfile.Lmtp ? Lmtp : Smtp).GetAlternateLookup<ReadOnlySpan<char>>();
        return table.TryGetValue(name[..verb.Length], out SmtpCommand? command) ? command : null;
    }

    private static FrozenDictionary<string, SmtpCommand> Table(SmtpCommand[] rows) =>
        rows.ToFrozenDictionary(static row => row.Verb, StringComparer.OrdinalIgnoreCase);
}
