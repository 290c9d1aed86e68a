using System.Globalization;
using Postamt.ForeignData;

namespace Postamt.Screening.Tests.Arc;

/// <summary>One case of the foreign sealing suite.</summary>
/// <param name="Message">With CRLF.</param>
/// <param name="Seal">The values of ARC-Seal, ARC-Message-Signature and ARC-Authentication-Results, with CRLF; empty for none.</param>
internal sealed record SealingCase(string Name, string Message, long Time, string Fields, string Service, string Seal, string Signature, string Results);

/// <summary>Reads arc-draft-sign-tests.yml of POSTAMT_TESTDATA: just as much of YAML as it has.</summary>
internal static class SealingCases
{
    private static string Path => TestData.Required("arc/arc-draft-sign-tests.yml");

    /// <summary>The key's PKCS #1 as base64, and its record in DNS.</summary>
    public static (string Key, string Record) Keys()
    {
        var lines = File.ReadAllLines(Path);
        var key = Block(lines, Array.FindIndex(lines, line => line.StartsWith("privatekey:", StringComparison.Ordinal)), 2);
        var record = Block(lines, Array.FindIndex(lines, line => line.StartsWith("  dummy._domainkey.example.org:", StringComparison.Ordinal)), 4);
        return (string.Concat(key.Where(line => !line.StartsWith("-----", StringComparison.Ordinal))), string.Concat(record));
    }

    public static IReadOnlyList<SealingCase> Read()
    {
        var lines = File.ReadAllLines(Path);
        var cases = new List<SealingCase>();
        var isTests = false;
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].Length > 0 && lines[i][0] != ' ') isTests = lines[i].StartsWith("tests:", StringComparison.Ordinal);
            if (!isTests || Indent(lines[i]) != 2 || !lines[i].EndsWith(':')) continue;
            var values = new Dictionary<string, string>(StringComparer.Ordinal);
            for (var at = i + 1; at < lines.Length && (lines[at].Length == 0 || Indent(lines[at]) >= 4); at++)
            {
                if (Indent(lines[at]) != 4) continue;
                var colon = lines[at].IndexOf(':', StringComparison.Ordinal);
                var value = lines[at][(colon + 1)..].Trim();
                values[lines[at][4..colon]] = value == "|" ? string.Concat(Block(lines, at, 6).Select(line => line + "\r\n")) : value;
            }
            cases.Add(new SealingCase(lines[i].Trim().TrimEnd(':'), values["message"], long.Parse(values["t"], CultureInfo.InvariantCulture), values["sig-headers"], values["srv-id"], values["AS"], values["AMS"], values["AAR"]));
        }
        return cases;
    }

    /// <summary>The lines of a literal block; empty ones at its end are left out.</summary>
    private static List<string> Block(string[] lines, int key, int indent)
    {
        var block = new List<string>();
        for (var i = key + 1; i < lines.Length && (lines[i].Trim().Length == 0 || Indent(lines[i]) >= indent); i++) block.Add(lines[i].Length > indent ? lines[i][indent..] : "");
        while (block.Count > 0 && block[^1].Length == 0) block.RemoveAt(block.Count - 1);
        return block;
    }

    private static int Indent(string line) => line.Length - line.TrimStart(' ').Length;
}
