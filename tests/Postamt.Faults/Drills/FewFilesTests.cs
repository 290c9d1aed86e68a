using System.Diagnostics;
using System.Net.Sockets;
using Postamt.Faults.Running;
using Postamt.Faults.Senders;

namespace Postamt.Faults.Drills;

/// <summary>More visitors than the process may have open files.</summary>
public sealed class FewFilesTests
{
    private const int Files = 700;
    private const int Visitors = 900;
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(5);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("drill", "34")]
    public async Task Visitors_beyond_the_limit_are_sent_away_and_cost_nothing()
    {
        var prlimit = BoundedProgram.Find("prlimit");
        Assert.SkipWhen(prlimit is null, "prlimit is not installed");
        using var data = new DataFolder();
        await using var office = Assert.IsType<PostOffice>(await PostOffice.TryStartAsync(Checkout.Program, data, new StartFault(Under: [prlimit!, $"--nofile={Files}:{Files}"])));
        var visitors = new List<TcpClient>();
        for (var i = 0; i < Visitors; i++)
        {
            var client = new TcpClient();
            visitors.Add(client);
            await client.ConnectAsync(office["smtp"], Token);
        }

        var greetings = await Task.WhenAll(visitors.Select(GreetingAsync));
        var (served, sentAway) = (greetings.Count(code => code == "220"), greetings.Count(code => code == "421"));
        Assert.Equal(Visitors, served + sentAway);
        Assert.InRange(served, 50, Files / 2);
        var before = office.CpuSeconds;
        await Task.Delay(Watched, TimeProvider.System, Token);
        var share = (office.CpuSeconds - before) / Watched.TotalSeconds;
        Assert.True(share < 0.2, $"it takes {share:P0} of a processor while nobody can come in");
        visitors.ForEach(client => client.Dispose());
        var clock = Stopwatch.StartNew();
        while (!await IsServedAsync(office)) Assert.True(clock.Elapsed < Recovery, $"nobody is served {Recovery.TotalSeconds:0} s after all have gone\n{office.Log}");
        Figures.Print($"{Files} open files: {served} of {Visitors} visitors served, {sentAway} sent away; {share:P0} of a processor meanwhile; served again after {clock.Elapsed.TotalSeconds:0.0} s");
    }

    private static async Task<string> GreetingAsync(TcpClient client)
    {
        using var reader = new StreamReader(client.GetStream(), leaveOpen: true);
        return (await reader.ReadLineAsync(Token) ?? "nothing")[..3];
    }

    private static async Task<bool> IsServedAsync(PostOffice office)
    {
        try
        {
            using var line = await SmtpLine.OpenAsync(office["smtp"], Token);
            return true;
        }
        catch (Exception sentAway) when (sentAway is IOException or SocketException)
        {
            return false;
        }
    }
}
