using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;

namespace Postamt.Smtp.Tests;

/// <summary>A body of one octet in ten seconds is cut when its patience is used up, and nothing of it is kept.</summary>
public sealed class SlowContentTests
{
    [Theory]
    [InlineData("DATA\r\n", "354")]
    [InlineData("BDAT 1000000 LAST\r\n", null)]
    [InlineData("BDAT 2\r\n\r\nBDAT 1000000\r\n", "250")]
    [Trait("attack", "28")]
    public async Task A_body_that_drips_is_cut(string begin, string? reply)
    {
        var time = new FakeTimeProvider();
        await using Talk talk = await Talk.OpenAsync(time: time);
        await talk.BeginMailAsync();
        await talk.SayAsync(begin);
        if (reply is not null)
            Assert.StartsWith(reply, await talk.ReplyAsync());
        Task<string> last = talk.ReplyAsync();
        var clock = Stopwatch.StartNew();
        while (!last.IsCompleted && clock.Elapsed < TimeSpan.FromSeconds(20))
        {
            try
            {
                await talk.SayAsync("x").WaitAsync(TimeSpan.FromSeconds(1));
            }
            catch (Exception cut) when (cut is IOException or TimeoutException)
            {
                // It has been cut.
                break;
            }
            time.Advance(TimeSpan.FromSeconds(10));
            await Task.Yield();
        }
        Assert.StartsWith("421 4.4.2", await last.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Empty(talk.Handler.Mails);
    }
}
