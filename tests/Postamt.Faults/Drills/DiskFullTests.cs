using System.Diagnostics;
using System.Text;
using MailKit;
using MailKit.Net.Imap;
using MimeKit;
using Postamt.Faults.Oracle;
using Postamt.Faults.Running;
using Postamt.Faults.Senders;

namespace Postamt.Faults.Drills;

/// <summary>
/// A small disk of its own fills up under load. Senders hear 452 before they send a content; what was accepted keeps its room; readers, flags and
/// deletions go on in the reserve; mail flows again as soon as there is room.
/// </summary>
public sealed class DiskFullTests
{
    private const int Mebibytes = 64;
    private const int Changes = 50;
    private const long Mebibyte = 1024 * 1024;
    private const string Account = "user3@postamt.test";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ResumeLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("drill", "6")]
    public async Task A_full_disk_defers_new_mail_keeps_readers_at_work_and_loses_nothing()
    {
        await using var disk = await LoopDisk.MakeAsync(Mebibytes);
        var data = DataFolder.On(disk);
        await Office.FoundAsync(data);
        var journal = new Journal();
        using var ballast = new Ballast(disk);
        await using var traffic = new Traffic(journal);
        await using var office = await PostOffice.StartAsync(Checkout.Program, data);
        using var reader = await MailboxScan.OpenAsync(office, Account);
        await AppendAsync(reader, "before");
        await AppendAsync(reader, "to be deleted");

        traffic.Office = office;
        ballast.Leave(10 * Mebibyte);
        await UntilAsync(() => journal.Count("MAIL", 452) > 20, "452 at MAIL", office);
        var reserve = ballast.Free;
        await RefusedAsync(reader);
        for (var change = 0; change < Changes; change++)
            await MarkAsync(reader, "before");
        await ChangeAsync(reader, "to be deleted");

        // Nothing is left now; what needs room is refused, the process lives and reads.
        ballast.TakeAll();
        await UntilAsync(() => journal.Count("MAIL", 452) > 100, "452 at MAIL", office);
        await RefusedAsync(reader);
        var changed = 0;
        for (var change = 0; change < Changes; change++)
            changed += await TryMarkAsync(reader, "before") ? 1 : 0;
        Assert.False(office.HasEnded, office.Log);

        var clock = Stopwatch.StartNew();
        var letters = journal.Letters;
        ballast.Dispose();
        await UntilAsync(() => journal.Letters > letters, "the next accepted mail", office);
        var resumed = clock.Elapsed;
        await AppendAsync(reader, "after");
        var findings = await Ending.FindAsync(Checkout.Program, data, office, traffic, journal, new MailboxScan(journal, every: 1));
        Figures.Print(
            $"disk full: {journal.Count("MAIL", 452)} times 452 at MAIL, {journal.Count("DATA", 452) + journal.Count("dot", 452)} later, with {reserve / 1024} KiB left; {Changes} of {Changes} flag changes in the reserve, {changed} of {Changes} with nothing left; resumed after {resumed.TotalSeconds:0.0} s; {findings}");
        findings.AssertClean();
        Assert.True(resumed <= ResumeLimit, $"resumed after {resumed}");
        Assert.True(reserve > 0, "the reserve was used up");
    }

    [Fact, Trait("drill", "7")]
    public async Task Without_names_for_new_files_small_mail_flows_and_large_mail_waits()
    {
        await using var disk = await LoopDisk.MakeAsync(Mebibytes, ["-N", "128"]);
        var data = DataFolder.On(disk);
        await Office.FoundAsync(data);
        var journal = new Journal();
        using var ballast = new Ballast(disk);
        await using var traffic = new Traffic(journal);
        await using var office = await PostOffice.StartAsync(Checkout.Program, data);
        using var reader = await MailboxScan.OpenAsync(office, Account);
        await AppendAsync(reader, "to be deleted");
        ballast.TakeAllNames();
        traffic.Office = office;
        // More than the spool keeps in memory.
        var large = Letter.Make([Account], [Account], 4000);
        journal.Took(large.Id);
        Assert.Equal(452, await SendAsync(office, large));
        var letters = journal.Letters;
        await UntilAsync(() => journal.Letters > letters + 20, "small mail", office);
        await ChangeAsync(reader, "to be deleted");

        ballast.Dispose();
        Assert.Equal(250, await SendAsync(office, large));
        journal.Accepted(large);
        var findings = await Ending.FindAsync(Checkout.Program, data, office, traffic, journal, new MailboxScan(journal, every: 1));
        Figures.Print($"no inodes: 1 large mail deferred and then taken; {findings}");
        findings.AssertClean();
    }

    /// <summary>ext4 turns itself read-only after an error. What its log had not yet is unknown: nothing more is acknowledged, and the process ends.</summary>
    [Fact, Trait("drill", "7")]
    public async Task A_disk_that_turns_read_only_ends_the_process_and_loses_no_answered_mail()
    {
        await using var disk = await LoopDisk.MakeAsync(Mebibytes * 4, options: "loop,errors=remount-ro");
        var trigger = $"/sys/fs/ext4/{await disk.DeviceAsync()}/trigger_fs_error";
        Assert.SkipUnless(File.Exists(trigger), "the kernel cannot be asked for an error of the file system");
        var data = DataFolder.On(disk);
        await Office.FoundAsync(data);
        await disk.SettleAsync();
        var journal = new Journal();
        await using var traffic = new Traffic(journal);
        await using (var office = await PostOffice.StartAsync(Checkout.Program, data))
        {
            traffic.Office = office;
            await UntilAsync(() => journal.Letters > 20 && journal.Changes > 20, "load", office);
            await File.WriteAllTextAsync(trigger, "1", Token);
            Assert.True(await office.EndAsync(Limit) == 1, office.Log);
            traffic.Office = null;
        }

        await disk.MendAsync();
        await using var last = await PostOffice.StartAsync(Checkout.Program, data);
        traffic.Office = last;
        var findings = await Ending.FindAsync(Checkout.Program, data, last, traffic, journal, new MailboxScan(journal, every: 1));
        Figures.Print($"disk turned read-only: 1 time; {findings}");
        findings.AssertClean();
    }

    private static async Task UntilAsync(Func<bool> reached, string what, PostOffice office)
    {
        for (var clock = Stopwatch.StartNew(); !reached();)
        {
            Assert.True(clock.Elapsed < Limit && !office.HasEnded, $"{what} did not come\n{office.Log}");
            await Task.Delay(Pause, TimeProvider.System, Token);
        }
    }

    private static async Task<int> SendAsync(PostOffice office, Letter letter)
    {
        using var line = await SmtpLine.OpenAsync(office["smtp"], Token);
        Assert.Equal(250, await line.AskAsync($"MAIL FROM:<{Letter.From}>", Token));
        foreach (var recipient in letter.Recipients)
            Assert.Equal(250, await line.AskAsync($"RCPT TO:<{recipient}>", Token));
        Assert.Equal(354, await line.AskAsync("DATA", Token));
        return await line.SendAsync([.. letter.Content, .. ".\r\n"u8], Token);
    }

    private static async Task AppendAsync(ImapClient reader, string subject)
    {
        using var stream = new MemoryStream(Encoding.ASCII.GetBytes($"From: a@{Office.Domain}\r\nSubject: {subject}\r\n\r\ntext\r\n"));
        await reader.Inbox!.AppendAsync(FormatOptions.Default, await MimeMessage.LoadAsync(stream, Token), MessageFlags.None, Token);
    }

    private static async Task RefusedAsync(ImapClient reader)
    {
        var refused = await Assert.ThrowsAsync<ImapCommandException>(() => AppendAsync(reader, "refused"));
        Assert.Equal(ImapCommandResponse.No, refused.Response);
        Assert.Equal(0, await CountAsync(reader, "refused"));
    }

    /// <summary>Flags, reads and removes one mail: each is answered OK and holds.</summary>
    private static async Task ChangeAsync(ImapClient reader, string subject)
    {
        var mail = await MarkAsync(reader, subject);
        Assert.NotEmpty(await MailboxScan.BytesAsync(reader.Inbox!, mail));
        await reader.Inbox!.AddFlagsAsync(mail, MessageFlags.Deleted, silent: true, Token);
        await reader.Inbox.ExpungeAsync([mail], Token);
        Assert.Equal(0, await CountAsync(reader, subject));
    }

    private static async Task<UniqueId> MarkAsync(ImapClient reader, string subject)
    {
        var mail = Assert.Single(await FindAsync(reader, subject));
        await reader.Inbox!.SetFlagsAsync(mail, MessageFlags.Seen, silent: true, Token);
        await reader.Inbox.AddFlagsAsync(mail, MessageFlags.Flagged, silent: true, Token);
        Assert.True((await reader.Inbox.FetchAsync([mail], MessageSummaryItems.Flags, Token))[0].Flags!.Value.HasFlag(MessageFlags.Flagged));
        return mail;
    }

    /// <summary>False when it is refused for now.</summary>
    private static async Task<bool> TryMarkAsync(ImapClient reader, string subject)
    {
        try
        {
            await MarkAsync(reader, subject);
            return true;
        }
        catch (ImapCommandException refused) when (refused.Response == ImapCommandResponse.No)
        {
            return false;
        }
    }

    private static async Task<int> CountAsync(ImapClient reader, string subject) => (await FindAsync(reader, subject)).Count;

    private static async Task<IList<UniqueId>> FindAsync(ImapClient reader, string subject)
    {
        if (!reader.Inbox!.IsOpen) await reader.Inbox.OpenAsync(FolderAccess.ReadWrite, Token);
        return await reader.Inbox.SearchAsync(MailKit.Search.SearchQuery.SubjectContains(subject), Token);
    }
}
