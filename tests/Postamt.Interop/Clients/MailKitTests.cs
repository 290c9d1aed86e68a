using MailKit;
using MailKit.Net.Imap;
using MailKit.Net.Smtp;
using MailKit.Search;
using MailKit.Security;
using MimeKit;
using Postamt.Interop.Programs;
using Postamt.Interop.Running;

namespace Postamt.Interop.Clients;

/// <summary>MailKit submits, reads, searches, moves and idles; curl reads back what MailKit filed.</summary>
public sealed class MailKitTests(PostOffice office)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("submission", SecureSocketOptions.StartTls)]
    [InlineData("submissions", SecureSocketOptions.SslOnConnect)]
    public async Task A_submitted_mail_reaches_two_people_and_is_idle_news(string door, SecureSocketOptions tls)
    {
        var (from, one, two) = (office.TakeAccount(), office.TakeAccount(), office.TakeAccount());
        using var waiting = await Reader.OpenAsync(office, one);
        await waiting.Inbox!.OpenAsync(FolderAccess.ReadOnly, Token);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(Token);
        done.CancelAfter(TimeSpan.FromSeconds(30));
        var heard = 0;
        waiting.Inbox.CountChanged += (_, _) =>
        {
            heard++;
            done.Cancel();
        };
        var idle = waiting.IdleAsync(done.Token, Token);

        var message = new MimeMessage { Subject = "Grüße 你好", Body = new BodyBuilder { TextBody = "Guten Tag, 你好\r\n.\r\n" }.ToMessageBody() };
        message.From.Add(MailboxAddress.Parse(from.Address));
        message.To.Add(MailboxAddress.Parse(one.Address));
        message.To.Add(MailboxAddress.Parse(two.Address));
        using (var client = new SmtpClient { ServerCertificateValidationCallback = (_, _, _, _) => true })
        {
            await client.ConnectAsync(office[door].Host, office[door].Port, tls, Token);
            await client.AuthenticateAsync(from.Address, from.Password, Token);
            await client.SendAsync(message, Token);
            await client.DisconnectAsync(quit: true, Token);
        }

        await idle;
        Assert.Equal(1, heard);
        foreach (var account in new[] { one, two })
        {
            await Reader.MailsAsync(office, account, 1);
            var read = await ForeignProgram.RunAsync("curl", ["--silent", "--insecure", "--user", $"{account.Address}:{account.Password}", $"imaps://{office["imaps"]}/INBOX;UID=1"]);
            using var stored = new MemoryStream(read.Output);
            var copy = await MimeMessage.LoadAsync(stored, Token);
            Assert.Equal(message.MessageId, copy.MessageId);
            Assert.Equal(message.Subject, copy.Subject);
            Assert.Equal(message.TextBody, copy.TextBody);
        }
    }

    [Fact]
    public async Task Folders_flags_search_move_and_expunge_are_seen_by_a_second_session()
    {
        var account = office.TakeAccount();
        using var first = await Reader.OpenAsync(office, account);
        using var second = await Reader.OpenAsync(office, account);
        var root = first.GetFolder(first.PersonalNamespaces[0]);
        var shelf = (await root.CreateAsync("Ablage & Größe", isMessageFolder: true, Token))!;
        var mails = new List<SampleMail>();
        foreach (var sample in new[] { "plain", "utf-8", "attachment", "one megabyte" })
        {
            mails.Add(SampleMail.Make(sample, account.Address, account.Address));
            using var stream = new MemoryStream(mails[^1].Content);
            await shelf.AppendAsync(await MimeMessage.LoadAsync(stream, Token), MessageFlags.Seen, Token);
        }

        await shelf.OpenAsync(FolderAccess.ReadWrite, Token);
        var found = await shelf.SearchAsync(SearchQuery.BodyContains("Grüße").And(SearchQuery.Seen), Token);
        Assert.Single(found);
        await shelf.AddFlagsAsync(found, MessageFlags.Answered, silent: true, Token);
        var moved = await shelf.MoveToAsync([found[0]], first.Inbox!, Token);
        Assert.True(moved.TryGetValue(found[0], out var there));
        await shelf.AddFlagsAsync(0, MessageFlags.Deleted, silent: true, Token);
        await shelf.ExpungeAsync(Token);

        var other = await second.GetFolderAsync("Ablage & Größe", Token);
        await other.OpenAsync(FolderAccess.ReadOnly, Token);
        Assert.Equal(2, other.Count);
        Assert.Equal(["attachment", "one megabyte"], (await other.FetchAsync(0, -1, MessageSummaryItems.Envelope, Token)).Select(summary => summary.Envelope!.Subject!.Split(' ')[0] == "one" ? "one megabyte" : "attachment"));
        await second.Inbox!.OpenAsync(FolderAccess.ReadOnly, Token);
        var answered = Assert.Single(await second.Inbox.FetchAsync(0, -1, MessageSummaryItems.Flags | MessageSummaryItems.UniqueId | MessageSummaryItems.Size, Token));
        Assert.Equal(there, answered.UniqueId);
        Assert.True(answered.Flags!.Value.HasFlag(MessageFlags.Answered | MessageFlags.Seen));
        Assert.Equal(mails[1].Content, await Reader.BytesAsync(second.Inbox, answered.UniqueId));
        Assert.Equal((uint)mails[1].Content.Length, answered.Size);
    }

    [Fact, Trait("attack", "97")]
    public async Task Imap_takes_no_password_in_clear()
    {
        var account = office.TakeAccount();
        using var client = new ImapClient();
        await client.ConnectAsync(office["imap"].Host, office["imap"].Port, SecureSocketOptions.None, Token);
        Assert.True(client.Capabilities.HasFlag(ImapCapabilities.LoginDisabled));
        await Assert.ThrowsAnyAsync<Exception>(() => client.AuthenticateAsync(account.Address, account.Password, Token));
    }

    [Fact]
    public async Task A_wrong_password_is_refused_and_the_right_one_still_works()
    {
        var account = office.TakeAccount();
        await Assert.ThrowsAsync<AuthenticationException>(() => Reader.OpenAsync(office, account with { Password = "wrong" }));
        using var client = await Reader.OpenAsync(office, account);
        Assert.True(client.IsAuthenticated);
    }
}
