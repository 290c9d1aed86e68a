using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Postamt.Net;
using Postamt.Smtp.Server;
using Postamt.SmtpFakes;
using Postamt.TestWire;

namespace Postamt.Smtp.Tests;

/// <summary>One conversation with the real engine over a wire without a socket.</summary>
internal sealed class Talk : IAsyncDisposable
{
    internal const string Host = "post.example";
    private static readonly Net.Tls.TlsCertificates Certificates = TestCertificates.For(Host);

    private Talk(InMemoryWire wire, Task session, ScriptedHandler handler) => (Wire, Session, Handler) = (wire, session, handler);

    internal InMemoryWire Wire { get; }

    internal Task Session { get; }

    internal ScriptedHandler Handler { get; }

    internal static SmtpServer Server(ScriptedHandler handler, SmtpProfile profile = SmtpProfile.Mx, SmtpLimits? limits = null) =>
        new(new SmtpServerOptions { Profile = profile, HostName = Host, Limits = limits ?? new SmtpLimits() }, handler, RandomNumberGenerator.Create(), NullLogger<SmtpServer>.Instance);

    /// <summary>Up to and including the greeting, which is read.</summary>
    internal static async Task<Talk> OpenAsync(SmtpProfile profile = SmtpProfile.Mx, SmtpLimits? limits = null, TimeProvider? time = null, NetLimits? net = null)
    {
        Talk talk = Start("", profile, limits, time, net);
        Assert.StartsWith("220 ", await talk.ReplyAsync());
        return talk;
    }

    /// <summary>The peer says <paramref name="early"/> before the server has had a chance to greet.</summary>
    internal static Talk Start(string early, SmtpProfile profile = SmtpProfile.Mx, SmtpLimits? limits = null, TimeProvider? time = null, NetLimits? net = null, ScriptedHandler? handler = null)
    {
        handler ??= new ScriptedHandler();
        InMemoryWire wire = InMemoryWire.Create(new InMemoryWireOptions { Certificates = Certificates, Time = time ?? TimeProvider.System, Limits = net ?? new NetLimits() });
        Task sent = early.Length > 0 ? wire.SendAsync(early) : Task.CompletedTask;
        Assert.True(sent.IsCompletedSuccessfully);
        return new Talk(wire, wire.RunAsync(Server(handler, profile, limits)), handler);
    }

    internal Task SayAsync(string text) => Wire.SendAsync(text);

    /// <summary>One reply, its last line.</summary>
    internal async Task<string> ReplyAsync()
    {
        while (true)
        {
            string? line = await Wire.ReadLineAsync();
            if (line is null)
                return "";
            if (line.Length < 4 || line[3] != '-')
                return line;
        }
    }

    internal async Task<string> AskAsync(string command)
    {
        await SayAsync(command + "\r\n");
        return await ReplyAsync();
    }

    /// <summary>EHLO, MAIL, RCPT.</summary>
    internal async Task BeginMailAsync()
    {
        await AskAsync("EHLO client.example");
        await AskAsync("MAIL FROM:<a@client.example>");
        Assert.StartsWith("250", await AskAsync("RCPT TO:<b@post.example>"));
    }

    public async ValueTask DisposeAsync()
    {
        await Wire.EndInputAsync();
        // What is still on its way must not hold the session up.
        await Wire.Client.CopyToAsync(Stream.Null);
        await Session;
        await Wire.DisposeAsync();
    }
}
