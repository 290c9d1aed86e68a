using System.Net.Sockets;
using Postamt.Faults.Oracle;
using Postamt.Faults.Running;
using Postamt.Faults.Senders;

namespace Postamt.Faults.Drills;

/// <summary>A machine of half a gibibyte, more visitors than fit into it, and mails as large as they may be.</summary>
public sealed class MemoryCapTests
{
    private const long Memory = 512L * 1024 * 1024;
    private const int LargeSenders = 4;
    private const int LargeLines = 700_000;
    private static readonly int Visitors = Checkout.Full ? 10_000 : 5_000;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(120);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("drill", "33")]
    public async Task What_does_not_fit_is_sent_away_and_what_was_taken_is_kept()
    {
        using var group = new MemoryGroup(Memory);
        using var data = new DataFolder();
        await Office.FoundAsync(data);
        var journal = new Journal();
        await using var traffic = new Traffic(journal, Pace);
        await using var office = Assert.IsType<PostOffice>(await PostOffice.TryStartAsync(Checkout.Program, data, new StartFault(Under: group.Under)));
        traffic.Office = office;
        var visitors = new List<TcpClient>();
        var (served, sentAway) = (0, 0);
        try
        {
            var large = Enumerable.Range(0, LargeSenders).Select(_ => Task.Run(() => SendLargeAsync(journal, office), Token)).ToArray();
            for (var i = 0; i < Visitors; i++)
            {
                var visitor = new TcpClient();
                visitors.Add(visitor);
                await visitor.ConnectAsync(office["smtp"], Token);
                if (await ComesInAsync(visitor)) served++;
                else sentAway++;
            }

            await Task.WhenAll(large);
        }
        finally
        {
            visitors.ForEach(visitor => visitor.Dispose());
        }

        Assert.False(office.HasEnded, office.Log);
        var findings = await Ending.FindAsync(Checkout.Program, data, office, traffic, journal, new MailboxScan(journal, every: 1));
        Figures.Print($"512 MiB of memory: {served} of {Visitors} visitors served at once, {sentAway} sent away; {LargeSenders} mails of 50 MB meanwhile; {group.Most / 1024 / 1024} MiB at most; {journal.Deferrals} put off ({journal.Replies}); {findings}");
        findings.AssertClean();
        Assert.InRange(served, 1_000, Visitors);
    }

    /// <summary>Until it is taken.</summary>
    private static async Task SendLargeAsync(Journal journal, PostOffice office)
    {
        var letter = Letter.Make(["user1@postamt.test"], ["user1@postamt.test"], LargeLines);
        using var sender = new Sender(journal, () => office["smtp"], TimeSpan.Zero);
        await sender.SendAsync(letter, Token);
    }

    /// <returns>False: sent away with a reply.</returns>
    private static async Task<bool> ComesInAsync(TcpClient visitor)
    {
        using var reader = new StreamReader(visitor.GetStream(), leaveOpen: true);
        var greeting = await reader.ReadLineAsync(Token) ?? throw new IOException("no greeting");
        if (greeting.StartsWith("421", StringComparison.Ordinal)) return false;
        Assert.StartsWith("220", greeting, StringComparison.Ordinal);
        await visitor.GetStream().WriteAsync("EHLO visitor.faults.example\r\n"u8.ToArray(), Token);
        Assert.StartsWith("250", await reader.ReadLineAsync(Token), StringComparison.Ordinal);
        return true;
    }
}
