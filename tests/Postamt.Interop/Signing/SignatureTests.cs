using System.Security.Cryptography;
using System.Text;
using Postamt.Interop.Programs;
using Postamt.Interop.Running;
using Postamt.Running;

namespace Postamt.Interop.Signing;

/// <summary>Signatures and seals made here, checked by Debian's python3-dkim and OpenDKIM; theirs, checked here.</summary>
public sealed class SignatureTests(SigningOffice office) : IClassFixture<SigningOffice>
{
    private const string Name = "s1._domainkey.far.example";

    [Theory]
    [InlineData(false, "plain")]
    [InlineData(false, "folded header")]
    [InlineData(false, "latin-1")]
    [InlineData(false, "attachment")]
    [InlineData(true, "utf-8")]
    public async Task Python_finds_our_signatures_good(bool isEd25519, string sample)
    {
        await office.SignWithAsync(isEd25519);
        var mail = await office.SubmittedAsync(sample);
        Assert.Equal(["dkim True"], await PythonsWordsAsync(mail, "dkim"));
        Assert.Equal(["dkim False"], await PythonsWordsAsync(mail.Replace("Subject: ", "Subject: Re: ", StringComparison.Ordinal), "dkim"));
        Assert.Equal(["dkim False"], await PythonsWordsAsync("Subject: another\r\n" + mail, "dkim"));
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("folded header")]
    [InlineData("attachment")]
    public async Task Opendkim_finds_our_signatures_good(string sample)
    {
        await office.SignWithAsync(isEd25519: false);
        var mail = await office.SubmittedAsync(sample);
        Assert.Contains("dkim=pass", await OpendkimAsync(mail, office.KeyName, office.KeyRecord), StringComparison.Ordinal);
        Assert.Contains("dkim=fail", await OpendkimAsync(mail.Replace("Subject: ", "Subject: Re: ", StringComparison.Ordinal), office.KeyName, office.KeyRecord), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("folded header")]
    [InlineData("attachment")]
    public async Task Python_finds_our_seals_good(string sample)
    {
        await office.SignWithAsync(isEd25519: false);
        var mail = await office.PassedOnAsync(sample);
        Assert.StartsWith("arc pass", Assert.Single(await PythonsWordsAsync(mail, "arc")), StringComparison.Ordinal);
        Assert.StartsWith("arc fail", Assert.Single(await PythonsWordsAsync(mail.Replace("Subject: ", "Subject: Re: ", StringComparison.Ordinal), "arc")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "plain")]
    [InlineData(false, "folded header")]
    [InlineData(false, "latin-1")]
    [InlineData(true, "utf-8")]
    public async Task Pythons_signatures_are_found_good(bool isEd25519, string sample)
    {
        using var folder = new TempFolder();
        // python3-nacl's key of RFC 8463 A.2.
        using var rsa = RSA.Create(2048);
        var key = folder.File("key", Encoding.ASCII.GetBytes(isEd25519 ? "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=" : rsa.ExportRSAPrivateKeyPem()));
        office.Office.Dns.AddText(Name, isEd25519 ? "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=" : Record(rsa));
        var signed = await SigningOffice.PythonAsync("sign", folder.File("mail", SampleMail.Make(sample, "joe@far.example", "anna@here.example").Content), Name, key);
        Assert.Equal("pass", await OursAsync("dkim", signed.Output));
        Assert.Equal("fail", await OursAsync("dkim", [.. signed.Output, .. "more\r\n"u8]));
    }

    [Fact]
    public async Task Pythons_seals_are_found_good()
    {
        using var folder = new TempFolder();
        using var rsa = RSA.Create(2048);
        var key = folder.File("key", Encoding.ASCII.GetBytes(rsa.ExportRSAPrivateKeyPem()));
        office.Office.Dns.AddText(Name, Record(rsa));
        var mail = SampleMail.Make("plain", "joe@far.example", "anna@here.example").Content;
        var sealed1 = await SigningOffice.PythonAsync("seal", folder.File("mail", mail), Name, key, "far.example; spf=pass smtp.mailfrom=far.example; arc=none");
        Assert.Equal("pass", await OursAsync("arc", sealed1.Output));
        Assert.Equal("fail", await OursAsync("arc", [.. sealed1.Output, .. "more\r\n"u8]));
        var sealed2 = await SigningOffice.PythonAsync("seal", folder.File("mail2", sealed1.Output), Name, key, "far.example; arc=pass");
        Assert.Equal("pass", await OursAsync("arc", sealed2.Output));
    }

    [Theory]
    [InlineData("relaxed/relaxed")]
    [InlineData("simple/simple")]
    public async Task Opendkims_signatures_are_found_good(string canonicalization)
    {
        using var folder = new TempFolder();
        using var rsa = RSA.Create(2048);
        office.Office.Dns.AddText(Name, Record(rsa));
        var key = folder.File("key", Encoding.ASCII.GetBytes(rsa.ExportRSAPrivateKeyPem()));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var content = SampleMail.Make("folded header", "joe@far.example", "anna@here.example").Content;
        var said = await RunOpendkimAsync(folder, content, $"Mode s\nDomain far.example\nSelector s1\nKeyFile {key}\nSignatureAlgorithm rsa-sha256\nCanonicalization {canonicalization}\n");
        var value = said[(said.IndexOf("hname='DKIM-Signature' hvalue='", StringComparison.Ordinal) + 31)..];
        var field = "DKIM-Signature: " + value[..value.IndexOf('\'', StringComparison.Ordinal)].ReplaceLineEndings("\r\n") + "\r\n";
        Assert.Equal("pass", await OursAsync("dkim", [.. Encoding.Latin1.GetBytes(field), .. content]));
        Assert.Equal("fail", await OursAsync("dkim", [.. Encoding.Latin1.GetBytes(field), .. content, .. "more\r\n"u8]));
    }

    private static string Record(RSA rsa) => "v=DKIM1; k=rsa; p=" + Convert.ToBase64String(rsa.ExportSubjectPublicKeyInfo());

    private async Task<IReadOnlyList<string>> PythonsWordsAsync(string mail, string about)
    {
        using var folder = new TempFolder();
        var result = await SigningOffice.PythonAsync("verify", folder.File("mail", Encoding.Latin1.GetBytes(mail)), office.KeyName, office.KeyRecord);
        return [.. result.Text.Split('\n').Where(line => line.StartsWith(about + " ", StringComparison.Ordinal))];
    }

    private static async Task<string> OpendkimAsync(string mail, string name, string record)
    {
        using var folder = new TempFolder();
        return await RunOpendkimAsync(folder, Encoding.Latin1.GetBytes(mail), $"Mode v\nTestPublicKeys {folder.File("keys", Encoding.ASCII.GetBytes($"{name} {record}\n"))}\n");
    }

    /// <summary>Has it look at a mail in a file, as it would at one on its way.</summary>
    private static async Task<string> RunOpendkimAsync(TempFolder folder, byte[] mail, string configuration)
    {
        var result = await ForeignProgram.RunAsync("opendkim", ["-n", "-x", folder.File("conf", Encoding.ASCII.GetBytes("Socket inet:0@localhost\nRequireSafeKeys no\n" + configuration))]);
        Assert.True(result.ExitCode == 0, result.ToString());
        // It wants lines to end as they do in files.
        var file = folder.File("mail", Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(mail).ReplaceLineEndings("\n")));
        result = await ForeignProgram.RunAsync("opendkim", ["-v", "-v", "-t", file, "-x", Path.Combine(folder.Path, "conf")]);
        return result.Text;
    }

    private async Task<string> OursAsync(string verb, byte[] mail)
    {
        using var folder = new TempFolder();
        var result = await ForeignProgram.RunAsync("dotnet", [Checkout.Program, "screen", verb, folder.File("mail", mail), "--dns", $"{office.Office.Dns.EndPoint}"]);
        Assert.True(result.ExitCode == 0, result.ToString());
        return result.Text.Trim();
    }
}
