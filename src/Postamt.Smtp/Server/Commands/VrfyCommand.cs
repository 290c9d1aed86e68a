using System.Text;
using Postamt.Smtp.Replies;

namespace Postamt.Smtp.Server.Commands;

/// <summary>RFC 5321 3.5.3 and 7.3: 252 for whatever is asked, so that nobody learns who lives here.</summary>
internal static class VrfyCommand
{
    internal static SmtpReply Parse(ReadOnlySpan<byte> arguments, SmtpServerSession session, out FreeText request)
    {
        request = default;
        if (arguments.IsEmpty || !System.Text.Unicode.Utf8.IsValid(arguments))
            return ProtocolReplies.BadArguments;
        // RFC 6531 3.7.4.2: the parameter SMTPUTF8 stands behind the string.
        int space = arguments.LastIndexOf((byte)' ');
        bool utf8 = space > 0 && Ascii.EqualsIgnoreCase(arguments[(space + 1)..], "SMTPUTF8"u8);
        return Ascii.IsValid(arguments) || utf8 ? default : ProtocolReplies.RecipientNeedsUtf8;
    }

    internal static ValueTask<SmtpReply> ExecuteAsync(SmtpServerSession session, FreeText request, CancellationToken cancellationToken) =>
        new(ProtocolReplies.CannotVerify);
}
