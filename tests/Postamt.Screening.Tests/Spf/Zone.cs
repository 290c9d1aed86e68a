using System.Globalization;
using Postamt.Dns;

namespace Postamt.Screening.Tests.Spf;

/// <summary>DNS as a few lines: <c>example.com TXT v=spf1 -all</c>, <c>a.example.com A 192.0.2.1</c>, <c>example.com MX 10 a.example.com</c>, <c>192.0.2.1 PTR a.example.com</c>, <c>x.example.com BROKEN TXT</c>.</summary>
internal static class Zone
{
    public static FixedResolver Read(string lines)
    {
        var dns = new FixedResolver();
        var records = lines.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ', 3));
        foreach (var same in records.GroupBy(record => (Name: record[0], Type: record[1] == "AAAA" ? "A" : record[1])))
        {
            var values = same.Select(record => record[2]).ToArray();
            _ = same.Key.Type switch
            {
                "TXT" => dns.Txt(same.Key.Name, values),
                "A" => dns.Addresses(same.Key.Name, values),
                "MX" => dns.Mx(same.Key.Name, [.. values.Select(value => value.Split(' ')).Select(words => (ushort.Parse(words[0], CultureInfo.InvariantCulture), words.Length > 1 ? words[1] : ""))]),
                "PTR" => dns.Reverse(same.Key.Name, values),
                "BROKEN" => dns.Answer(values[0], same.Key.Name, DnsStatus.Unavailable),
                _ => throw new ArgumentException(same.Key.Type),
            };
        }
        return dns;
    }
}
