using MimeKit;
using Postamt.ForeignData;
using Postamt.Mail.Headers;
using Postamt.Mail.Mime;

namespace Postamt.Mail.Tests.Mime;

public sealed class EnvelopeOracleTests
{
    [Fact]
    public void Senders_subjects_and_dates_are_those_of_MimeKit()
    {
        var (compared, different) = (0, new List<string>());
        foreach (var (name, content) in TestData.Corpus())
        {
            var wire = CorpusTests.WithCrLf(CorpusTests.WithoutMailboxLine(content));
            var ours = MessageStructure.Of(wire);
            if (ours.Has(StructureFlags.DuplicateField | StructureFlags.MalformedHeader | StructureFlags.NonAsciiHeader | StructureFlags.HasBareCr | StructureFlags.HasNul))
                continue;
            compared++;
            var theirs = MimeMessage.Load(new MemoryStream(wire), TestContext.Current.CancellationToken);
            var envelope = ours.Envelope;
            if (theirs.Subject is { } subject && VisibleText.Clean(subject) != EncodedWords.Decode(envelope.Subject ?? ""))
                different.Add($"{name}: subject '{envelope.Subject}' is '{subject}'");
            Addresses(name, "From", envelope.From, theirs.From, different);
            Addresses(name, "To", envelope.To, theirs.To, different);
            if (theirs.Headers["Date"] is not null && MailDate.TryParse(envelope.Date, out var date) && theirs.Date != DateTimeOffset.MinValue && date != theirs.Date)
                different.Add($"{name}: date '{envelope.Date}' is {theirs.Date}, not {date}");
        }
        Assert.True(compared > 2_000, $"only {compared} messages compared");
        // Lists that are no lists (unbalanced quotes, brackets, trailing dots) may be read in two ways.
        Assert.True(different.Count <= 5, string.Join('\n', different));
    }

    private static void Addresses(string name, string field, IReadOnlyList<HeaderAddress> ours, InternetAddressList theirs, List<string> different)
    {
        var mine = string.Join(',', ours.Where(a => a.IsMailbox).Select(a => a.Address));
        var other = string.Join(',', theirs.Mailboxes.Select(a => a.Address));
        if (other.Length > 0 && mine != other)
            different.Add($"{name}: {field} '{mine}' is '{other}'");
    }
}
