using Postamt.Attacks.Oracle;
using Postamt.Attacks.Playing;
using Postamt.Attacks.Running;

namespace Postamt.Attacks.Addresses;

/// <summary>Guessing who lives here: nothing is said by VRFY and EXPN, and soon nothing by RCPT.</summary>
public sealed class HarvestTests(PostOffice office)
{
    // IntakeLimits.GuessesPerHour; one wears off each minute.
    private const int Guesses = 60;

    [Fact, Trait("attack", "46")]
    public Task VRFY_and_EXPN_say_the_same_of_everybody() => office.AttackAsync(play => play.TableAsync(
        "smtp",
        [.. new[] { House.VictimAddress, "nobody@postamt.test", "victim", "u@far.example", "postmaster" }.Select(who =>
            new Variant(who, Stage.Hello, $"VRFY {who}\r\n", "252 2.1.5 Cannot verify; send some mail and see", $"EXPN {who}\r\n", "502 5.5.1 Command not implemented", "QUIT\r\n", "221|¶"))]));

    [Fact, Trait("attack", "46")]
    public Task Who_guesses_much_is_told_the_same_of_everybody() => office.AttackAsync(async play =>
    {
        var peer = play.House.NextPeer();
        var answers = new List<string>();
        for (var session = 0; session < 10; session++)
        {
            await using var talk = await play.OpenAsync("smtp", Stage.Sender, peer);
            for (var i = 0; i < 10; i++)
                answers.Add(await talk.AskAsync($"RCPT TO:<guess{session}-{i}@postamt.test>"));
        }

        var said = answers.Count(answer => answer.StartsWith("550 5.1.1", StringComparison.Ordinal));
        play.Expect(said is > 0 and <= Guesses + 2, $"{said} of {answers.Count} guesses were answered");
        await using (var talk = await play.OpenAsync("smtp", Stage.Sender, peer))
        {
            var (known, unknown) = (await talk.AskAsync($"RCPT TO:<{House.VictimAddress}>"), await talk.AskAsync("RCPT TO:<nobody@postamt.test>"));
            play.Expect(known.StartsWith('4') && Text(known) == Text(unknown), $"the known is answered {known}, the unknown {unknown}");
        }

        // Others are not held responsible.
        await using var neighbour = await play.OpenAsync("smtp", Stage.Recipient);
    });

    /// <summary>Without the session's id at the end.</summary>
    private static string Text(string answer) => answer[..answer.LastIndexOf(' ')];
}
