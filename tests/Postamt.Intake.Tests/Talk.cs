using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Postamt.Smtp.Server;
using Postamt.TestWire;

namespace Postamt.Intake.Tests;

/// <summary>One conversation with the real engine and the real intake over a wire without a socket.</summary>
internal sealed class Talk : IAsyncDisposable
{
    /// <summary>A header as small as one may be.</summary>
    internal const string Mail = "From: x@far.example\r\nDate: Mon, 2 Mar 2026 08:00:00 +0000\r\nMessage-ID: <1@far.example>\r\nSubject: hello\r\n\r\nWords.\r\n";

    private readonly InMemoryWire _wire;
    private readonly Task _session;

    private Talk(InMemoryWire wire, Task session) => (_wire, _session) = (wire, session);

    /// <summary>Greeted and introduced.</summary>
    internal static async Task<Talk> OpenAsync(House house, SmtpProfile profile = SmtpProfile.Mx, string hello = "client.example")
    {
        var wire = InMemoryWire.Create();
        var authority = profile == SmtpProfile.Submission ? new PasswordAuthority(house) : null;
        var options = new SmtpServerOptions { Profile = profile, HostName = House.Host, PlainWithoutTls = true };
        var server = new SmtpServer(options, new IntakeHandler(house.Services, authority), RandomNumberGenerator.Create(), house.Loggers.CreateLogger<SmtpServer>());
        var talk = new Talk(wire, wire.RunAsync(server));
        Assert.StartsWith("220 ", await talk.ReplyAsync(), StringComparison.Ordinal);
        Assert.StartsWith("250 ", await talk.AskAsync((profile == SmtpProfile.Lmtp ? "LHLO " : "EHLO ") + hello), StringComparison.Ordinal);
        return talk;
    }

    /// <summary>Signed in as somebody of the house.</summary>
    internal static async Task<Talk> SignInAsync(House house, string name)
    {
        var talk = await OpenAsync(house, SmtpProfile.Submission);
        var plain = Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{name}\0secret"));
        Assert.StartsWith("235 ", await talk.AskAsync("AUTH PLAIN " + plain), StringComparison.Ordinal);
        return talk;
    }

    internal Task SayAsync(string text) => _wire.SendAsync(text);

    /// <summary>One reply, its last line; empty when the server has closed.</summary>
    internal async Task<string> ReplyAsync()
    {
        while (true)
        {
            if (await _wire.ReadLineAsync() is not { } line) return "";
            if (line.Length < 4 || line[3] != '-') return line;
        }
    }

    internal async Task<string> AskAsync(string command)
    {
        await SayAsync(command + "\r\n");
        return await ReplyAsync();
    }

    /// <summary>Asks and expects how the reply begins.</summary>
    internal async Task ExpectAsync(string reply, string command) => Assert.StartsWith(reply, await AskAsync(command), StringComparison.Ordinal);

    internal async Task FromAsync(string path) => await ExpectAsync("250 2.1.0", $"MAIL FROM:<{path}>");

    /// <summary>RCPT with the reply whole.</summary>
    internal Task<string> ToAsync(string path) => AskAsync($"RCPT TO:<{path}>");

    /// <summary>The content and its reply.</summary>
    internal async Task<string> DataAsync(string content = Mail)
    {
        await ExpectAsync("354", "DATA");
        return await AskAsync(content + ".");
    }

    /// <summary>A whole mail and its last reply.</summary>
    internal async Task<string> SendAsync(string from, string to, string content = Mail)
    {
        await FromAsync(from);
        Assert.StartsWith("250", await ToAsync(to), StringComparison.Ordinal);
        return await DataAsync(content);
    }

    public async ValueTask DisposeAsync()
    {
        await _wire.EndInputAsync();
        // What is still on its way must not hold the session up.
        await _wire.Client.CopyToAsync(Stream.Null);
        await _session;
        await _wire.DisposeAsync();
    }
}
