using System.Net;
using System.Text;
using Postamt.Mail.Addresses;
using Postamt.Mail.Envelopes;
using Postamt.Mail.Headers;

namespace Postamt.Mail.Tests.Headers;

public sealed class HeaderTests
{
    [Fact]
    public void Fields_are_found_by_name_and_end_at_the_first_empty_line()
    {
        var section = "Received: a\r\n\tb\r\nnonsense\r\n continued\r\nSUBJECT : =?utf-8?q?=C3=A4?=\r\nsubject: two\r\n\r\nTo: body\r\n"u8;
        Assert.Equal("a\tb", HeaderFields.Value(section, "received"u8)!.Replace("\r\n", "", StringComparison.Ordinal));
        Assert.Equal(2, HeaderFields.Count(section, "Subject"u8));
        Assert.True(HeaderFields.TryFind(section, "Subject"u8, out var subject));
        Assert.Equal("\u00e4", subject.DisplayValue);
        Assert.Null(HeaderFields.Value(section, "To"u8));
        Assert.Equal(section.IndexOf("To: body"u8), HeaderFields.SectionLength(section));
        Assert.Equal(0, HeaderFields.SectionLength(default));
    }

    [Fact]
    [Trait("attack", "51")]
    public void A_million_fields_are_walked_without_allocating()
    {
        var section = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("A: b\r\n", 1_000_000)));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(1_000_000, HeaderFields.Count(section, "a"u8));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000);
    }

    [Theory]
    [InlineData("Mon, 5 Jan 2026 09:30:00 +0100", "2026-01-05T09:30:00+01:00")]
    [InlineData("5 Jan 2026 09:30 GMT", "2026-01-05T09:30:00+00:00")]
    [InlineData("Thu (x(y)), 13 (day) Feb 1969 23:32:54 -0330 (Newfoundland Time)", "1969-02-13T23:32:54-03:30")]
    [InlineData("Fri, 21 Nov 97 09(comment):   55  :  06 -0600", "1997-11-21T09:55:06-06:00")]
    [InlineData("1 Jan 49 00:00:00 EST", "2049-01-01T00:00:00-05:00")]
    [InlineData("1 Jan 101 00:00:00 Z", "2001-01-01T00:00:00+00:00")]
    [InlineData("31 Dec 2016 23:59:60 +0000", "2016-12-31T23:59:59+00:00")]
    [InlineData("19 Jan 2038 03:14:08 +0000", "2038-01-19T03:14:08+00:00")]
    [InlineData("1 Mar 2100 00:00:00 +0000", "2100-03-01T00:00:00+00:00")]
    [InlineData("1 Jan 2026 00:00:00 +9999", "2026-01-01T00:00:00+00:00")]
    public void Dates_are_read_in_all_their_forms(string text, string expected)
    {
        Assert.True(MailDate.TryParse(text, out var date));
        Assert.Equal(expected, date.ToString("yyyy-MM-ddTHH:mm:sszzz", System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [Trait("attack", "66")]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("1 Jan 0000 00:00:00 +0000")]
    [InlineData("1 Jan 0 00:00:00 +0000")]
    [InlineData("1 Jan 99999 00:00:00 +0000")]
    [InlineData("31 Feb 2026 00:00:00 +0000")]
    [InlineData("0 Jan 2026 00:00:00 +0000")]
    [InlineData("1 Jan 2026 25:00:00 +0000")]
    [InlineData("99999999999999999999 Jan 2026 00:00:00 +0000")]
    public void Absurd_dates_are_none(string text)
    {
        // The year is never out of bounds, whatever the lenient reader makes of the rest.
        if (MailDate.TryParse(text, out var date))
            Assert.InRange(date.Year, 1900, 9998);
        Assert.False(MailDate.TryParse(text + new string('(', 100_000), out _));
    }

    [Fact]
    public void Our_dates_are_read_back()
    {
        var date = new DateTimeOffset(2026, 11, 23, 9, 5, 7, TimeSpan.FromMinutes(-210));
        Assert.Equal("Mon, 23 Nov 2026 09:05:07 -0330", MailDate.Format(date));
        Assert.True(MailDate.TryParse(MailDate.Format(date), out var read));
        Assert.Equal(date, read);
        Assert.Equal(date.Offset, read.Offset);
    }

    [Theory]
    [InlineData("a\rb")]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    [Trait("attack", "128")]
    public void A_value_with_a_break_or_NUL_is_refused(string value)
    {
        Assert.Throws<ArgumentException>(() => FieldText.Make("X", value));
        Assert.Throws<ArgumentException>(() => FieldText.MakeUnfolded("X", value));
        Assert.Throws<ArgumentException>(() => FieldText.Make("X: y\r\n", "v"));
    }

    [Fact]
    public void Fields_fold_at_78_and_never_pass_998()
    {
        var field = FieldText.Make("X-Long", string.Join(' ', Enumerable.Repeat("word", 100)));
        Assert.All(field.Split("\r\n"), line => Assert.True(line.Length <= 78));
        Assert.Throws<ArgumentException>(() => FieldText.Make("X", new string('x', 998)));
    }

    [Fact]
    public void A_Received_field_says_what_RFC_5321_wants()
    {
        var field = Received() with { Tls = "TLS1.3 TLS_AES_256_GCM_SHA384", For = EmailAddress.Parse("bob@b.example"), PeerName = "mx.a.example" };
        Assert.Equal(
            "Received: from helo.example (mx.a.example [192.0.2.1]) by host.example with\r\n\tESMTPS (TLS1.3 TLS_AES_256_GCM_SHA384) id 00000000000000000000000001 for\r\n\t<bob@b.example>; Mon, 05 Jan 2026 09:00:00 +0100\r\n",
            field.ToString());
        Assert.Contains("[IPv6:2001:db8::1]", (field with { PeerAddress = IPAddress.Parse("2001:db8::1") }).ToString(), StringComparison.Ordinal);
        Assert.Contains("([192.0.2.1])", (field with { PeerAddress = IPAddress.Parse("::ffff:192.0.2.1"), PeerName = null }).ToString().Replace("\r\n\t", " ", StringComparison.Ordinal), StringComparison.Ordinal);
        var utf8 = field with { For = EmailAddress.Parse("\u00e4@b.example") };
        Assert.DoesNotContain("for", utf8.ToString(), StringComparison.Ordinal);
        Assert.Contains("<\u00e4@b.example>", (utf8 with { With = TransmissionType.Esmtp(true, false, true) }).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [Trait("attack", "128")]
    [InlineData("a\r\nX-Evil: 1")]
    [InlineData("a) by evil (")]
    [InlineData("\u202e\0\x1b[2J")]
    [InlineData("")]
    public void A_greeting_cannot_break_out_of_its_place(string greeting)
    {
        var field = (Received() with { Greeting = greeting, PeerName = greeting }).ToString();
        Assert.Equal(1, field.Split("\r\n").Count(line => line.Length > 0 && line[0] != '\t'));
        Assert.Matches(@"^Received: from [A-Za-z0-9.\-_:\[\]?]+ \(", field);
    }

    [Fact]
    public void Transmission_types_have_their_registered_names()
    {
        Assert.Equal("SMTP", TransmissionType.Smtp.Name);
        Assert.Equal("ESMTPSA", TransmissionType.Esmtp(tls: true, authenticated: true, utf8: false).Name);
        Assert.Equal("UTF8SMTPA", TransmissionType.Esmtp(tls: false, authenticated: true, utf8: true).Name);
        Assert.Equal("LMTP", TransmissionType.Lmtp(tls: false, authenticated: false, utf8: false).Name);
        Assert.Equal("UTF8LMTPS", TransmissionType.Lmtp(tls: true, authenticated: false, utf8: true).Name);
    }

    [Fact]
    public void Return_Path_keeps_every_octet_of_the_path()
    {
        Assert.Equal("Return-Path: <>\r\n", ReturnPathField.Make(ReversePath.Null));
        Assert.Equal("Return-Path: <\"a  b\"@b.example>\r\n", ReturnPathField.Make(new ReversePath(EmailAddress.Parse("\"a  b\"@b.example"))));
    }

    [Fact]
    [Trait("attack", "53")]
    public void Encoded_words_are_decoded_without_harm()
    {
        Assert.Equal("\u00e4b", EncodedWords.Decode("=?iso-8859-1?q?=E4?= =?utf-8?b?Yg==?="));
        Assert.DoesNotContain(EncodedWords.Decode("=?utf-8?q?a=0d=0aTo:=20x=00=E2=80=AE?="), c => c is '\r' or '\n' or '\0' or '\u202e');
        Assert.NotNull(EncodedWords.Decode("=?utf-7?q?+ADw-?= =?nonsense?b?AAAA?= =?utf-8?q?"));
        var many = string.Concat(Enumerable.Repeat("=?utf-8?q?x?= ", 100_000));
        Assert.InRange(EncodedWords.Decode(many).Length, 1, EncodedWords.MaxOctets);
    }

    private static ReceivedField Received() => new()
    {
        Greeting = "helo.example",
        PeerAddress = IPAddress.Parse("192.0.2.1"),
        By = DomainName.Parse("host.example"),
        With = TransmissionType.Esmtp(tls: true, authenticated: false, utf8: false),
        Id = new AcceptId(1),
        At = new DateTimeOffset(2026, 1, 5, 9, 0, 0, TimeSpan.FromHours(1)),
    };
}
