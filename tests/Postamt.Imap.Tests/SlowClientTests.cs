namespace Postamt.Imap.Tests;

public sealed class SlowClientTests
{
    [Fact]
    public async Task A_drain_inside_a_command_lets_it_end()
    {
        await using var client = await new ImapHouse().SignInAsync();
        await client.SendAsync("a APPEND INBOX {5}\r\n");
        Assert.Equal("+ Ready", await client.ReadLineAsync());
        client.Wire.Drain();
        await client.SendAsync("a: b\n");
        await client.SendAsync("\r\n");
        Assert.Equal("* 1 EXISTS", await client.ReadLineAsync());
        Assert.StartsWith("a OK [APPENDUID", await client.ReadLineAsync(), StringComparison.Ordinal);
        Assert.StartsWith("* BYE [UNAVAILABLE]", await client.ReadLineAsync(), StringComparison.Ordinal);
    }
}
