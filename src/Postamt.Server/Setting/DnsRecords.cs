using System.Security.Cryptography;
using System.Text;
using Postamt.Cluster.Identity;
using Postamt.Cluster.Settings;
using Postamt.Mail.Addresses;

namespace Postamt.Server.Setting;

/// <summary>What a domain publishes so that mail finds us and others can tell ours from forgeries, as a zone file fragment (RFC 1035 5).</summary>
internal sealed class DnsRecords
{
    private const int KeyBits = 2048;
    private const int MaxTextOctets = 255;

    private readonly List<(string Name, string Type, string Value)> _records = [];

    internal IReadOnlyList<(string Name, string Type, string Value)> All => _records;

    internal static async ValueTask<DnsRecords> ForAsync(ISecrets secrets, DomainName domain, string hostName, Actor actor, CancellationToken cancellationToken)
    {
        var selector = "postamt1";
        var secretName = $"dkim.{domain.Ascii}.{selector}";
        using var key = RSA.Create(KeyBits);
        if (await secrets.ReadAsync(CompanyId.Installation, secretName, cancellationToken) is { } kept) key.ImportPkcs8PrivateKey(kept, out _);
        else await secrets.WriteAsync(CompanyId.Installation, secretName, key.ExportPkcs8PrivateKey(), actor, cancellationToken);
        var records = new DnsRecords();
        var host = hostName.TrimEnd('.') + ".";
        records.Add("@", "MX", $"10 {host}");
        records.AddText("@", "v=spf1 mx -all");
        // RFC 6376 3.6.1: the public key as SubjectPublicKeyInfo.
        records.AddText($"{selector}._domainkey", $"v=DKIM1; k=rsa; p={Convert.ToBase64String(key.ExportSubjectPublicKeyInfo())}");
        records.AddText("_dmarc", $"v=DMARC1; p=none; rua=mailto:postmaster@{domain.Ascii}");
        // RFC 8461 3.1 and RFC 8460 3.
        records.AddText("_mta-sts", "v=STSv1; id=1");
        records.AddText("_smtp._tls", $"v=TLSRPTv1; rua=mailto:postmaster@{domain.Ascii}");
        // RFC 6186 3 and RFC 8314 5.1.
        records.Add("_imaps._tcp", "SRV", $"0 1 993 {host}");
        records.Add("_imap._tcp", "SRV", $"0 1 143 {host}");
        records.Add("_submissions._tcp", "SRV", $"0 1 465 {host}");
        records.Add("_submission._tcp", "SRV", $"0 1 587 {host}");
        records.Add("autoconfig", "CNAME", host);
        records.Add("autodiscover", "CNAME", host);
        records.Add("mta-sts", "CNAME", host);
        records._origin = domain.Ascii + ".";
        return records;
    }

    private string _origin = "";

    internal string ToZone()
    {
        var text = new StringBuilder($"$ORIGIN {_origin}\n");
        foreach (var (name, type, value) in _records) text.Append($"{name,-24} 3600 IN {type,-5} {value}\n");
        return text.ToString().TrimEnd('\n');
    }

    private void Add(string name, string type, string value) => _records.Add((name, type, value));

    // RFC 1035 3.3.14: a text is made of strings of at most 255 octets.
    private void AddText(string name, string text) =>
        Add(name, "TXT", string.Join(' ', text.Chunk(MaxTextOctets).Select(chunk => $"\"{new string(chunk)}\"")));
}
