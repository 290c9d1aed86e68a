using System.Net;
using System.Net.Sockets;
using System.Text;
using Postamt.Operations.Canary;

namespace Postamt.Operations.Tests;

/// <summary>How replies of servers are read.</summary>
public sealed class ProbeMailboxTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Marks_and_UIDs_are_found_in_what_a_server_sends()
    {
        await using var mailbox = new ProbeMailbox(await TalkAsync(
            "* 1 FETCH (UID 7 BODY[HEADER.FIELDS (MESSAGE-ID)] {38}\r\nMessage-ID: <abc123@canary.invalid>\r\n\r\n)\r\n"
            + "* 2 FETCH (FLAGS () UID 9 BODY[HEADER.FIELDS (MESSAGE-ID)] {2}\r\n\r\n)\r\n* 5 EXISTS\r\na1 OK Done\r\n"));
        Assert.Equal([new ProbeMail(7, "abc123"), new ProbeMail(9, "")], await mailbox.ListAsync(6, Token));
    }

    [Fact]
    public async Task Of_an_empty_range_the_last_mail_is_not_new()
    {
        await using var mailbox = new ProbeMailbox(await TalkAsync("* 1 FETCH (UID 7 BODY[HEADER.FIELDS (MESSAGE-ID)] {2}\r\n\r\n)\r\na1 OK Done\r\n"));
        Assert.Empty(await mailbox.ListAsync(7, Token));
    }

    [Theory, InlineData("a1 NO [UNAVAILABLE] later", "NO [UNAVAILABLE] later"), InlineData("a1 BAD what", "BAD what")]
    public async Task Another_answer_than_OK_is_told(string line, string said)
    {
        await using var mailbox = new ProbeMailbox(await TalkAsync(line + "\r\n"));
        Assert.Equal(said, (await Assert.ThrowsAsync<UnexpectedReplyException>(() => mailbox.ListAsync(0, Token))).Reply);
    }

    [Theory, InlineData("451 4.3.0 later", false), InlineData("550 5.7.1 never", true)]
    public async Task A_reply_that_says_never_is_told_from_one_that_says_later(string reply, bool isForGood)
    {
        await using var talk = await TalkAsync("250-first\r\n" + reply + "\r\n");
        var told = await Assert.ThrowsAsync<UnexpectedReplyException>(() => talk.AskAsync("MAIL FROM:<>", "250", Token));
        Assert.Equal((reply, isForGood), (told.Reply, told.IsForGood));
    }

    [Fact]
    public async Task A_server_that_goes_in_the_middle_is_no_answer()
    {
        await using var talk = await TalkAsync("250-first\r\n");
        await Assert.ThrowsAsync<IOException>(() => talk.AskAsync("NOOP", "250", Token));
    }

    /// <summary>With a server that says this and closes.</summary>
    private static async Task<LineTalk> TalkAsync(string says)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var talking = LineTalk.OpenAsync((IPEndPoint)listener.LocalEndpoint, static _ => false, Token);
        using var server = await listener.AcceptSocketAsync(Token);
        await server.SendAsync(Encoding.ASCII.GetBytes(says), Token);
        server.Shutdown(SocketShutdown.Send);
        return await talking;
    }
}
