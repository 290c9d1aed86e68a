using System.CommandLine;
using System.Globalization;
using Postamt.Store.Upkeep;

namespace Postamt.Server.Verbs;

/// <summary><c>content damaged</c>: stored contents that are not what they should be, and whose mail they are.</summary>
internal static class ContentVerbs
{
    private const int Most = 1000;

    internal static Command Make(IVerbHost host) => Verb.Group(
        "content",
        "Stored contents of mails",
        Verb.Make(host, "damaged", "Lists contents that are damaged, and the mail that needs them", async (parsed, office) =>
        {
            var found = await office.Engine.ContentUpkeep.DamagedAsync(Most, default);
            return VerbResult.Finish(host, found, contents => Print(host, parsed.GetValue(Verb.Json), contents));
        }));

    private static int Print(IVerbHost host, bool json, IReadOnlyList<DamagedContent> contents)
    {
        if (contents.Count == 0 && !json)
        {
            host.Out.WriteLine("No content is known to be damaged.");
            return 0;
        }
        // A content nobody needs any more is a line of its own; the sweep takes it.
        var lines = contents.SelectMany(content => content.Mails.DefaultIfEmpty().Select(mail => (Content: content, Mail: mail))).ToList();
        var exit = VerbResult.Print(
            host,
            json,
            lines,
            line => new { content = line.Content.Blob.Id, company = line.Content.Blob.Company.Value, octets = line.Content.Blob.Length, since = line.Content.Since, account = line.Mail?.Account, mailbox = line.Mail?.Mailbox, uid = line.Mail?.Uid, received = line.Mail?.Received },
            ("Content", line => line.Content.Blob.Id.ToString(CultureInfo.InvariantCulture)),
            ("Since", line => line.Content.Since.ToString("u", CultureInfo.InvariantCulture)),
            ("Account", line => line.Mail?.Account ?? "nobody"),
            ("Mailbox", line => line.Mail?.Mailbox ?? "-"),
            ("UID", line => line.Mail is { Uid: > 0 } mail ? mail.Uid.ToString(CultureInfo.InvariantCulture) : "-"),
            ("Received", line => line.Mail?.Received.ToString("u", CultureInfo.InvariantCulture) ?? "-"));
        if (!json)
        {
            host.Out.WriteLine("Headers of these mails can be read, their contents cannot. A content comes right by itself when the same mail arrives again: ask its sender, or import it from a backup. Check the disk.");
        }
        return exit;
    }
}
