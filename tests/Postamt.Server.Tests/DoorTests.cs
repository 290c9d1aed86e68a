using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Postamt.Server.Hosting;
using Postamt.Server.Local;
using Postamt.Server.Options;

namespace Postamt.Server.Tests;

/// <summary>Verbs that run inside the server that holds the data.</summary>
public sealed class DoorTests : OfficeTest
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_verb_runs_inside_with_what_was_typed()
    {
        await using var office = await OpenAsync();
        await using var door = new DoorKeeper(office);
        Assert.Equal((0, "delivery.route.relay.example.com is set.\n"), await AskAsync("hunter2hunter2\n", "secret", "set", "delivery.route.relay.example.com"));
        var (exit, said) = await AskAsync("", "secret", "list");
        Assert.Equal(0, exit);
        Assert.Contains("delivery.route.relay.example.com", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x", "company", "list", "--data", "x")]
    [InlineData("x", "--data=x", "company", "list")]
    [InlineData("x", "cluster", "--json", "status", "--data", "x")]
    [InlineData(null, "cluster", "--json", "update", "--to", "v", "--data", "x")]
    [InlineData(null, "--data", "x", "drill", "--json", "run", "kill-node")]
    [InlineData(null, "content-key", "new", "--data", "x", "FILE")]
    [InlineData(null, "serve", "--data", "x")]
    [InlineData(null, "company", "list", "--data", "x", "--help")]
    [InlineData(null, "company", "lost", "--data", "x")]
    [InlineData(null, "--version")]
    [InlineData(null)]
    public void What_may_run_inside_is_told_by_the_verb_wherever_options_stand(string? data, params string[] arguments) =>
        Assert.Equal(data, CommandLine.DataBehindDoor(new TestHost(""), arguments));

    [Fact]
    public async Task While_one_verb_takes_long_others_are_answered()
    {
        await using var office = await OpenAsync();
        await using var door = new DoorKeeper(office);
        using var silent = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await silent.ConnectAsync(new UnixDomainSocketEndPoint(Door.PathIn(Data)), Token);
        Assert.Equal(0, (await AskAsync("", "company", "list").WaitAsync(TimeSpan.FromSeconds(5), Token)).Exit);
    }

    [Fact]
    public async Task A_visitor_that_talks_rubbish_does_not_close_the_door_for_the_next()
    {
        await using var office = await OpenAsync();
        await using var door = new DoorKeeper(office);
        foreach (var rubbish in new[] { "no json\n", "{}\n", "null\n", "" })
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(Door.PathIn(Data)), Token);
            await using var stream = new NetworkStream(socket);
            await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(rubbish), Token);
            socket.Shutdown(SocketShutdown.Send);
            await stream.CopyToAsync(Stream.Null, Token);
        }
        Assert.Equal(0, (await AskAsync("", "company", "list")).Exit);
    }

    [Fact]
    public async Task Without_a_server_nobody_answers()
    {
        await using (var office = await OpenAsync())
        await using (new DoorKeeper(office)) Assert.True(File.Exists(Door.PathIn(Data)));
        Assert.Null(await Door.AskAsync(Data, new DoorRequest(["company", "list"], ""), Token));
    }

    private ValueTask<OfficeData> OpenAsync() => OfficeData.OpenAsync(new StartOptions { Data = Data }, NullLoggerFactory.Instance, Token);

    private async Task<(int Exit, string Said)> AskAsync(string input, params string[] arguments)
    {
        var reply = await Door.AskAsync(Data, new DoorRequest([.. arguments, "--data", Data], input), Token);
        Assert.NotNull(reply);
        return (reply.Exit, reply.Out + reply.Error);
    }
}
