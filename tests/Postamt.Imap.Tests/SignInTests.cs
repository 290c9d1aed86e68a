namespace Postamt.Imap.Tests;

public sealed class SignInTests
{
    [Fact]
    public async Task Login_and_logout()
    {
        var house = new ImapHouse();
        await using var client = house.Connect();
        Assert.StartsWith("* OK [CAPABILITY IMAP4rev1 ", await client.ReadLineAsync(), StringComparison.Ordinal);
        var answer = await client.LastAsync("LOGIN joe \"secret\"");
        Assert.StartsWith("OK [CAPABILITY IMAP4rev1", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("AUTH=", answer, StringComparison.Ordinal);
        Assert.Equal(["* BYE Good-bye", "OK Logged out"], await client.DoAsync("LOGOUT"));
        Assert.Empty(await client.ReadToEndAsync());
    }

    [Fact]
    [Trait("attack", "94")]
    public async Task Unknown_user_and_wrong_password_read_the_same()
    {
        var house = new ImapHouse();
        await using var client = house.Connect();
        await client.ReadLineAsync();
        Assert.Equal(await client.LastAsync("LOGIN joe wrong"), await client.LastAsync("LOGIN nobody wrong"));
        Assert.Equal("NO [AUTHENTICATIONFAILED] Authentication failed", await client.LastAsync("LOGIN joe wrong"));
        Assert.Equal("NO [UNAVAILABLE] Try again later", await client.LastAsync("LOGIN away x"));
    }

    [Fact]
    [Trait("attack", "97")]
    public async Task A_password_is_not_taken_in_plain_text()
    {
        var house = new ImapHouse();
        await using var client = house.Connect(loopback: false);
        Assert.Contains("LOGINDISABLED", await client.ReadLineAsync(), StringComparison.Ordinal);
        Assert.StartsWith("NO [PRIVACYREQUIRED]", await client.LastAsync("LOGIN joe secret"), StringComparison.Ordinal);
        Assert.StartsWith("NO [PRIVACYREQUIRED]", await client.LastAsync("AUTHENTICATE PLAIN AGpvZQBzZWNyZXQ="), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plain_with_and_without_initial_response()
    {
        var house = new ImapHouse();
        await using var first = house.Connect();
        await first.ReadLineAsync();
        Assert.StartsWith("OK", await first.LastAsync("AUTHENTICATE PLAIN AGpvZQBzZWNyZXQ="), StringComparison.Ordinal);
        await using var second = house.Connect();
        await second.ReadLineAsync();
        await second.SendAsync("a AUTHENTICATE PLAIN\r\n");
        Assert.Equal("+ ", await second.ReadLineAsync());
        await second.SendAsync("AGpvZQBzZWNyZXQ=\r\n");
        Assert.StartsWith("a OK", await second.ReadLineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Starttls_begins_anew_and_lets_passwords_in()
    {
        var house = new ImapHouse();
        await using var client = house.Connect(loopback: false, tls: true);
        Assert.Contains(" STARTTLS LOGINDISABLED", await client.ReadLineAsync(), StringComparison.Ordinal);
        await client.SendAsync("a STARTTLS\r\n");
        Assert.Equal("a OK Begin TLS now", await client.ReadLineAsync());
        await client.Wire.ClientTlsAsync();
        var capabilities = (await client.OkAsync("CAPABILITY"))[0];
        Assert.DoesNotContain("STARTTLS", capabilities, StringComparison.Ordinal);
        Assert.Contains("AUTH=PLAIN", capabilities, StringComparison.Ordinal);
        await client.OkAsync("LOGIN joe secret");
    }

    [Fact]
    [Trait("attack", "6")]
    public async Task Commands_behind_starttls_are_never_run()
    {
        var house = new ImapHouse();
        await using var client = house.Connect(loopback: false, tls: true);
        await client.ReadLineAsync();
        await client.SendAsync("a STARTTLS\r\nb NOOP\r\n");
        Assert.Equal("a BAD Wait for the answer to STARTTLS\r\n", await client.ReadToEndAsync());
    }

    [Fact]
    [Trait("attack", "113")]
    public async Task Nothing_of_the_mailbox_is_to_be_had_before_login()
    {
        var house = new ImapHouse();
        await using var client = house.Connect();
        await client.ReadLineAsync();
        foreach (var command in new[] { "LIST \"\" *", "SELECT INBOX", "FETCH 1 FLAGS", "STATUS INBOX (MESSAGES)", "IDLE", "UID FETCH 1 FLAGS" })
        {
            Assert.StartsWith("BAD", await client.LastAsync(command), StringComparison.Ordinal);
        }
    }
}
