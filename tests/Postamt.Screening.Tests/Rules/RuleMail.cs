using System.Collections.Immutable;
using System.Net;
using System.Text;
using Postamt.Mail.Addresses;
using Postamt.Mail.Envelopes;
using Postamt.Mail.Headers;
using Postamt.Mail.Mime;
using Postamt.Screening.Rules;
using Postamt.Screening.Rules.Clues;

namespace Postamt.Screening.Tests.Rules;

/// <summary>A mail nothing is wrong with, what is made of it, and what the rules see in that.</summary>
internal static class RuleMail
{
    /// <summary>When it comes in.</summary>
    public static readonly DateTimeOffset Now = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    private static readonly string[] Plain = ["From: Joe Example <joe@example.com>", "To: anna.berg@mustermann.example", "Subject: The minutes of Monday", "Date: Mon, 5 Jan 2026 09:30:00 +0100", "Message-ID: <a1.b2@example.com>"];

    /// <param name="fields">Apart by "|"; they replace those of the plain mail, and "-Date" takes one away.</param>
    public static string Text(string fields, string body = "We meet again on Monday.\r\n")
    {
        var own = fields.Split('|', StringSplitOptions.RemoveEmptyEntries);
        var names = own.Select(static field => field.TrimStart('-').Split(':')[0]).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var lines = own.Where(static field => field[0] != '-').Concat(Plain.Where(field => !names.Contains(field.Split(':')[0])));
        return string.Concat(lines.Select(static line => line + "\r\n")) + "\r\n" + body;
    }

    public static string Page(string html) => Text("MIME-Version: 1.0|Content-Type: text/html; charset=utf-8", html);

    public static ScreeningInput Input(byte[] octets, string path = "joe@example.com", string helo = "mail.example.com", MailOrigin origin = MailOrigin.Outside)
    {
        var parameters = new MailParameters { ReversePath = path.Length == 0 ? ReversePath.Null : new ReversePath(EmailAddress.Parse(path)) };
        return new ScreeningInput(
            new Envelope(parameters, ImmutableArray.Create(new EnvelopeRecipient(EmailAddress.Parse("anna.berg@mustermann.example")))), new Senders.StreamContent(octets, isInMemory: true),
            octets.AsMemory(0, HeaderFields.SectionLength(octets)), MessageStructure.Of(octets), origin, IPAddress.Parse("192.0.2.1"), helo);
    }

    public static Task<IReadOnlyList<string>> SeenAsync(string content) => SeenAsync(Input(Encoding.UTF8.GetBytes(content)));

    /// <summary>The names of the rules that apply.</summary>
    public static async Task<IReadOnlyList<string>> SeenAsync(ScreeningInput input) =>
        [.. RuleBook.Apply(MailClues.Of(input, await input.Look.ReadAsync(TestContext.Current.CancellationToken), Now)).Select(static sighting => sighting.Rule.Name)];

    /// <summary>It applies to the one, and not to the other, which is nearly the same.</summary>
    public static async Task TellsApartAsync(string rule, string content, string near)
    {
        Assert.Contains(rule, await SeenAsync(content));
        Assert.DoesNotContain(rule, await SeenAsync(near));
    }
}
