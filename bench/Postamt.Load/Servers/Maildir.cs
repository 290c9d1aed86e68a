using System.Globalization;
using Postamt.Load.Mails;
using Postamt.Load.Processes;

namespace Postamt.Load.Servers;

/// <summary>Fills a Maildir the way Dovecot's own delivery names and writes files: LF lines, both sizes in the name.</summary>
internal static class Maildir
{
    internal static async Task FillAsync(string home, string address, int count, MailPool mails, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(home, "Maildir");
        foreach (var part in new[] { "cur", "new", "tmp" }) System.IO.Directory.CreateDirectory(Path.Combine(folder, part));
        var (header, segments) = (new byte[2048], new List<ArraySegment<byte>>(3));
        using var crlf = new MemoryStream();
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        for (var number = 0; number < count; number++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            mails.Fill(number, address, header, segments);
            crlf.SetLength(0);
            foreach (var segment in segments) crlf.Write(segment);
            crlf.SetLength(crlf.Length - MailPool.FinalDotLength);
            var lf = crlf.GetBuffer().AsSpan(0, (int)crlf.Length).ToArray().Where(octet => octet != (byte)'\r').ToArray();
            var name = string.Create(CultureInfo.InvariantCulture, $"{now}.M{number:D6}P1.bench,S={lf.Length},W={crlf.Length}:2,");
            await File.WriteAllBytesAsync(Path.Combine(folder, "cur", name), lf, cancellationToken);
        }
        await ForeignProgram.RunAsync("chown", ["-R", "nobody:nogroup", home], cancellationToken);
    }
}
