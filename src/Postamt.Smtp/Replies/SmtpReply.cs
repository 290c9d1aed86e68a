using Postamt.Mail.Outcomes;

namespace Postamt.Smtp.Replies;

/// <summary>
/// One reply. Lines of <paramref name="Text"/> are separated by LF. A default status stands where RFC 2034 4 has none: the
/// greeting, EHLO and 3xx. The default value is "nothing to say".
/// </summary>
internal readonly record struct SmtpReply(ReplyCode Code, EnhancedStatus Status, string Text)
{
    internal bool IsNothing => Code == ReplyCode.None;

    internal bool IsPositive => (int)Code is >= 200 and < 400;

    internal bool IsPermanent => (int)Code >= 500;

    /// <summary>The same with the session's id, under which the operator finds the reason in the log.</summary>
    internal SmtpReply With(string id) => this with { Text = $"{Text} ({id})" };

    internal static SmtpReply Of(int code, int subject, int detail, string text) =>
        new((ReplyCode)code, new EnhancedStatus((byte)(code / 100), (short)subject, (short)detail), text);

    internal static SmtpReply Plain(ReplyCode code, string text) => new(code, default, text);
}
