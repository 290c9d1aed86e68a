using System.Globalization;
using Postamt.Mail.Outcomes;

namespace Postamt.Smtp.Client;

/// <summary>What the other server said, or what happened instead.</summary>
/// <param name="Code">200..599; 0 when the server said nothing that counts.</param>
/// <param name="Status">Its enhanced status where it agrees with the code (RFC 2034 4), else X.0.0; our own when the code is 0.</param>
/// <param name="Text">At most 512 characters, printable; lines are joined by a space.</param>
/// <param name="Host">The server's name as the caller gave it.</param>
public sealed record RemoteReply(int Code, EnhancedStatus Status, string Text, string Host)
{
    public bool IsPositive => Code is >= 200 and < 400;

    /// <summary>For good. Whatever is unclear is temporary.</summary>
    public bool IsPermanent => Code >= 500 || (Code == 0 && Status.IsPermanent);

    public override string ToString() =>
        Code == 0 ? $"{Status} {Text}" : string.Create(CultureInfo.InvariantCulture, $"{Code} {Status} {Text}");

    /// <summary>Nothing the server said.</summary>
    internal static RemoteReply Local(string host, int @class, int subject, int detail, string text) =>
        new(0, new EnhancedStatus((byte)@class, (short)subject, (short)detail), text, host);
}
