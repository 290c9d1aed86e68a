using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Postamt.Net.Tests;

/// <summary>Stopping: no new work, a word to each session, patience, the cut.</summary>
public sealed class DrainTests
{
    [Fact]
    public async Task Sessions_are_told_and_end_by_themselves()
    {
        await using ListenerHouse house = await ListenerHouse.OpenAsync(new EchoProtocol(), ListenerHouse.Serve());
        StreamReader[] clients = [await house.ConnectAsync(), await house.ConnectAsync(send: "A\r\n"), await house.ConnectAsync(send: "HAL")];
        foreach (StreamReader client in clients)
            Assert.StartsWith("220 ", await client.ReadLineAsync());
        Assert.Equal("250 A", await clients[1].ReadLineAsync());
        await house.Listeners.StopAsync(default);
        foreach (StreamReader client in clients)
            Assert.Equal("421 draining\r\n", await client.ReadToEndAsync());
        Assert.Equal(0, house.Services.ConnectionLimits.Total);
    }

    [Fact]
    public async Task A_session_that_does_not_end_is_cut_at_the_deadline()
    {
        var time = new FakeTimeProvider();
        var protocol = new EchoProtocol { IgnoresDrain = true };
        await using ListenerHouse house = await ListenerHouse.OpenAsync(protocol, ListenerHouse.Serve(time: time));
        StreamReader client = await house.ConnectAsync(send: "WAIT\r\n");
        Assert.StartsWith("220 ", await client.ReadLineAsync());
        await protocol.Waiting;
        Task stopping = house.Listeners.StopAsync(default);
        Assert.False(stopping.IsCompleted);
        time.Advance(new NetLimits().DrainTimeout);
        await stopping;
        await Assert.ThrowsAnyAsync<IOException>(() => client.ReadToEndAsync());
    }
}
