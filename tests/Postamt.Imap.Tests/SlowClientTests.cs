using Microsoft.Extensions.Time.Testing;

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

    [Theory]
    [Trait("attack", "28")]
    [InlineData("a LOGIN {8000}\r\n", false)]
    [InlineData("a APPEND INBOX {1000000}\r\n", true)]
    [InlineData("a SEARCH TEXT {60000}\r\n", true)]
    public async Task A_literal_that_drips_is_cut(string command, bool inside)
    {
        var time = new FakeTimeProvider();
        var house = new ImapHouse(time: time);
        await using var client = inside ? await house.SignInAsync() : house.Connect();
        if (!inside) await client.ReadLineAsync();
        await client.SendAsync(command);
        Assert.StartsWith("+", await client.ReadLineAsync(), StringComparison.Ordinal);
        var end = client.ReadToEndAsync();
        // The clock goes on after the last octet: the server may have read all of them at once.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        for (var i = 0; !end.IsCompleted && !patience.IsCancellationRequested; i++)
        {
            if (i < 1000) await DripAsync(client);
            time.Advance(TimeSpan.FromSeconds(10));
            await Task.Yield();
        }
        Assert.DoesNotContain("a OK", await end.WaitAsync(TimeSpan.FromSeconds(10)), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("attack", "21")]
    public async Task Before_login_a_hundred_commands_are_the_most()
    {
        await using var client = new ImapHouse().Connect();
        await client.ReadLineAsync();
        await client.SendAsync(string.Concat(Enumerable.Repeat("a NOOP\r\n", 150)));
        var said = await client.ReadToEndAsync();
        Assert.Equal(100, said.Split("a OK").Length - 1);
        Assert.EndsWith("* BYE [LIMIT] Too many commands before login\r\n", said, StringComparison.Ordinal);
    }

    [Theory]
    [Trait("attack", "101")]
    [InlineData(19)]
    [InlineData(41)]
    [InlineData(2000)]
    public async Task What_follows_an_unasked_literal_is_no_command_however_long_its_number_is(int digits)
    {
        await using var client = new ImapHouse().Connect();
        await client.ReadLineAsync();
        await client.SendAsync($"a LOGIN {{{new string('9', digits)}+}}\r\nb CAPABILITY\r\n");
        Assert.Equal("* BYE [TOOBIG] The literal is too long\r\n", await client.ReadToEndAsync());
    }

    private static async Task DripAsync(ImapClientWire client)
    {
        try
        {
            await client.SendAsync("x");
        }
        catch (IOException)
        {
            // It has been cut.
        }
    }
}
