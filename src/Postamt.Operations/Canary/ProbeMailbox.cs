using System.Globalization;
using System.Text.RegularExpressions;

namespace Postamt.Operations.Canary;

/// <summary>The mailbox of canary mail, open in a session of IMAP.</summary>
public sealed partial class ProbeMailbox : IAsyncDisposable
{
    private readonly LineTalk _talk;

    internal ProbeMailbox(LineTalk talk) => _talk = talk;

    /// <summary>SHA-256 of the certificate the server showed.</summary>
    public string Certificate => _talk.Certificate;

    /// <summary>What lies there, oldest first; mails without such a mark have an empty one.</summary>
    /// <param name="after">Only those with a greater UID (RFC 9051 2.3.1.1).</param>
    public async Task<IReadOnlyList<ProbeMail>> ListAsync(long after, CancellationToken cancellationToken)
    {
        var lines = await _talk.CommandAsync(string.Create(CultureInfo.InvariantCulture, $"UID FETCH {after + 1}:* (BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])"), cancellationToken);
        var found = new List<ProbeMail>();
        foreach (var line in lines)
        {
            if (Uid().Match(line) is { Success: true } uid) found.Add(new ProbeMail(long.Parse(uid.Groups[1].ValueSpan, CultureInfo.InvariantCulture), ""));
            else if (found.Count > 0 && Mark().Match(line) is { Success: true } mark) found[^1] = found[^1] with { Mark = mark.Groups[1].Value };
        }
        // Of an empty range the last mail comes (RFC 9051 9, seq-range).
        return [.. found.Where(mail => mail.Uid > after)];
    }

    /// <summary>Takes mails away for good.</summary>
    public async Task RemoveAsync(IReadOnlyCollection<ProbeMail> mails, CancellationToken cancellationToken)
    {
        foreach (var some in mails.Select(mail => mail.Uid.ToString(CultureInfo.InvariantCulture)).Chunk(500))
        {
            var uids = string.Join(',', some);
            await _talk.CommandAsync($"UID STORE {uids} +FLAGS.SILENT (\\Deleted)", cancellationToken);
            await _talk.CommandAsync($"UID EXPUNGE {uids}", cancellationToken);
        }
    }

    public ValueTask DisposeAsync() => _talk.DisposeAsync();

    [GeneratedRegex(@"^\* \d+ FETCH \(.*\bUID (\d{1,10})\b", RegexOptions.CultureInvariant)]
    private static partial Regex Uid();

    [GeneratedRegex("^Message-ID: <([0-9A-Za-z]{1,64})@", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Mark();
}

/// <param name="Mark">Of the sender, in the Message-ID; empty for mail of somebody else.</param>
public sealed record ProbeMail(long Uid, string Mark);
