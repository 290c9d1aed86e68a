using System.Net.Sockets;
using System.Text;

namespace Postamt.Server.Tests.Nodes;

/// <summary>Requests that two servers in a row could read differently, and others that only cost (THREATS 117).</summary>
public sealed class HttpAttackTests : OfficeTest
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [Trait("attack", "117")]
    [InlineData("GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "400")]
    [InlineData("GET /healthz HTTP/1.1\r\n\r\n", "400")]
    [InlineData("GET /healthz HTTP/1.1\r\nHost: a\r\nX-Long: a\r\n folded\r\n\r\n", "400")]
    [InlineData("GET /healthz HTTP/1.1\r\nHost: a\r\nX : a\r\n\r\n", "400")]
    [InlineData("GET /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx", "400")]
    [InlineData("GET /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", "400")]
    [InlineData("POST /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "40")]
    [InlineData("POST /healthz HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n", "40")]
    [InlineData("GET /healthz\r\n\r\n", "400")]
    [InlineData("GET /healthz HTTP/9.9\r\nHost: a\r\n\r\n", "505")]
    [InlineData("EHLO client.example\r\n\r\n", "400")]
    [InlineData("DELETE /readyz HTTP/1.1\r\nHost: a\r\n\r\n", "405")]
    [InlineData("POST /readyz HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n", "40")]
    [InlineData("GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n", "404")]
    [InlineData("GET /metrics/../metrics HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 192.0.2.1\r\n\r\n", "403")]
    [InlineData("GET /%6detrics HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 192.0.2.1\r\n\r\n", "403")]
    public async Task A_request_that_can_be_read_in_two_ways_is_refused(string request, string status)
    {
        await using var office = await ServingOffice.StartAsync(Data);
        Assert.StartsWith($"HTTP/1.1 {status}", await AskAsync(office, request), StringComparison.Ordinal);
        Assert.Equal((200, "ready"), await office.GetAsync("/readyz"));
    }

    [Fact]
    [Trait("attack", "117")]
    public async Task What_stands_behind_a_refused_request_is_not_answered()
    {
        await using var office = await ServingOffice.StartAsync(Data);
        var answer = await AskAsync(office, "POST /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /readyz HTTP/1.1\r\nHost: a\r\n\r\n", toTheEnd: true);
        Assert.DoesNotContain("ready", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_without_end_are_cut_off()
    {
        await using var office = await ServingOffice.StartAsync(Data);
        Assert.StartsWith("HTTP/1.1 431", await AskAsync(office, $"GET /healthz HTTP/1.1\r\nHost: a\r\nX: {new string('x', 20_000)}\r\n\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Idle_connections_of_this_machine_and_of_balancers_are_not_counted_and_others_do_not_keep_the_question_out()
    {
        await using var office = await ServingOffice.StartAsync(Data);
        var idle = new List<TcpClient>();
        for (var i = 0; i < 200; i++)
        {
            var client = new TcpClient();
            await client.ConnectAsync(office.Service.EndPoints["http"], Token);
            idle.Add(client);
        }
        Assert.Equal((200, "ready"), await office.GetAsync("/readyz"));
        idle.ForEach(client => client.Dispose());
    }

    /// <returns>The first line of the answer; all that comes until the server closes, where it has to.</returns>
    private static async Task<string> AskAsync(ServingOffice office, string request, bool toTheEnd = false)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(office.Service.EndPoints["http"], Token);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), Token);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        return toTheEnd ? await reader.ReadToEndAsync(Token) : await reader.ReadLineAsync(Token) ?? "";
    }
}
