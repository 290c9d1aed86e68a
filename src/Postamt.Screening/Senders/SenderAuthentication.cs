using Microsoft.Extensions.Logging;
using Postamt.Dns;
using Postamt.Mail.Addresses;
using Postamt.Mail.Mime;
using Postamt.Screening.Arc;
using Postamt.Screening.Dkim;
using Postamt.Screening.Dmarc;
using Postamt.Screening.Spf;
using Postamt.Store.Spooling;

namespace Postamt.Screening.Senders;

/// <summary>
/// Asks everything that can be known about who sent a mail, side by side, each question under a deadline. A question that breaks has the answer
/// "not now", and never one against the mail.
/// </summary>
public sealed class SenderAuthentication(IResolver resolver, DomainName hostName, ScreeningLimits limits, TimeProvider time, ILogger<SenderAuthentication> logger)
{
    /// <summary>Authors of different domains; nobody writes a mail with more.</summary>
    private const int MostAuthors = 5;

    private readonly ReverseCheck _reverse = new(resolver);
    private readonly SpfCheck _spf = new(resolver, new SpfLimits(), hostName.Ascii, time);
    private readonly DkimVerifier _dkim = new(resolver, new DkimLimits(), time);
    private readonly ArcVerifier _arc = new(resolver, new DkimLimits());
    private readonly DmarcCheck _dmarc = new(resolver);

    /// <returns>Null where there is nothing to ask: the mail is from our own people, or from a network nobody publishes anything about.</returns>
    public async ValueTask<SenderFacts?> AskAsync(ScreeningInput input, CancellationToken cancellationToken)
    {
        if (input.Origin != MailOrigin.Outside || AddressSpace.IsLocal(input.Peer)) return null;
        var theirs = new Patience(limits.SenderDeadline, time, logger);
        var sender = input.Envelope.Mail.ReversePath;
        var wishes = Authors(input.Structure).Select(author => theirs.AskAsync("dmarc", stop => _dmarc.FindAsync(author, stop), why => DmarcWish.Open(author, why), cancellationToken)).ToList();
        var reverse = theirs.AskAsync("iprev", stop => _reverse.AskAsync(input.Peer, stop), why => new ReverseOutcome(ReverseResult.TempError, input.Peer, "", why), cancellationToken);
        var spf = SpfAsync(theirs, input, sender.ToString(), cancellationToken);
        // RFC 7208 2.3: the client's own name as well; the answer above is of it where there is no reverse-path.
        var helo = sender.IsNull || !input.HeloName.Contains('.', StringComparison.Ordinal) ? null : SpfAsync(theirs, input, "", cancellationToken);
        var dkim = theirs.AskAsync<IReadOnlyList<DkimOutcome>>("dkim", async stop => await ReadAsync(input.Content, stream => _dkim.VerifyAsync(stream, stop)), why => [new(DkimResult.TempError, "", "", "", "", why, "")], cancellationToken);
        var arc = theirs.AskAsync("arc", stop => ReadAsync(input.Content, stream => _arc.VerifyAsync(stream, stop)), why => new ArcOutcome(ArcResult.Fail, [], 0, why), cancellationToken);
        var facts = new SenderFacts(await reverse, await spf, !sender.IsNull, helo is null ? null : await helo, await dkim, await arc, []);
        // A sender whose own DNS keeps silent does not use up the time in which it is seen what somebody else's domain asks for.
        var judging = new Patience(limits.AuthorDeadline, time, logger);
        var authors = (await Task.WhenAll(wishes)).Select(wish => judging.AskAsync(
            "dmarc", stop => _dmarc.JudgeAsync(wish, sender.IsNull ? null : facts.Spf, facts.Dkim, stop), why => new DmarcOutcome(DmarcResult.TempError, wish.From, DmarcPolicy.None, "", why), cancellationToken));
        return facts with { Dmarc = await Task.WhenAll(authors) };
    }

    /// <summary>The domains of those who wrote the mail; empty where one cannot be told.</summary>
    private static IReadOnlyList<string> Authors(MessageStructure structure)
    {
        if (structure.Has(StructureFlags.DuplicateFrom) || structure.Has(StructureFlags.OriginatorUnclear)) return [];
        var authors = new HashSet<string>(StringComparer.Ordinal);
        foreach (var address in structure.Envelope.From.Where(each => each.IsMailbox))
        {
            if (!DomainName.TryParse(address.Host!, out var domain)) return [];
            authors.Add(domain.Ascii);
        }
        return authors.Count <= MostAuthors ? [.. authors] : [];
    }

    private Task<SpfAnswer> SpfAsync(Patience patience, ScreeningInput input, string sender, CancellationToken cancellationToken) =>
        patience.AskAsync("spf", stop => _spf.AskAsync(new SpfQuestion(input.Peer, input.HeloName, sender), stop), why => new SpfAnswer(SpfResult.TempError, sender[(sender.LastIndexOf('@') + 1)..], why), cancellationToken);

    private static async ValueTask<T> ReadAsync<T>(SpooledContent content, Func<Stream, ValueTask<T>> read)
    {
        await using var stream = content.OpenRead();
        return await read(stream);
    }
}
