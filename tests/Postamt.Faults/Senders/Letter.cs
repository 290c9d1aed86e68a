using System.Security.Cryptography;
using System.Text;
using Postamt.Faults.Running;

namespace Postamt.Faults.Senders;

/// <summary>One mail with an id of its own. Sent again, it is the same in every octet.</summary>
/// <param name="Recipients">As RCPT names them.</param>
/// <param name="Mailboxes">Where it is to be found once in each.</param>
internal sealed record Letter(string Id, IReadOnlyList<string> Recipients, IReadOnlyList<string> Mailboxes, byte[] Content)
{
    public const string IdDomain = "@faults.example";
    public const string From = "sender@faults.example";

    // Past a mebibyte a content takes the way of the large ones.
    private const int LargeLines = 16_000;

    /// <summary>
    /// To one user, to two, to a group, which goes through the queue, to a group and one of its members by two names, or to a group whose member is
    /// elsewhere; 1 to 300 lines of text, now and then 16 000, no line begins with a dot.
    /// </summary>
    public static Letter Make(int users)
    {
        var first = RandomNumberGenerator.GetInt32(users);
        var (recipients, mailboxes) = RandomNumberGenerator.GetInt32(8) switch
        {
            0 or 1 => ([Office.Group], Office.GroupMembers),
            2 => ([Office.Group, Office.Alias, Office.GroupMembers[0]], Office.GroupMembers),
            3 => ([Address(first), Address((first + 1) % users)], [Address(first), Address((first + 1) % users)]),
            4 or 5 => ([Office.Forward], [Office.ForwardMember]),
            _ => (new[] { Address(first) }, new[] { Address(first) }),
        };
        // Most are short; every eighth is too large to lie beside the rows.
        var lines = RandomNumberGenerator.GetInt32(200) == 0 ? LargeLines : RandomNumberGenerator.GetInt32(8) == 0 ? 300 : 1 + RandomNumberGenerator.GetInt32(20);
        return Make(recipients, mailboxes, lines);
    }

    public static Letter Make(IReadOnlyList<string> recipients, IReadOnlyList<string> mailboxes, int lines)
    {
        var id = Guid.NewGuid().ToString("N") + IdDomain;
        var text = new StringBuilder($"From: <{From}>\r\nTo: {string.Join(", ", recipients)}\r\nSubject: fault drill\r\nDate: Mon, 05 Jan 2026 10:00:00 +0100\r\nMessage-ID: <{id}>\r\n\r\n");
        for (var line = 0; line < lines; line++)
            text.Append(RandomNumberGenerator.GetHexString(70)).Append("\r\n");
        return new Letter(id, recipients, mailboxes, Encoding.ASCII.GetBytes(text.ToString()));
    }

    private static string Address(int user) => $"user{user + 1}@{Office.Domain}";
}
