using System.Text;
using Postamt.Net;
using Postamt.Net.Tls;
using Postamt.TestWire;

namespace Postamt.Scenarios.Running;

/// <summary>A client's connection to one of our listeners, in plain words.</summary>
internal sealed class Talk : IAsyncDisposable
{
    private readonly InMemoryWire _wire;
    private readonly Task _session;

    public Talk(IProtocol protocol, string listener, TlsCertificates certificates, TimeProvider time)
    {
        _wire = InMemoryWire.Create(new InMemoryWireOptions { Listener = listener, Certificates = certificates, Time = time });
        _session = _wire.RunAsync(protocol);
    }

    /// <summary>From the greeting to the end of the mail.</summary>
    /// <param name="password">Null: nobody signs in.</param>
    public async Task<Answers> HandInAsync(Letter letter, string? password)
    {
        await ReplyAsync();
        await SayAsync("EHLO client.example", 250);
        if (password is not null)
        {
            await SayAsync("STARTTLS", 220);
            await _wire.ClientTlsAsync();
            await SayAsync("EHLO client.example", 250);
            await SayAsync("AUTH PLAIN " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{letter.From}\0{password}")), 235);
        }
        await SayAsync($"MAIL FROM:<{letter.From}> {letter.Mail}".TrimEnd(), 250);
        var recipients = new List<string>();
        foreach (var to in letter.To.Select(one => one.Split(' ', 2))) recipients.Add(await SayAsync($"RCPT TO:<{to[0]}> {letter.Rcpt}{string.Concat(to[1..])}".TrimEnd()));
        if (!recipients.Exists(reply => reply.StartsWith("250", StringComparison.Ordinal))) return new Answers(recipients, "");
        await SayAsync("DATA", 354);
        var answers = new Answers(recipients, await SayAsync(letter.Content + "."));
        await SayAsync("QUIT", 221);
        await _session;
        return answers;
    }

    public ValueTask DisposeAsync() => _wire.DisposeAsync();

    private async Task SayAsync(string line, int code)
    {
        var reply = await SayAsync(line);
        Assert.True(reply.StartsWith($"{code}", StringComparison.Ordinal), $"{line}: {reply}");
    }

    private async Task<string> SayAsync(string line)
    {
        await _wire.SendAsync(line + "\r\n");
        return await ReplyAsync();
    }

    private async Task<string> ReplyAsync()
    {
        while (await _wire.ReadLineAsync() is { } line)
        {
            if (line.Length < 4 || line[3] != '-') return line;
        }
        throw new InvalidOperationException("our server closed the connection");
    }
}
