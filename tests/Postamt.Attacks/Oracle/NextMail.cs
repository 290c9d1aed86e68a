using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Postamt.Attacks.Playing;
using Postamt.Attacks.Running;

namespace Postamt.Attacks.Oracle;

/// <summary>An ordinary mail of a stranger, sent on a fresh connection and read back by IMAP.</summary>
internal sealed class NextMail(House house)
{
    private const string Accepted = "250 2.0.0 Accepted as ";

    // The list says 1 s; a machine that builds beside the test is forgiven.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private static readonly IPAddress Stranger = IPAddress.Parse("127.9.9.9");

    /// <summary>The accept id, which stands in the log from then on.</summary>
    public string AcceptId { get; private set; } = "";

    public async Task<IReadOnlyList<string>> FindingsAsync()
    {
        var clock = Stopwatch.StartNew();
        try
        {
            var mark = Convert.ToHexString(RandomNumberGenerator.GetBytes(12));
            await SendAsync(mark);
            await ReadAsync(mark);
        }
        catch (Exception failed) when (failed is InvalidOperationException or TimeoutException or IOException or System.Security.Authentication.AuthenticationException or SocketException)
        {
            return [$"the next mail does not go through: {failed.Message}"];
        }

        return clock.Elapsed > Limit ? [$"the next mail took {clock.Elapsed.TotalSeconds:0.0} s"] : [];
    }

    private async Task SendAsync(string mark)
    {
        await using var talk = await Talk.OpenAsync(house["smtp"], Stranger, imap: false);
        await talk.HearAsync();
        await talk.AskAsync("EHLO stranger.example", "250");
        await talk.AskAsync("MAIL FROM:<stranger@far.example>", "250");
        await talk.AskAsync($"RCPT TO:<{house.Reader.Address}>", "250");
        await talk.AskAsync("DATA", "354");
        var answer = await talk.AskAsync($"From: stranger@far.example\r\nSubject: {mark}\r\n\r\nOrdinary words {mark}.\r\n.", Accepted);
        AcceptId = answer[Accepted.Length..].Split(' ')[0];
        await talk.AskAsync("QUIT", "221");
    }

    private async Task ReadAsync(string mark)
    {
        await using var talk = await Talk.OpenAsync(house["imaps"], Stranger, imap: true, tls: true);
        await talk.HearAsync();
        await Play.SignInAsync(talk, house.Reader);
        await talk.AskAsync("b SELECT INBOX", "b OK");
        await talk.AskAsync("c FETCH * (UID BODY.PEEK[TEXT])");
        if (!talk.Heard.Contains($"Ordinary words {mark}.", StringComparison.Ordinal))
            throw new InvalidOperationException($"IMAP does not show it: {talk.Heard}");
        await talk.AskAsync("f LOGOUT", "* BYE");
    }
}
