using System.Security.Cryptography;
using System.Text;

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
    /// To one user, to two, or to the group, which goes through the queue; 1 to 300 lines of text, now and then 16 000, no line begins with
    /// a dot.
    /// </summary>
    public static Letter Make(int users)
    {
        var id = Guid.NewGuid().ToString("N") + IdDomain;
        var first = RandomNumberGenerator.GetInt32(users);
        var kind = RandomNumberGenerator.GetInt32(4);
        string[] mailboxes = kind == 0 ? Running.PostOffice.GroupMembers : kind == 1 ? [Address(first), Address((first + 1) % users)] : [Address(first)];
        string[] recipients = kind == 0 ? [Running.PostOffice.Group] : mailboxes;
        var text = new StringBuilder($"From: <{From}>\r\nTo: {string.Join(", ", recipients)}\r\nSubject: fault drill\r\nDate: Mon, 05 Jan 2026 10:00:00 +0100\r\nMessage-ID: <{id}>\r\n\r\n");
        // Most are short; every eighth is too large to lie beside the rows.
        var lines = RandomNumberGenerator.GetInt32(200) == 0 ? LargeLines : RandomNumberGenerator.GetInt32(8) == 0 ? 300 : 1 + RandomNumberGenerator.GetInt32(20);
        for (var line = 0; line < lines; line++)
            text.Append(RandomNumberGenerator.GetHexString(70)).Append("\r\n");
        return new Letter(id, recipients, mailboxes, Encoding.ASCII.GetBytes(text.ToString()));
    }

    private static string Address(int user) => $"user{user + 1}@postamt.test";
}
