using Microsoft.Extensions.Time.Testing;
using Postamt.ForeignData;
using Postamt.Mail.Headers;
using Postamt.Screening.Rules;
using Postamt.Screening.Rules.Clues;
using Postamt.Screening.Verdicts;

namespace Postamt.Screening.Tests.Rules;

/// <summary>The rules on the mails their points were measured on. Whoever changes one sees here what it catches and hits (with -diagnostics).</summary>
public sealed class CorpusTests
{
    [Fact]
    public async Task Wanted_mail_is_not_lost()
    {
        var (mails, lost) = (new Dictionary<string, int>(), new Dictionary<string, List<string>>());
        var hits = RuleBook.All.ToDictionary(static rule => rule.Name, static _ => new Dictionary<string, int>());
        foreach (var (name, content) in TestData.Corpus())
        {
            if (name.Split('/') is not ["train", var kind, var file]) continue;
            var input = RuleMail.Input(Sent(content));
            mails[kind] = mails.GetValueOrDefault(kind) + 1;
            foreach (var rule in RuleBook.Apply(MailClues.Of(input, await input.Look.ReadAsync(Token), Received(input)))) hits[rule.Rule.Name][kind] = hits[rule.Rule.Name].GetValueOrDefault(kind) + 1;
            if (await new RulesCheck(new FakeTimeProvider(Received(input))).RunAsync(input, Token) is Finding.Weighs { Points: >= JunkScore.Default } finding) (lost.TryGetValue(kind, out var others) ? others : lost[kind] = []).Add($"{file}: {finding.Why}");
        }
        foreach (var rule in RuleBook.All) TestContext.Current.SendDiagnosticMessage($"{rule.Name,-22} {rule.Points,4:0.0}  spam {hits[rule.Name].GetValueOrDefault("spam"),4}  ham {hits[rule.Name].GetValueOrDefault("ham"),4}  hard ham {hits[rule.Name].GetValueOrDefault("hard-ham"),3}");
        TestContext.Current.SendDiagnosticMessage($"caught by the rules alone: {Lost("spam").Count} of {mails["spam"]} spam; wanted mail lost: {Lost("ham").Count} of {mails["ham"]}, and {Lost("hard-ham").Count} of {mails["hard-ham"]} that look like spam");
        Assert.True(Lost("ham").Count * 1_000 <= mails["ham"], string.Join('\n', Lost("ham")));
        Assert.True(Lost("hard-ham").Count <= 2, string.Join('\n', Lost("hard-ham")));
        Assert.True(Lost("spam").Count * 2 >= mails["spam"], $"{Lost("spam").Count} of {mails["spam"]} are caught");

        List<string> Lost(string kind) => lost.GetValueOrDefault(kind, []);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>As it came over the wire: without a mailbox file's first line, and with CRLF.</summary>
    private static byte[] Sent(byte[] stored)
    {
        var from = stored.AsSpan().StartsWith("From "u8) ? Array.IndexOf(stored, (byte)'\n') + 1 : 0;
        var sent = new List<byte>(stored.Length + 1_000);
        for (var i = from; i < stored.Length; i++)
        {
            if (stored[i] == '\n' && (i == 0 || stored[i - 1] != '\r')) sent.Add((byte)'\r');
            sent.Add(stored[i]);
        }
        return [.. sent];
    }

    /// <summary>By the last server on its way.</summary>
    private static DateTimeOffset Received(ScreeningInput input)
    {
        var hop = HeaderFields.Value(input.Header.Span, "Received"u8);
        if (hop is not null && hop.LastIndexOf(';') is >= 0 and var at && MailDate.TryParse(hop[(at + 1)..].Trim(), out var date)) return date;
        return MailDate.TryParse(input.Structure.Envelope.Date, out var written) ? written : new DateTimeOffset(2002, 9, 1, 0, 0, 0, TimeSpan.Zero);
    }
}
