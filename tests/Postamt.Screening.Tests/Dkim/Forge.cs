using System.Security.Cryptography;
using System.Text;
using Postamt.Dns;
using Postamt.Screening.Dkim;

namespace Postamt.Screening.Tests.Dkim;

/// <summary>A signer that signs whatever it is told to, with an RSA key of its own at s1._domainkey.example.com.</summary>
internal sealed class Forge : IDisposable
{
    public const string Mail = "From: Bob <bob@example.com>\r\nTo: anna@here.example\r\nSubject:  Hello\r\n\tagain \r\n\r\nHi  Anna,\r\n\r\nbye \r\n\r\n\r\n";

    private readonly RSA _rsa;

    public Forge(int bits = 2048) => _rsa = RSA.Create(bits);

    public string Key => "v=DKIM1; p=" + Convert.ToBase64String(_rsa.ExportSubjectPublicKeyInfo());

    public FixedResolver Dns => new FixedResolver().Txt("s1._domainkey.example.com", Key);

    /// <param name="tags">All but v, bh and b; or other values for those.</param>
    public string Sign(string mail, string tags, bool bodyRelaxed = true, bool headerRelaxed = true, long? length = null)
    {
        var octets = Encoding.UTF8.GetBytes(mail);
        var header = new SignedHeader(octets);
        using var body = new BodyHasher(bodyRelaxed, length);
        body.Append(octets.AsSpan(mail.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4));
        var field = $"DKIM-Signature: {(Has(tags, "v") ? "" : "v=1; ")}{(Has(tags, "bh") ? "" : $"bh={Convert.ToBase64String(body.Finish())}; ")}{tags}; b=";
        var names = TagList.TryParse(tags, out var list) && list["h"] is { } fields ? TagList.Parts(fields) : ["from"];
        var hash = header.Hash(header.Select(names), Encoding.UTF8.GetBytes(field), headerRelaxed);
        return field + Convert.ToBase64String(_rsa.SignHash(hash, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)) + "\r\n" + mail;
    }

    public void Dispose() => _rsa.Dispose();

    private static bool Has(string tags, string name) => tags.StartsWith(name + "=", StringComparison.Ordinal) || tags.Contains("; " + name + "=", StringComparison.Ordinal);
}
