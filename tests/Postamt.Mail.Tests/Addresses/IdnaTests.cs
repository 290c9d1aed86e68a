using System.Globalization;
using System.Text.RegularExpressions;
using Postamt.ForeignData;
using Postamt.Mail.Addresses;

namespace Postamt.Mail.Tests.Addresses;

public sealed partial class IdnaTests
{
    [Fact]
    public void The_conformance_table_of_Unicode_is_followed_but_for_stricter_rules()
    {
        var (same, wrong, accepted, refused, rightlyRefused) = (0, new List<string>(), new List<string>(), new List<string>(), 0);
        foreach (var line in File.ReadLines(TestData.Required("idna/IdnaTestV2.txt")))
        {
            var columns = line.Split('#')[0].Split(';').Select(c => Unescape(c.Trim())).ToArray();
            if (columns.Length < 7 || columns[0].Length == 0)
                continue;
            var source = columns[0];
            var unicode = columns[1].Length == 0 ? source : columns[1];
            var ascii = columns[3].Length == 0 ? unicode : columns[3];
            var status = columns[4].Length == 0 ? columns[2] : columns[4];
            var valid = status is "" or "[]";
            var ours = DomainName.TryParse(source, out var domain) ? domain.Ascii : null;
            if (!valid && ours is null)
                rightlyRefused++;
            else if (!valid)
                accepted.Add(source + " " + status + " -> " + ours);
            else if (ours is null)
                refused.Add(source);
            else if (ours == ascii.TrimEnd('.'))
                same++;
            else
                wrong.Add($"{source} -> {ours}, not {ascii}");
        }
        Assert.Empty(wrong);
        // What the platform does not check: the length with a final dot (A4_2), hyphens in the third and fourth place (V2).
        Assert.DoesNotContain(accepted, row => !Lenient().IsMatch(row));
        // Stricter than the table: STD3 host names, all characters known to the platform, no number as last label.
        Assert.True(same > 380 && rightlyRefused > 5_400, $"{same} same, {rightlyRefused} rightly refused, {refused.Count} refused");
    }

    // RFC 5893 2, condition by condition: right-to-left letters are Hebrew alef (05D0) and Arabic alef (0627), digits 0660 and 06F0.
    [Theory]
    [InlineData("\u05D0\u05D1.example", true)]
    [InlineData("\u0627\u06F0.example", true)]
    [InlineData("\u0627\u0660.example", true)]
    [InlineData("\u05D0-9.example", true)]
    [InlineData("\u05D0\u05B8.example", true)]
    [InlineData("b\u00FCcher.example", true)]
    [InlineData("0\u05D0.example", false)]
    [InlineData("\u05D0a.example", false)]
    [InlineData("a\u05D0.example", false)]
    [InlineData("\u05D0a\u05D0.example", false)]
    [InlineData("\u0627\u0660\u06F0.example", false)]
    [InlineData("\u05D0.1st.example", false)]
    [InlineData("\u05D0.a1.example", true)]
    [Trait("attack", "39")]
    public void A_domain_mixes_directions_only_as_the_bidi_rule_allows(string domain, bool allowed) => Assert.Equal(allowed, DomainName.TryParse(domain, out _));

    private static string Unescape(string text) => text == "\"\"" ? "" : Escapes().Replace(text, m =>
        int.Parse(m.Groups[1].Success ? m.Groups[1].ValueSpan : m.Groups[2].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture) is var code && code is >= 0xD800 and <= 0xDFFF
            ? ((char)code).ToString() : char.ConvertFromUtf32(code));

    [GeneratedRegex(@"\[(A4_2|V2|, )+\] ->")]
    private static partial Regex Lenient();

    [GeneratedRegex(@"\\u([0-9A-Fa-f]{4})|\\x\{([0-9A-Fa-f]+)\}")]
    private static partial Regex Escapes();
}
