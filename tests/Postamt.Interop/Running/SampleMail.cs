using System.Security.Cryptography;
using System.Text;

namespace Postamt.Interop.Running;

/// <summary>Mails whose octets a careless server changes. All lines end in CRLF.</summary>
internal sealed record SampleMail(string Name, byte[] Content)
{
    public static TheoryData<string> Names { get; } = [.. Bodies().Select(body => body.Name)];

    public string Hash => Convert.ToHexString(SHA256.HashData(Content));

    public string Subject { get; } = Encoding.ASCII.GetString(Content).Split("\r\n").First(line => line.StartsWith("Subject: ", StringComparison.Ordinal))[9..];

    /// <summary>A mail with fresh ids from one account to another, or between other addresses.</summary>
    public static SampleMail Make(string name, string from, string to)
    {
        var id = Guid.NewGuid().ToString("N");
        var (_, type, body) = Bodies().Single(sample => sample.Name == name);
        var header = $"From: <{from}>\r\nTo: <{to}>\r\nSubject: {name} {id}\r\nDate: Mon, 05 Jan 2026 10:00:00 +0100\r\nMessage-ID: <{id}@interop.example>\r\nMIME-Version: 1.0\r\nContent-Type: {type}\r\n";
        return new SampleMail(name, [.. Encoding.ASCII.GetBytes(header), .. body]);
    }

    /// <summary>What was stored ends with exactly what was sent; before it stand only our trace fields.</summary>
    /// <param name="foreign">Trace fields another server writes beside ours.</param>
    public void AssertIn(byte[] stored, params string[] foreign)
    {
        Assert.True(stored.Length >= Content.Length, $"{Name}: {stored.Length} octets stored of {Content.Length}");
        Assert.Equal(Hash, Convert.ToHexString(SHA256.HashData(stored.AsSpan(stored.Length - Content.Length))));
        var trace = Encoding.Latin1.GetString(stored, 0, stored.Length - Content.Length);
        Assert.All(trace.Split("\r\n", StringSplitOptions.RemoveEmptyEntries), line =>
            Assert.Matches("^([ \\t]|(Return-Path|Received|Authentication-Results|Received-SPF|X-Postamt-[A-Za-z-]+|Delivered-To|X-Spam-[A-Za-z]+" + string.Concat(foreign.Select(field => "|" + field)) + "):)", line));
    }

    private static IEnumerable<(string Name, string Type, byte[] Body)> Bodies()
    {
        yield return ("plain", "text/plain; charset=us-ascii", Ascii("\r\nOne line.\r\n"));
        yield return ("empty body", "text/plain", Ascii("\r\n"));
        yield return ("dots", "text/plain", Ascii("\r\n.\r\n..\r\n...\r\n. x\r\n.. y\r\nend.\r\n.\r\nlast\r\n"));
        yield return ("blank lines at the end", "text/plain", Ascii("\r\nx\r\n\r\n\r\n\r\n"));
        yield return ("longest line", "text/plain", Ascii("\r\n" + new string('a', 998) + "\r\n." + new string('b', 997) + "\r\n"));
        yield return ("folded header", "text/plain;\r\n\tcharset=us-ascii;\r\n format=flowed", Ascii("X-Folded: a\r\n b\r\n\tc\r\n\r\nbody \r\ntrailing spaces  \r\n"));
        yield return ("utf-8", "text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit", Encoding.UTF8.GetBytes("\r\nGrüße, 你好, ß ﬁ\r\n"));
        yield return ("latin-1", "text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: 8bit", Encoding.Latin1.GetBytes("\r\nGrüße äöü ÿ\r\n"));
        yield return ("attachment", "multipart/mixed; boundary=\"b\"", Ascii(Multipart(3)));
        yield return ("one megabyte", "multipart/mixed; boundary=\"b\"", Ascii(Multipart(18_000)));
    }

    private static string Multipart(int lines)
    {
        var text = new StringBuilder("\r\npreamble\r\n--b\r\nContent-Type: text/plain\r\n\r\ntext\r\n--b\r\nContent-Type: application/octet-stream; name=\"a.bin\"\r\nContent-Transfer-Encoding: base64\r\n\r\n");
        for (var line = 0; line < lines; line++)
            text.Append(Convert.ToBase64String(SHA256.HashData(BitConverter.GetBytes(line)))).Append("\r\n");
        return text.Append("--b--\r\nepilogue\r\n").ToString();
    }

    private static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);
}
