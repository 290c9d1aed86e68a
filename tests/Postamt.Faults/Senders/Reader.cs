using System.Net.Sockets;
using System.Security.Cryptography;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Security;
using MimeKit;
using Postamt.Faults.Oracle;
using Postamt.Faults.Running;

namespace Postamt.Faults.Senders;

/// <summary>
/// One reader of one account with mailboxes of its own: appends, sets flags, copies, moves and expunges, one after the other. After a break it
/// looks at what became of the command in hand, as a careful client does, and repeats it until it is answered OK; only then it stands in the
/// journal.
/// </summary>
internal sealed class Reader(Journal journal, string account, Func<IDoors?> office)
{
    public const string Work = "Drill";
    public const string Moved = "Drill-moved";
    public const string Copies = "Drill-copies";
    public static readonly string[] Boxes = [Work, Moved, Copies];
    private const int MostKept = 40;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly MessageFlags[] Settable = [MessageFlags.Seen, MessageFlags.Flagged, MessageFlags.Answered];

    private readonly Dictionary<string, KeptMail> _mine = [];
    private ImapClient? _client;
    private bool _under;

    /// <summary>Ends when <paramref name="enough"/> is set and the change in hand is answered.</summary>
    public async Task RunAsync(CancellationToken enough, CancellationToken cancellationToken)
    {
        try
        {
            while (!enough.IsCancellationRequested)
            {
                var change = Choose();
                journal.Took(change.Id);
                while (!await TryAsync(change, cancellationToken))
                    await Task.Delay(Pause, TimeProvider.System, cancellationToken);
                _mine[change.Id] = change.After;
                if (change.After.Box is null) _mine.Remove(change.Id);
                journal.Changed(account, change.Id, change.After);
            }
        }
        finally
        {
            _client?.Dispose();
        }
    }

    private static string Flags(MessageFlags flags) => (flags & ~MessageFlags.Recent).ToString();

    private Change Choose()
    {
        var kind = RandomNumberGenerator.GetInt32(10);
        if (_mine.Count < 3 || (kind < 3 && _mine.Count < MostKept))
        {
            var letter = Letter.Make([account], [account], 1 + RandomNumberGenerator.GetInt32(20));
            return new Change(letter.Id, AppendAsync, new KeptMail(Work, Flags(MessageFlags.Draft), 0, letter.Content.Length, SHA256.HashData(letter.Content)), letter.Content);
        }

        var (id, mail) = _mine.ElementAt(RandomNumberGenerator.GetInt32(_mine.Count));
        if (kind < 6) return new Change(id, StoreAsync, mail with { Flags = Flags(Settable[RandomNumberGenerator.GetInt32(Settable.Length)]) });
        if (kind < 7 && mail.Copies < 2) return new Change(id, CopyAsync, mail with { Copies = mail.Copies + 1 });
        if (kind < 9 && mail.Box == Work) return new Change(id, MoveAsync, mail with { Box = Moved });
        return new Change(id, ExpungeAsync, mail with { Box = null });
    }

    private async Task<bool> TryAsync(Change change, CancellationToken cancellationToken)
    {
        if (office() is not { } server) return false;
        _under = false;
        try
        {
            if (_client is null)
            {
                _client = await Oracle.MailboxScan.OpenAsync(server, account);
                var root = _client.GetFolder(_client.PersonalNamespaces[0]);
                foreach (var box in Boxes) await MakeAsync(root, box, cancellationToken);
            }

            _under = true;
            await change.Make(change, cancellationToken);
            return true;
        }
        catch (ImapCommandException refused)
        {
            journal.Answered("IMAP " + change.Make.Method.Name[..^5], refused.Response == ImapCommandResponse.No ? 400 : 500);
            Hang();
            return false;
        }
        catch (FolderNotFoundException)
        {
            // The making of a mailbox was refused for now; the next connection makes it.
            Hang();
            return false;
        }
        catch (Exception e) when (e is IOException or SocketException or ProtocolException or ServiceNotConnectedException or ServiceNotAuthenticatedException or AuthenticationException or SslHandshakeException or TimeoutException)
        {
            if (_under) journal.CutShort();
            Hang();
            return false;
        }
    }

    private static async Task MakeAsync(IMailFolder root, string box, CancellationToken cancellationToken)
    {
        try
        {
            await root.CreateAsync(box, isMessageFolder: true, cancellationToken);
        }
        catch (ImapCommandException exists) when (exists.Response == ImapCommandResponse.No)
        {
            TestContext.Current.SendDiagnosticMessage("{0} is there", box);
        }
    }

    private async Task AppendAsync(Change change, CancellationToken cancellationToken)
    {
        var work = await SelectAsync(Work, cancellationToken);
        if ((await FindAsync(work, change.Id, cancellationToken)).Count > 0) return;
        using var stream = new MemoryStream(change.Content!);
        await work.AppendAsync(FormatOptions.Default, await MimeMessage.LoadAsync(stream, cancellationToken), MessageFlags.Draft, cancellationToken);
    }

    private async Task StoreAsync(Change change, CancellationToken cancellationToken)
    {
        var box = await SelectAsync(change.After.Box!, cancellationToken);
        await box.SetFlagsAsync(await FindAsync(box, change.Id, cancellationToken), Enum.Parse<MessageFlags>(change.After.Flags), silent: true, cancellationToken);
    }

    private async Task CopyAsync(Change change, CancellationToken cancellationToken)
    {
        var copies = await SelectAsync(Copies, cancellationToken);
        if ((await FindAsync(copies, change.Id, cancellationToken)).Count >= change.After.Copies) return;
        var box = await SelectAsync(change.After.Box!, cancellationToken);
        await box.CopyToAsync(await FindAsync(box, change.Id, cancellationToken), copies, cancellationToken);
    }

    private async Task MoveAsync(Change change, CancellationToken cancellationToken)
    {
        var moved = await SelectAsync(Moved, cancellationToken);
        if ((await FindAsync(moved, change.Id, cancellationToken)).Count > 0) return;
        var work = await SelectAsync(Work, cancellationToken);
        await work.MoveToAsync(await FindAsync(work, change.Id, cancellationToken), moved, cancellationToken);
    }

    private async Task ExpungeAsync(Change change, CancellationToken cancellationToken)
    {
        foreach (var name in new[] { Work, Moved })
        {
            var box = await SelectAsync(name, cancellationToken);
            var found = await FindAsync(box, change.Id, cancellationToken);
            if (found.Count == 0) continue;
            await box.AddFlagsAsync(found, MessageFlags.Deleted, silent: true, cancellationToken);
            await box.ExpungeAsync(found, cancellationToken);
        }
    }

    private async Task<IMailFolder> SelectAsync(string name, CancellationToken cancellationToken)
    {
        var box = await _client!.GetFolderAsync(name, cancellationToken);
        if (!box.IsOpen) await box.OpenAsync(FolderAccess.ReadWrite, cancellationToken);
        return box;
    }

    private static async Task<IList<UniqueId>> FindAsync(IMailFolder box, string id, CancellationToken cancellationToken) =>
        await box.SearchAsync(MailKit.Search.SearchQuery.HeaderContains("Message-ID", id), cancellationToken);

    private void Hang()
    {
        _client?.Dispose();
        _client = null;
    }

    /// <param name="After">The mail once the change is answered.</param>
    private sealed record Change(string Id, Func<Change, CancellationToken, Task> Make, KeptMail After, byte[]? Content = null);
}
