using System.IO.Compression;
using System.Text;
using Postamt.Interop.Programs;
using Postamt.Interop.Running;

namespace Postamt.Interop.Virus;

/// <summary>A real clamd behind the front door.</summary>
public sealed class VirusTests
{
    private const string Multipart = "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"b\"\r\n\r\n";

    /// <summary>From the field of the content's type to the end of the mail.</summary>
    public static TheoryData<string> Infected { get; } = ["plain", "attached", "zipped", "zipped twice", "renamed", "base64 with junk", "base64 in one line", "quoted-printable", "another charset", "forwarded", "before the parts", "behind the parts", "behind an odd first field"];

    [Fact]
    [Trait("attack", "55")]
    public async Task A_virus_is_refused_however_it_is_packed()
    {
        await using var clamd = await Clamd.StartAsync();
        await using var office = await OfficeAsync(clamd.Address);
        var account = office.TakeAccount();
        var missed = new List<string>();
        foreach (var name in Infected.Select(row => row.Data))
        {
            var result = await SendAsync(office, account, Mail(account, Body(name, Clamd.Eicar), name == "behind an odd first field"));
            if (!result.Text.Contains("550 5.7.1 The mail has a virus: Eicar-Test-Signature", StringComparison.Ordinal)) missed.Add($"{name}: {result}");
        }

        Assert.Empty(missed);
        // The same without the virus.
        foreach (var name in Infected.Select(row => row.Data)) Assert.Equal(0, (await SendAsync(office, account, Mail(account, Body(name, "only words"u8.ToArray()), false))).ExitCode);
        Assert.Equal(Infected.Count, (await Reader.MailsAsync(office, account, Infected.Count)).Count);
    }

    [Fact]
    [Trait("drill", "13")]
    public async Task While_no_scanner_answers_mail_waits_and_none_is_taken_unseen()
    {
        await using var clamd = await Clamd.StartAsync();
        await using var office = await OfficeAsync(clamd.Address);
        var account = office.TakeAccount();
        var mail = Mail(account, Body("plain", Clamd.Eicar), false);
        clamd.Kill();
        var waits = await SendAsync(office, account, mail);
        Assert.Contains("451 4.7.1", waits.Text, StringComparison.Ordinal);
        Assert.Contains("451 4.7.1", (await SendAsync(office, account, SampleMail.Make("plain", "joe@far.example", account.Address).Content)).Text, StringComparison.Ordinal);
        await clamd.BeginAsync();
        Assert.Contains("550 5.7.1", (await SendAsync(office, account, mail)).Text, StringComparison.Ordinal);
        Assert.Equal(0, (await SendAsync(office, account, SampleMail.Make("plain", "joe@far.example", account.Address).Content)).ExitCode);
        Assert.Single(await Reader.MailsAsync(office, account, 1));
    }

    private static async Task<PostOffice> OfficeAsync(string clamd)
    {
        var office = new PostOffice([]);
        await office.InitializeAsync();
        _ = office["smtp"];
        await office.RunVerbAsync("setting", "set", "screening.clamd", $"[\"{clamd}\"]");
        return office;
    }

    private static async Task<ProgramResult> SendAsync(PostOffice office, Account to, byte[] mail)
    {
        using var folder = new TempFolder();
        var door = office["smtp"];
        return await ForeignProgram.RunAsync("swaks", ["--server", door.Host, "--port", door.PortText, "--from", "joe@far.example", "--to", to.Address, "--ehlo", "client.example", "--data", "@" + folder.File("mail", mail[..^2]), "--suppress-data"]);
    }

    private static byte[] Mail(Account to, string rest, bool odd) => Encoding.Latin1.GetBytes(
        (odd ? "Zz-Odd: first\r\n" : "") + $"From: joe@far.example\r\nTo: {to.Address}\r\nSubject: a mail\r\nDate: Mon, 05 Jan 2026 10:00:00 +0100\r\nMessage-ID: <{Guid.NewGuid():N}@far.example>\r\n{rest}");

    private static string Body(string name, byte[] virus) => name switch
    {
        "plain" => $"\r\n{Encoding.ASCII.GetString(virus)}\r\n",
        "zipped" => Part(Zip("a.txt", virus), "application/zip; name=\"a.zip\""),
        "zipped twice" => Part(Zip("a.zip", Zip("b.txt", virus)), "application/zip; name=\"a.zip\""),
        "renamed" => Part(Zip("a.txt", virus), "image/jpeg; name=\"holiday.jpg\""),
        "base64 with junk" => Multipart + "--b\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n" + Junk(Convert.ToBase64String(virus)) + "\r\n--b--\r\n",
        "base64 in one line" => Multipart + $"--b\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: BASE64\r\n\r\n{Convert.ToBase64String(virus)}\r\n--b--\r\n",
        "quoted-printable" => Multipart + $"--b\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{string.Concat(virus.Select((octet, i) => (i % 20 == 19 ? "=\r\n" : "") + $"={octet:X2}"))}\r\n--b--\r\n",
        "another charset" => Multipart + $"--b\r\nContent-Type: text/plain; charset=\"x-none-such\"\r\nContent-Transfer-Encoding: base64\r\n\r\n{Convert.ToBase64String(virus)}\r\n--b--\r\n",
        "forwarded" => Multipart + $"--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: x@far.example\r\nSubject: inner\r\n{Part(virus, "application/octet-stream; name=\"a\"").Replace("\"b\"", "\"inner\"", StringComparison.Ordinal).Replace("--b", "--inner", StringComparison.Ordinal)}\r\n--b--\r\n",
        "before the parts" => Multipart + $"{Encoding.ASCII.GetString(virus)}\r\n--b\r\nContent-Type: text/plain\r\n\r\nhello\r\n--b--\r\n",
        "behind the parts" => Multipart + $"--b\r\nContent-Type: text/plain\r\n\r\nhello\r\n--b--\r\n{Encoding.ASCII.GetString(virus)}\r\n",
        _ => Part(virus, "application/octet-stream; name=\"a.com\""),
    };

    private static string Part(byte[] content, string type) =>
        Multipart + $"--b\r\nContent-Type: {type}\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment\r\n\r\n{Convert.ToBase64String(content, Base64FormattingOptions.InsertLineBreaks)}\r\n--b--\r\n";

    private static string Junk(string base64) => string.Concat(base64.Select((letter, i) => i % 7 == 6 ? $"{letter}!-" : $"{letter}"));

    private static byte[] Zip(string name, byte[] content)
    {
        using var packed = new MemoryStream();
        using (var archive = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = archive.CreateEntry(name).Open();
            entry.Write(content);
        }

        return packed.ToArray();
    }
}
