namespace Postamt.Screening.Tests.Dkim;

/// <summary>What a signature says of itself (RFC 6376 3.5, RFC 8301).</summary>
public sealed class SignatureTagTests : DkimTest
{
    [Theory]
    [Trait("attack", "73")]
    [InlineData("3.5 another version", "v=2; " + Tags, "PermError")]
    [InlineData("3.5 an unknown algorithm", "a=rsa-md5; d=example.com; s=s1; h=from", "PermError")]
    [InlineData("8301 3.1 SHA-1", "a=rsa-sha1; d=example.com; s=s1; h=from", "Policy")]
    [InlineData("3.5 no domain", "a=rsa-sha256; s=s1; h=from", "PermError")]
    [InlineData("3.5 no selector", "a=rsa-sha256; d=example.com; h=from", "PermError")]
    [InlineData("3.5 no fields", "a=rsa-sha256; d=example.com; s=s1", "PermError")]
    [InlineData("5.4 From is not signed", "a=rsa-sha256; d=example.com; s=s1; h=to:subject", "PermError")]
    [InlineData("3.5 an unknown canonicalisation", "a=rsa-sha256; c=odd/simple; d=example.com; s=s1; h=from", "PermError")]
    [InlineData("3.5 an identity elsewhere", "a=rsa-sha256; d=example.com; i=@example.org; s=s1; h=from", "PermError")]
    [InlineData("3.5 an identity that only ends alike", "a=rsa-sha256; d=example.com; i=@badexample.com; s=s1; h=from", "PermError")]
    [InlineData("3.5 an identity below", "a=rsa-sha256; c=relaxed/relaxed; d=example.com; i=bob@mail.example.com; s=s1; h=from", "Pass")]
    [InlineData("3.5 a way to ask that is not known", "a=rsa-sha256; d=example.com; s=s1; q=http; h=from", "PermError")]
    [InlineData("3.5 it ended", Tags + "; t=1; x=2", "Fail")]
    [InlineData("3.5 it ends before it began", Tags + "; t=3; x=2", "PermError")]
    [InlineData("3.5 it ends in another age", Tags + "; x=99999999999999999999999999", "Pass")]
    [InlineData("3.5 a length that is no number", Tags + "; l=-1", "PermError")]
    [InlineData("3.2 a tag twice", Tags + "; d=example.com", "PermError")]
    [InlineData("3.2 a tag without a value", Tags + "; ; x", "PermError")]
    [InlineData("3.2 unknown tags do not matter", Tags + "; foo=bar", "Pass")]
    [InlineData("a selector with a zero", "a=rsa-sha256; c=relaxed/relaxed; d=example.com; s=sel._domainkey.attack.com.\0.any; h=from", "PermError")]
    [InlineData("a selector of nothing", "a=rsa-sha256; c=relaxed/relaxed; d=example.com; s=a..b; h=from", "PermError")]
    [InlineData("a domain with a comment", "a=rsa-sha256; c=relaxed/relaxed; d=example.com(.attack.com; s=s1; h=from", "PermError")]
    [InlineData("a key that is not there", "a=rsa-sha256; d=example.com; s=s2; h=from", "PermError")]
    public async Task What_is_said_counts_as_it_is_said(string rule, string tags, string result) => Assert.Equal((rule, result), (rule, await ResultAsync(Signer.Sign(Forge.Mail, tags))));
}
