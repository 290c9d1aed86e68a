using Postamt.Smtp.Replies;

namespace Postamt.Smtp.Server.Commands;

/// <summary>For commands whose arguments do not matter (RFC 5321 4.1.1.9: NOOP ignores its string).</summary>
internal readonly record struct FreeText
{
    internal static SmtpReply Parse(ReadOnlySpan<byte> arguments, SmtpServerSession session, out FreeText request)
    {
        request = default;
        return System.Text.Unicode.Utf8.IsValid(arguments) ? default : ProtocolReplies.BadArguments;
    }
}
