using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Postamt.Net;
using Postamt.Operations.Readiness;
using Postamt.Server.Http;
using Postamt.Server.Options;
using Postamt.Server.Verbs;

namespace Postamt.Server.Tests.Nodes;

/// <summary>A node is taken out of service and back, and says so to whoever asks.</summary>
public sealed class NodeDrainTests : OfficeTest
{
    [Fact]
    public async Task A_node_that_serves_says_so_and_gives_its_figures()
    {
        await OpenOneAsync();
        await using var office = await ServingOffice.StartAsync(Data);
        using var smtp = await office.ConnectAsync("smtp");
        Assert.StartsWith("220 mail.one.example", await smtp.HearAsync(), StringComparison.Ordinal);
        Assert.Equal("250 2.0.0 OK", (await smtp.AskAsync("NOOP"))?[..12]);
        foreach (var tls in new[] { false, true })
        {
            Assert.Equal((200, "alive"), await office.GetAsync("/healthz", tls));
            Assert.Equal((200, "ready"), await office.GetAsync("/readyz", tls));
        }
        var (status, figures) = await office.GetAsync("/metrics");
        Assert.Equal(200, status);
        Assert.Matches("""(?m)^postamt_net_connections_active\{[^}]*listener="smtp"[^}]*\} 1\r?$""", figures);
        Assert.Matches("""(?m)^postamt_smtp_server_command_duration_seconds_bucket\{[^}]*command="NOOP"[^}]*le="0.001"[^}]*\} """, figures);
        Assert.Equal(404, (await office.GetAsync("/")).Status);
    }

    [Fact]
    public async Task A_node_that_waits_for_its_database_says_that_it_lives()
    {
        using var nobody = new TcpListener(IPAddress.Loopback, 0);
        nobody.Start();
        var free = (IPEndPoint)nobody.LocalEndpoint;
        nobody.Stop();
        var options = new StartOptions
        {
            Data = Data,
            Node = "one",
            HostName = "mail.one.example",
            Database = "Host=127.0.0.1;Port=1;Username=postamt;Password=none;Timeout=1",
            Listen = [new Listening("http", free)],
        };
        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var serving = ServeVerb.ServeAsync(options, NullLoggerFactory.Instance, _ => ValueTask.CompletedTask, end.Token).AsTask();
        using var client = new HttpClient();
        while (true)
        {
            Assert.False(serving.IsCompleted);
            try
            {
                Assert.Equal("alive\n", await client.GetStringAsync(new Uri($"http://{free}/healthz"), end.Token));
                break;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, end.Token);
            }
        }
        using var ready = await client.GetAsync(new Uri($"http://{free}/readyz"), end.Token);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "starting\n"), (ready.StatusCode, await ready.Content.ReadAsStringAsync(end.Token)));
        await end.CancelAsync();
        Assert.Equal(0, await serving);
    }

    [Fact]
    public async Task A_browser_that_comes_first_leaves_mail_programs_their_protocol()
    {
        await using var office = await ServingOffice.StartAsync(Data);
        Assert.Equal((200, "ready"), await office.GetAsync("/readyz", tls: true));
        using var client = new TcpClient();
        await client.ConnectAsync(office.Service.EndPoints["imaps"], TestContext.Current.CancellationToken);
        await using var tls = new SslStream(client.GetStream());
        var options = new SslClientAuthenticationOptions { TargetHost = "mail.one.example", ApplicationProtocols = [new SslApplicationProtocol("imap")], RemoteCertificateValidationCallback = static (_, _, _, _) => true };
        await tls.AuthenticateAsClientAsync(options, TestContext.Current.CancellationToken);
        using var reader = new StreamReader(tls);
        Assert.StartsWith("* OK", await reader.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_nobody_asked_for_may_be_another_programs()
    {
        await OpenOneAsync();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        Listening taken = new("http", (IPEndPoint)other.LocalEndpoint);
        using (var doors = HttpDoors.Open(new StartOptions { Listen = [taken with { IsOptional = true }] }, NullLogger.Instance)) Assert.Empty(doors.Listen);
        Assert.Contains("in use", Assert.Throws<ListenerException>(() => HttpDoors.Open(new StartOptions { Listen = [taken] }, NullLogger.Instance)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_drain_lets_a_mail_come_in_says_good_bye_and_a_resume_opens_the_same_ports()
    {
        await OpenOneAsync();
        await using var office = await ServingOffice.StartAsync(Data);
        var port = office.Service.EndPoints["smtp"];
        using var smtp = await office.ConnectAsync("smtp");
        await smtp.HearAsync();
        foreach (var line in new[] { "EHLO far.example", "MAIL FROM:<a@far.example>", "RCPT TO:<anna@one.example>" }) Assert.StartsWith("250", await smtp.AskAsync(line), StringComparison.Ordinal);
        Assert.StartsWith("354", await smtp.AskAsync("DATA"), StringComparison.Ordinal);
        using var imap = await office.ConnectAsync("imap");
        Assert.StartsWith("* OK", await imap.HearAsync(), StringComparison.Ordinal);

        var draining = office.SayAsync("node", "drain");
        Assert.StartsWith("* BYE", await imap.HearAsync(), StringComparison.Ordinal);
        Assert.Equal((503, "draining"), await office.GetAsync("/readyz"));
        Assert.Equal((200, "alive"), await office.GetAsync("/healthz"));
        await Assert.ThrowsAsync<SocketException>(() => ServingOffice.Client.OpenAsync(port));
        Assert.StartsWith("250 2.0.0", await smtp.AskAsync("Subject: in time\r\n\r\nhere\r\n."), StringComparison.Ordinal);
        Assert.StartsWith("421 4.3.2", await smtp.HearAsync(), StringComparison.Ordinal);
        Assert.Null(await smtp.HearAsync());
        (await draining).Shows("node1: drained");
        Assert.Equal((503, "drained"), await office.GetAsync("/readyz"));
        (await office.SayAsync("node", "drain")).Shows("node1: drained");

        (await office.SayAsync("node", "resume")).Shows("node1: ready");
        Assert.Equal(port, office.Service.EndPoints["smtp"]);
        using var again = await office.ConnectAsync("smtp");
        Assert.StartsWith("220", await again.HearAsync(), StringComparison.Ordinal);
        Assert.Equal((200, "ready"), await office.GetAsync("/readyz"));
        Assert.Equal("ready", (await office.SayAsync("node", "status", "--json")).Json.GetProperty("state").GetString());
    }

    [Fact]
    public async Task The_list_says_what_a_node_does_and_where_it_is_reached()
    {
        await using var office = await ServingOffice.StartAsync(Data);
        var node = await ListedAsync(office, "ready");
        Assert.Equal(office.Service.EndPoints["smtp"].ToString(), node.GetProperty("listen").GetProperty("smtp").GetString());
        Assert.False(node.GetProperty("silent").GetBoolean());
        (await office.SayAsync("node", "drain")).Shows("node1: drained");
        await ListedAsync(office, "drained");
        Assert.Contains("There is no node nobody", (await office.SayAsync("node", "forget", "nobody")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_notice_a_node_serves_on_after_it_has_said_that_it_is_not_ready()
    {
        await OpenOneAsync();
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 31, 8, 0, 0, TimeSpan.Zero));
        await using var office = await ServingOffice.StartAsync(Data, time);
        var draining = office.Service.DrainAsync(TimeSpan.FromSeconds(2)).AsTask();
        Assert.Equal(NodePhase.Draining, office.Service.Readiness.Phase);
        Assert.Equal((503, "draining"), await office.GetAsync("/readyz"));
        using var late = await office.ConnectAsync("smtp");
        Assert.StartsWith("220", await late.HearAsync(), StringComparison.Ordinal);
        // It has just come, and may bring a mail; one that does not is told.
        while (!draining.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken);
        }
        await draining;
        Assert.StartsWith("421 4.3.2", await late.HearAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_server_there_is_nothing_to_drain()
    {
        await OpenOneAsync();
        foreach (var verb in new[] { "status", "drain", "resume" }) (await RunAsync("node", verb)).Refuses("No server runs on the data folder");
    }

    [Fact]
    public async Task A_notice_longer_than_the_most_is_refused()
    {
        await OpenOneAsync();
        await using var office = await ServingOffice.StartAsync(Data);
        (await office.SayAsync("node", "drain", "--notice", "301")).Refuses("--notice 301: 0 to 300 seconds.");
        Assert.True(office.Service.Readiness.IsReady);
    }

    /// <summary>What the node has said of itself, once that is this.</summary>
    private static async Task<JsonElement> ListedAsync(ServingOffice office, string state)
    {
        for (var patience = 0; ; patience++)
        {
            var nodes = (await office.SayAsync("node", "list", "--json")).Json;
            if (nodes.GetArrayLength() == 1 && nodes[0].GetProperty("state").GetString() == state) return nodes[0];
            Assert.True(patience < 500, $"not {state}: {nodes}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
