using Postamt.Smtp.Replies;

namespace Postamt.Smtp.Server.Commands;

/// <summary>For commands without arguments (RFC 5321 4.1.1: anything behind them is 501).</summary>
internal readonly record struct NoArguments
{
    internal static SmtpReply Parse(ReadOnlySpan<byte> arguments, SmtpServerSession session, out NoArguments request)
    {
        request = default;
        return arguments.IsEmpty ? default : ProtocolReplies.BadArguments;
    }
}
