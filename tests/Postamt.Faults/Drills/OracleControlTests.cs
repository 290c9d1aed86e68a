using MailKit;
using MailKit.Search;
using MimeKit;
using Postamt.Faults.Oracle;
using Postamt.Faults.Running;
using Postamt.Faults.Senders;

namespace Postamt.Faults.Drills;

/// <summary>The failing control: what the drills compare with would notice one lost mail and one mail too many.</summary>
public sealed class OracleControlTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("drill", "2")]
    public async Task A_removed_mail_is_reported_lost_and_a_copied_one_doubled()
    {
        using var data = new DataFolder();
        await Office.FoundAsync(data);
        var journal = new Journal();
        await using var traffic = new Traffic(journal);
        await using (var first = await PostOffice.StartAsync(Checkout.Program, data))
        {
            traffic.Office = first;
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, Token);
            await first.KillAsync();
            traffic.Office = null;
        }

        await using var office = await PostOffice.StartAsync(Checkout.Program, data);
        traffic.Office = office;
        (await Ending.FindAsync(Checkout.Program, data, office, traffic, journal)).AssertClean();

        var victims = journal.Deliveries.Keys.Where(key => key.Mailbox == "user1@postamt.test").Select(key => key.Id).Take(2).ToArray();
        Assert.Equal(2, victims.Length);
        using (var client = await MailboxScan.OpenAsync(office, "user1@postamt.test"))
        {
            await client.Inbox!.OpenAsync(FolderAccess.ReadWrite, Token);
            await client.Inbox.AddFlagsAsync(await FindAsync(client.Inbox, victims[0]), MessageFlags.Deleted, silent: true, Token);
            await client.Inbox.ExpungeAsync(Token);
            using var copy = new MemoryStream(await MailboxScan.BytesAsync(client.Inbox, await FindAsync(client.Inbox, victims[1])));
            await client.Inbox.AppendAsync(await MimeMessage.LoadAsync(copy, Token), MessageFlags.None, Token);
        }

        var findings = await MailboxScan.CompareAsync(office, journal);
        Assert.Equal([$"{victims[0]}>user1@postamt.test"], findings.Lost);
        Assert.Equal([$"{victims[1]}>user1@postamt.test"], findings.Doubled);
        Assert.Empty(findings.Unknown);
    }

    private static async Task<UniqueId> FindAsync(IMailFolder folder, string id) =>
        Assert.Single(await folder.SearchAsync(SearchQuery.HeaderContains("Message-ID", id), Token));
}
