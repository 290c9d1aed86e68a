using System.Security.Cryptography;
using System.Text;
using MimeKit;
using Postamt.Mail.Addresses;
using Postamt.Mail.Envelopes;
using Postamt.Mail.Mime;
using Postamt.Mail.Outcomes;
using Postamt.Mail.Reports;

namespace Postamt.Mail.Tests.Reports;

public sealed class DeliveryReportTests
{
    private static readonly string Original =
        "Return-Path: <anna@a.example>\r\nReceived: from x by y\r\nFrom: Anna <anna@a.example>\r\nTo: bob@b.example\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\nMessage-ID: <1@a.example>\r\n\r\nHello\r\n";

    [Fact]
    public async Task A_failure_notice_has_every_part_and_field()
    {
        var text = await WriteAsync(Report(Failed("bob@b.example") with
        {
            OriginalRecipient = "rfc822;robert@b.example",
            RemoteHost = "mx.b.example",
            Diagnostic = "550 5.1.1 No such user here",
            LastAttempt = At(10),
        }) with
        { EnvelopeId = "QQ314159", Return = DsnReturn.Full });
        var message = Load(text);
        Assert.Equal("auto-replied", message.Headers[HeaderId.AutoSubmitted]);
        Assert.Equal("anna@a.example", message.To.Mailboxes.Single().Address);
        Assert.Equal("postmaster@host.example", message.From.Mailboxes.Single().Address);
        Assert.Equal("Not delivered: Gr\u00fc\u00dfe", message.Subject);
        Assert.Equal("1@a.example", message.References.Single());
        Assert.EndsWith("@host.example", message.MessageId, StringComparison.Ordinal);
        var report = Assert.IsType<MultipartReport>(message.Body);
        Assert.Equal("delivery-status", report.ReportType);
        Assert.Equal(3, report.Count);
        var status = Assert.IsType<MessageDeliveryStatus>(report[1]);
        Assert.Equal("QQ314159", status.StatusGroups[0]["Original-Envelope-Id"]);
        Assert.Equal("dns; host.example", status.StatusGroups[0]["Reporting-MTA"]);
        Assert.Equal("Mon, 05 Jan 2026 09:00:00 +0000", status.StatusGroups[0]["Arrival-Date"]);
        var recipient = status.StatusGroups[1];
        Assert.Equal("rfc822; robert@b.example", recipient["Original-Recipient"]);
        Assert.Equal("rfc822; bob@b.example", recipient["Final-Recipient"]);
        Assert.Equal("failed", recipient["Action"]);
        Assert.Equal("5.1.1", recipient["Status"]);
        Assert.Equal("dns; mx.b.example", recipient["Remote-MTA"]);
        Assert.Equal("smtp; 550 5.1.1 No such user here", recipient["Diagnostic-Code"]);
        Assert.Equal("Mon, 05 Jan 2026 10:00:00 +0000", recipient["Last-Attempt-Date"]);
        Assert.Null(recipient["Will-Retry-Until"]);
        var returned = Assert.IsType<MimeKit.MessagePart>(report[2]);
        Assert.Equal("Hello", Assert.IsType<TextPart>(returned.Message!.Body).Text.Trim());
        var words = ((TextPart)report[0]).Text;
        Assert.Contains("There is no mailbox with this address.", words, StringComparison.Ordinal);
        Assert.Contains("> 550 5.1.1 No such user here", words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_delay_notice_says_until_when_and_returns_only_the_header()
    {
        var text = await WriteAsync(Report(Failed("bob@b.example") with
        {
            Action = ReportAction.Delayed,
            Status = new EnhancedStatus(4, 4, 1),
            RetryUntil = At(20),
        }) with
        { Return = DsnReturn.Full, Locale = "de-AT" });
        var report = Parts(text);
        Assert.Equal("Mon, 05 Jan 2026 20:00:00 +0000", ((MessageDeliveryStatus)report[1]).StatusGroups[1]["Will-Retry-Until"]);
        Assert.Equal("text/rfc822-headers", report[2].ContentType.MimeType);
        Assert.DoesNotContain("Hello", text, StringComparison.Ordinal);
        Assert.Contains("Es ist nichts zu tun.", ((TextPart)report[0]).Text, StringComparison.Ordinal);
        Assert.StartsWith("Verz\u00f6gert:", Load(text).Subject, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ReportAction.Delivered, "delivered")]
    [InlineData(ReportAction.Relayed, "relayed")]
    [InlineData(ReportAction.Expanded, "expanded")]
    public async Task Good_news_is_reported_when_it_was_asked_for(ReportAction action, string word)
    {
        var text = await WriteAsync(Report(Failed("bob@b.example") with { Action = action, Status = new EnhancedStatus(2, 1, 5) }) with { Locale = "zh-CN" });
        var report = Parts(text);
        Assert.Equal(word, ((MessageDeliveryStatus)report[1]).StatusGroups[1]["Action"]);
        Assert.Equal("zh-Hans", report[0].Headers[HeaderId.ContentLanguage]);
    }

    [Fact]
    [Trait("attack", "44")]
    public async Task However_many_recipients_and_however_large_the_mail_the_quotation_stays_small()
    {
        var large = Original + string.Concat(Enumerable.Repeat("x\r\n", 1_000_000));
        var many = Enumerable.Range(0, 1_000).Select(i => Failed($"r{i}@b.example") with { Diagnostic = "550 " + new string('x', 100_000) }).ToArray();
        var text = await WriteAsync(Report(many) with { Return = DsnReturn.Full }, large);
        var report = Parts(text);
        Assert.Equal(1_001, ((MessageDeliveryStatus)report[1]).StatusGroups.Count);
        Assert.Equal("text/rfc822-headers", report[2].ContentType.MimeType);
        Assert.True(text.Length < 1_000_000, $"{text.Length}");
        var manyFields = string.Concat(Enumerable.Range(0, 100_000).Select(i => $"X-{i}: {new string('y', 20)}\r\n")) + "\r\n";
        var cut = await WriteAsync(Report(Failed("bob@b.example")), manyFields);
        Assert.True(cut.Length < 55_000);
        Clean(cut);
    }

    [Fact]
    [Trait("attack", "35")]
    public async Task What_strangers_wrote_cannot_leave_its_place()
    {
        var evil = "550 x\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<b>\0\x1b[2J\u202e";
        var text = await WriteAsync(Report(Failed("bob@b.example") with
        {
            Diagnostic = evil,
            RemoteHost = "mx\r\nX-Evil: 1",
            OriginalRecipient = "rfc822;a\r\nX-Evil: 1",
        }) with
        { EnvelopeId = "a\r\nX-Evil: 1" }, "Subject: a\r\n b =?utf-8?q?=0d=0aX-Evil:=201?=\r\nMessage-ID: <a b\r\n c@d>\r\n\r\n");
        Clean(text);
        Assert.DoesNotContain("\nX-Evil", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\n--b\r\n", text, StringComparison.Ordinal);
        Assert.Equal(3, Parts(text).Count);
    }

    [Fact]
    public async Task Addresses_beyond_ASCII_are_written_as_the_way_back_allows()
    {
        var recipient = Failed("b\u00fc@b.example") with { OriginalRecipient = "utf-8;b\u00fc@b.example" };
        var ascii = await WriteAsync(Report(recipient));
        Assert.Contains("Final-Recipient: utf-8; b\\x{FC}@b.example", ascii, StringComparison.Ordinal);
        Assert.Contains("Content-Type: message/delivery-status", ascii, StringComparison.Ordinal);
        Assert.True(System.Text.Ascii.IsValid(ascii));
        var utf8 = await WriteAsync(Report(recipient) with { SmtpUtf8 = true, Sender = EmailAddress.Parse("\u00e4nna@a.example") }, "Subject: Gr\u00fc\u00dfe\r\n\r\nx\r\n");
        Assert.Contains("Final-Recipient: utf-8; b\u00fc@b.example", utf8, StringComparison.Ordinal);
        Assert.Contains("Content-Type: message/global-delivery-status", utf8, StringComparison.Ordinal);
        Assert.Contains("Content-Type: message/global-headers", utf8, StringComparison.Ordinal);
        Assert.Contains("To: <\u00e4nna@a.example>", utf8, StringComparison.Ordinal);
        var full = Report(recipient) with { Return = DsnReturn.Full };
        Assert.Contains("Content-Type: message/global\r\nContent-Transfer-Encoding: base64", await WriteAsync(full, "Subject: Gr\u00fc\u00dfe\r\n\r\nx\r\n"), StringComparison.Ordinal);
        Assert.Contains("Content-Type: message/rfc822\r\nContent-Transfer-Encoding: 8bit", await WriteAsync(full, "Subject: x\r\n\r\nGr\u00fc\u00dfe\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_that_cannot_travel_as_it_is_comes_back_as_its_header()
    {
        foreach (var body in new[] { "a\nb\r\n", "a\rb\r\n", "a\0b\r\n", new string('x', 999) + "\r\n" })
        {
            var text = await WriteAsync(Report(Failed("bob@b.example")) with { Return = DsnReturn.Full }, $"Subject: s\r\nX: {new string('y', 3_000)}\r\n\r\n{body}");
            Clean(text);
            Assert.Contains("text/rfc822-headers", text, StringComparison.Ordinal);
        }
        Assert.Equal(2, Parts(await WriteAsync(Report(Failed("bob@b.example")), null)).Count);
    }

    internal static void Clean(string text)
    {
        var structure = MessageStructure.Of(Encoding.UTF8.GetBytes(text));
        Assert.True(structure.LongestLine <= 998, $"{structure.LongestLine}");
        Assert.False(structure.Has(StructureFlags.HasNul | StructureFlags.HasBareCr | StructureFlags.HasBareLf | StructureFlags.Ambiguous | StructureFlags.MalformedHeader));
        Assert.DoesNotContain('\x1b', text);
    }

    private static RecipientResult Failed(string address) => new(EmailAddress.Parse(address), ReportAction.Failed, new EnhancedStatus(5, 1, 1));

    private static DateTimeOffset At(int hour) => new(2026, 1, 5, hour, 0, 0, TimeSpan.Zero);

    private static DeliveryReport Report(params RecipientResult[] recipients) => new()
    {
        Sender = EmailAddress.Parse("anna@a.example"),
        ReportingHost = DomainName.Parse("host.example"),
        Postmaster = EmailAddress.Parse("postmaster@host.example"),
        AcceptId = new AcceptId(1),
        ReportId = new AcceptId(2),
        ArrivedAt = At(9),
        ReportedAt = At(11),
        Recipients = recipients,
    };

    private static Task<string> WriteAsync(DeliveryReport report) => WriteAsync(report, Original);

    private static async Task<string> WriteAsync(DeliveryReport report, string? original)
    {
        using var random = RandomNumberGenerator.Create();
        using var output = new MemoryStream();
        await new DeliveryReportWriter(random).WriteAsync(report, original is null ? null : new MemoryStream(Encoding.UTF8.GetBytes(original)), output, TestContext.Current.CancellationToken);
        var text = Encoding.UTF8.GetString(output.ToArray());
        Clean(text);
        return text;
    }

    private static MultipartReport Parts(string text) => Assert.IsType<MultipartReport>(Load(text).Body);

    private static MimeMessage Load(string text) => MimeMessage.Load(new MemoryStream(Encoding.UTF8.GetBytes(text)), TestContext.Current.CancellationToken);
}
