using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Postamt.Attacks.Oracle;
using Postamt.Attacks.Running;

namespace Postamt.Attacks.Playing;

/// <summary>One attack on the house: its connections, and what was found wrong.</summary>
internal sealed class Play(House house)
{
    /// <summary>A mail hidden in a mail.</summary>
    public const string Smuggled = "MAIL FROM:<evil@far.example>\r\nRCPT TO:<" + House.VictimAddress + ">\r\nDATA\r\nSubject: smuggled\r\n\r\nspam\r\n.\r\nQUIT\r\n";

    public House House => house;

    public ConcurrentQueue<string> Findings { get; } = new();

    /// <summary>What this attack says and no log may show.</summary>
    public List<string> Secrets { get; } = [];

    /// <summary>Mails this attack makes the house send to other domains.</summary>
    public int Outgoing { get; set; }

    public Task<Talk> OpenAsync(string listener, IPAddress? from = null) =>
        Talk.OpenAsync(house[listener], from ?? house.NextPeer(), listener.StartsWith("imap", StringComparison.Ordinal), listener is "imaps" or "submissions");

    /// <summary>Connected, and well-behaved up to a stage.</summary>
    public async Task<Talk> OpenAsync(string listener, Stage stage, IPAddress? from = null)
    {
        var talk = await OpenAsync(stage >= Stage.Inside ? "imaps" : listener, from);
        if (stage == Stage.Connected)
            return talk;
        await talk.HearAsync();
        if (stage >= Stage.Inside)
        {
            await SignInAsync(talk, house.Victim);
            if (stage == Stage.Selected)
                await talk.AskAsync("x SELECT INBOX", "x OK");
            return talk;
        }

        if (stage >= Stage.Hello)
            await HelloAsync(talk, listener);
        if (stage >= Stage.Sender)
            await talk.AskAsync(IsSubmission(listener) ? $"MAIL FROM:<{house.Anna.Address}>" : "MAIL FROM:<mallory@far.example>", "250");
        if (stage >= Stage.Recipient)
            await talk.AskAsync($"RCPT TO:<{house.Victim.Address}>", "250");
        if (stage >= Stage.Content)
            await talk.AskAsync("DATA", "354");
        return talk;
    }

    public static Task SignInAsync(Talk imap, Person person) => imap.AskAsync($"x LOGIN {person.Address} {person.Password}", "x OK");

    /// <summary>Plays each line of a table on a connection of its own; each is played, whatever became of the one before.</summary>
    public async Task TableAsync(string listener, params Variant[] rows)
    {
        foreach (var row in rows)
            await RowAsync(listener, row);
    }

    /// <summary>Mails in the victim's INBOX.</summary>
    public Task<int> VictimMailsAsync() => MailsAsync(house.Victim);

    public async Task<int> MailsAsync(Person person)
    {
        await using var talk = await OpenAsync("imaps");
        await talk.HearAsync();
        await SignInAsync(talk, person);
        await talk.AskAsync("y STATUS INBOX (MESSAGES)", "y OK");
        var at = talk.Heard.LastIndexOf("(MESSAGES ", StringComparison.Ordinal) + "(MESSAGES ".Length;
        return int.Parse(talk.Heard[at..talk.Heard.IndexOf(')', at)], CultureInfo.InvariantCulture);
    }

    /// <summary>The server is asked in the middle of the attack.</summary>
    public async Task NextMailAsync()
    {
        foreach (var finding in await new NextMail(house).FindingsAsync())
            Findings.Enqueue(finding);
    }

    public void Expect(bool holds, string what)
    {
        if (!holds)
            Findings.Enqueue(what);
    }

    public void ExpectEqual<T>(T wanted, T found, string what) => Expect(Equals(wanted, found), $"{what}: {wanted} expected, {found} found");

    private static bool IsSubmission(string listener) => listener.StartsWith("submission", StringComparison.Ordinal);

    private async Task HelloAsync(Talk talk, string listener)
    {
        await talk.AskAsync(listener == "lmtp" ? "LHLO mallory.example" : "EHLO mallory.example", "250");
        if (!IsSubmission(listener))
            return;
        if (listener == "submission")
        {
            await talk.AskAsync("STARTTLS", "220");
            await talk.StartTlsAsync();
            await talk.AskAsync("EHLO mallory.example", "250");
        }

        await talk.AskAsync("AUTH PLAIN " + house.Anna.Plain, "235");
    }

    private async Task RowAsync(string listener, Variant row)
    {
        try
        {
            await using var talk = await OpenAsync(listener, row.From);
            foreach (var (say, hear) in row.Steps)
            {
                // Said aside: a server that has heard enough reads no further.
                var saying = talk.SayAsync(say);
                if (await HearAsync(talk, hear) is { } wrong)
                {
                    Findings.Enqueue($"{row.Name} ({listener}): {wrong}");
                    return;
                }

                if (!talk.Ended)
                    await saying;
            }
        }
        catch (Exception failed) when (failed is InvalidOperationException or TimeoutException or IOException or System.Security.Authentication.AuthenticationException or SocketException)
        {
            Findings.Enqueue($"{row.Name} ({listener}): {failed.Message}");
        }
    }

    private static async Task<string?> HearAsync(Talk talk, string hear)
    {
        foreach (var wanted in hear.Split('|'))
        {
            var answer = await talk.HearAsync() ?? Variant.End;
            if (!wanted.Split('/').Any(each => answer.StartsWith(each, StringComparison.Ordinal)))
                return $"{wanted} of {hear} was expected and {answer} came";
        }

        return null;
    }
}
