using Postamt.Dns;

namespace Postamt.Screening.Tests.Dkim;

/// <summary>What a key's record in DNS says (RFC 6376 3.6.1, RFC 8301, RFC 8463).</summary>
public sealed class KeyRecordTests : DkimTest
{
    [Theory]
    [InlineData("3.6.1 the version may be missing", "p=KEY", "Pass")]
    [InlineData("3.6.1 another version", "v=DKIM2; p=KEY", "PermError")]
    [InlineData("3.6.1 the version comes first", "p=KEY; v=DKIM1", "PermError")]
    [InlineData("3.6.1 another kind", "v=DKIM1; k=dsa; p=KEY", "PermError")]
    [InlineData("8463 of another kind than the signature", "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=", "PermError")]
    [InlineData("3.6.1 for another hash", "v=DKIM1; h=sha1; p=KEY", "PermError")]
    [InlineData("3.6.1 for several hashes", "v=DKIM1; h=sha1 : sha256; p=KEY", "Pass")]
    [InlineData("3.6.1 for another service", "v=DKIM1; s=tlsrpt; p=KEY", "PermError")]
    [InlineData("3.6.1 for mail among others", "v=DKIM1; s=tlsrpt:email; p=KEY", "Pass")]
    [InlineData("3.6.1 revoked", "v=DKIM1; p=", "PermError")]
    [InlineData("3.6.1 no key", "v=DKIM1; k=rsa", "PermError")]
    [InlineData("3.6.1 no base64", "v=DKIM1; p=???", "PermError")]
    [InlineData("3.6.1 octets that are no key", "v=DKIM1; p=AAAA", "PermError")]
    [InlineData("3.6.1 notes do not matter", "v=DKIM1; n=hello; g=*; p=KEY", "Pass")]
    [InlineData("3.6.1 for the domain itself only", "v=DKIM1; t=s; p=KEY", "PermError")]
    public async Task A_key_counts_as_it_is_published(string rule, string record, string result)
    {
        var key = Signer.Key[(Signer.Key.IndexOf("p=", StringComparison.Ordinal) + 2)..];
        var mail = Signer.Sign(Forge.Mail, "a=rsa-sha256; c=relaxed/relaxed; d=example.com; i=@mail.example.com; s=s1; h=from");
        Assert.Equal((rule, result), (rule, await ResultAsync(mail, new FixedResolver().Txt("s1._domainkey.example.com", record.Replace("KEY", key, StringComparison.Ordinal)))));
    }

    [Fact]
    public async Task A_domain_that_is_still_trying_says_so() =>
        Assert.True(Assert.Single(await AskAsync(Signer.Sign(Forge.Mail, Tags), new FixedResolver().Txt("s1._domainkey.example.com", "t=y:s; " + Signer.Key.Replace("v=DKIM1; ", "", StringComparison.Ordinal)))).IsTesting);

    [Theory]
    [Trait("attack", "78")]
    [InlineData(512, "Policy")]
    [InlineData(768, "Policy")]
    [InlineData(1024, "Pass")]
    [InlineData(4096, "Pass")]
    public async Task Short_keys_are_not_relied_on(int bits, string result)
    {
        using var forge = new Forge(bits);
        Assert.Equal(result, await ResultAsync(forge.Sign(Forge.Mail, Tags), forge.Dns));
    }

    [Fact]
    [Trait("attack", "78")]
    public async Task A_key_of_a_hundred_kilobytes_is_none() =>
        Assert.Equal("PermError", await ResultAsync(Signer.Sign(Forge.Mail, Tags), new FixedResolver().Txt("s1._domainkey.example.com", "n=" + new string('x', 100_000) + "; " + Signer.Key)));
}
