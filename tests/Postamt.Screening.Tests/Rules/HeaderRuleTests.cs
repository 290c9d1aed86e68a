using System.Text;

namespace Postamt.Screening.Tests.Rules;

/// <summary>What the header tells: each rule with a mail it applies to and one it nearly applies to.</summary>
public sealed class HeaderRuleTests
{
    private const string Five = "a@x.example, b@x.example, c@x.example, d@x.example, e@x.example";
    private const string Hop = "; Mon, 5 Jan 2026 09:30:00 +0100";

    [Fact]
    public async Task A_plain_mail_shows_nothing() => Assert.Empty(await RuleMail.SeenAsync(RuleMail.Text("")));

    [Theory]
    [InlineData("header-malformed", "this is no field", "X-This: is one")]
    [InlineData("header-doubled", "Subject: One thing|Subject: Another", "Comments: One thing|Comments: Another")]
    [InlineData("mime-version-missing", "Content-Type: text/html", "Content-Type: text/html|MIME-Version: 1.0")]
    [InlineData("to-many", "To: " + Five + ", " + Five + ", " + Five, "To: " + Five + ", " + Five + ", f@x.example")]
    [InlineData("priority-high", "X-Priority: 1 (Highest)", "X-Priority: 3")]
    [InlineData("priority-high", "Importance: High", "Importance: Normal")]
    [InlineData("hop-free-mail", "From: Joe <joe@gmail.com>|Received: from a.example by b.example" + Hop, "From: Joe <joe@gmail.com>|Received: from mail-a.google.com by b.example" + Hop)]
    [InlineData("hop-free-mail", "From: Joe <joe@gmail.com>|Received: from a.example by b.example" + Hop, "From: Joe <joe@gmail.com>")]
    [InlineData("hop-borrowed", "Received: from yahoo.com (line7.isp.example [192.0.2.7]) by b.example" + Hop, "Received: from yahoo.com (web1.yahoo.com [192.0.2.7]) by b.example" + Hop)]
    [InlineData("hop-borrowed", "Received: from mail.yahoo.com (line7.isp.example [192.0.2.7]) by b.example" + Hop, "Received: from mail.yahoo.com ([192.0.2.7]) by b.example" + Hop)]
    [InlineData("mailer-id", "X-Mailer: Microsoft Outlook Express 6.00|Message-ID: <abc.1@example.com>", "X-Mailer: Microsoft Outlook Express 6.00|Message-ID: <000a01c1f8b0$a1234560$0100007f@pc.example>")]
    [InlineData("mailer-id", "X-Mailer: iPhone Mail (20E252)|Message-ID: <abc.1@example.com>", "X-Mailer: iPhone Mail (20E252)|Message-ID: <1B2C3D4E-1111-2222-3333-444455556666@example.com>")]
    [InlineData("mailer-half", "X-MSMail-Priority: Normal", "X-MSMail-Priority: Normal|X-MimeOLE: Produced By Microsoft MimeOLE")]
    [InlineData("mailer-missing", "X-Priority: 3", "X-Priority: 3|X-Mailer: Some Program")]
    public Task The_making_of_it(string rule, string fields, string near) => RuleMail.TellsApartAsync(rule, RuleMail.Text(fields), RuleMail.Text(near));

    [Theory]
    [InlineData("date-missing", "-Date", "")]
    [InlineData("date-unreadable", "Date: soon", "Date: 5 Jan 26 09:30 GMT")]
    [InlineData("date-ahead", "Date: Wed, 7 Jan 2026 09:30:00 +0000", "Date: Mon, 5 Jan 2026 22:00:00 +0000")]
    [InlineData("date-behind", "Date: Sun, 28 Dec 2025 08:30:00 +0000", "Date: Wed, 31 Dec 2025 09:30:00 +0000")]
    [InlineData("date-zone", "Date: Mon, 5 Jan 2026 09:30:00 -1600", "Date: Mon, 5 Jan 2026 22:30:00 +1400")]
    [InlineData("date-zone", "Date: Mon, 5 Jan 2026 09:30:00 +0190", "Date: Mon, 5 Jan 2026 09:30:00 +0530")]
    [InlineData("date-form", "Date: Mon, 5 Jan 2026 9:30:00 +0100", "Date: Mon, 05 Jan 2026 09:30:00 +0100 (CET)")]
    [InlineData("date-form", "Date: Mon, 5 Jan 2026 09:30:00", "Date: 5 Jan 2026 09:30 GMT")]
    [InlineData("id-missing", "-Message-ID", "")]
    [InlineData("id-odd", "Message-ID: <abcdef>", "Message-ID: <abc@def>")]
    [InlineData("id-odd", "Message-ID: abc@example.com", "Message-ID: <abc@example.com>")]
    [InlineData("id-relay", "Message-ID: <1@relay.other.example>|Received: from b by relay.other.example with SMTP" + Hop + "|Received: from pc by b.first.example with SMTP" + Hop, "Message-ID: <1@b.first.example>|Received: from b by relay.other.example with SMTP" + Hop + "|Received: from pc by b.first.example with SMTP" + Hop)]
    [InlineData("from-missing", "-From", "")]
    [InlineData("from-digits", "From: Joe <joe12345@example.com>", "From: Joe <joe1985@example.com>")]
    [InlineData("from-digits", "From: Joe <12345678@example.com>", "From: Joe <12345678@qq.com>")]
    [InlineData("from-is-to", "From: Anna <anna.berg@mustermann.example>", "From: Anna <anna.berg@mustermann2.example>")]
    [InlineData("from-nameless", "From: joe@example.com", "From: J <joe@example.com>")]
    public Task When_and_by_whom(string rule, string fields, string near) => RuleMail.TellsApartAsync(rule, RuleMail.Text(fields), RuleMail.Text(near));

    [Theory]
    [InlineData("subject-capitals", "Subject: THE MINUTES OF MONDAY", "Subject: THE MINUTES OF Monday")]
    [InlineData("subject-capitals", "Subject: THE MINUTES OF MONDAY", "Subject: PDF, USA")]
    [InlineData("subject-marks", "Subject: Minutes!!", "Subject: Minutes!")]
    [InlineData("subject-reply", "Subject: Re: The minutes", "Subject: Re: The minutes|References: <a@b.example>")]
    [InlineData("subject-reply", "Subject: Re: The minutes", "Subject: Re: The minutes|List-Id: <minutes.example.com>")]
    [InlineData("subject-tail", "Subject: Clearance sale              VOJTGT", "Subject: Clearance sale  VOJTGT")]
    [InlineData("subject-money", "Subject: $500 for you", "Subject: The price in $")]
    [InlineData("subject-recipient", "Subject: anna.berg@mustermann.example has 3 new messages", "Subject: anna.berg has 3 new messages")]
    [InlineData("reading-turned", "Subject: =?utf-8?Q?=E2=80=AEfdp?=", "Subject: =?utf-8?Q?=E2=80=93fdp?=")]
    [InlineData("reading-turned", "Subject: =?utf-8?B?4oCuZmRw?=", "Subject: =?utf-8?B?4oCTZmRw?=")]
    [InlineData("reading-turned", "Subject: a\u202efdp", "Subject: a\u2068b\u2069")]
    [InlineData("reading-turned", "MIME-Version: 1.0|Content-Type: application/pdf; name=\"a\u202efdp.exe\"", "MIME-Version: 1.0|Content-Type: application/pdf; name=\"afdp.exe\"")]
    public Task The_subject_of_it(string rule, string fields, string near) => RuleMail.TellsApartAsync(rule, RuleMail.Text(fields), RuleMail.Text(near));

    [Fact]
    [Trait("rule", "header-octets")]
    public async Task Letters_in_no_charset()
    {
        var text = RuleMail.Text("Subject: Die Gr\u00fc\u00dfe");
        Assert.Contains("header-octets", await RuleMail.SeenAsync(RuleMail.Input(Encoding.Latin1.GetBytes(text))));
        Assert.DoesNotContain("header-octets", await RuleMail.SeenAsync(RuleMail.Input(Encoding.UTF8.GetBytes(text))));
    }
}
