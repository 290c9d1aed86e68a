using System.Text;
using Postamt.Mail.Addresses;
using Postamt.Screening.Dkim.Keys;
using Postamt.Server.Options;

namespace Postamt.Server.Setting;

/// <summary>One record of a zone.</summary>
/// <param name="Name">Relative to the domain; @ for the domain itself.</param>
/// <param name="Value">As it stands in a zone file.</param>
/// <param name="Why">What it does, for people.</param>
internal sealed record DnsRecord(string Name, string Type, string Value, string Why);

/// <summary>
/// What a domain publishes so that mail finds us and others can tell ours from forgeries, as a zone file fragment (RFC 1035 5). Only what
/// this version keeps is a record; what comes with a later one is a comment.
/// </summary>
internal sealed class DnsRecords
{
    private const int MaxTextOctets = 255;

    private readonly List<DnsRecord> _records = [];
    private readonly DomainName _domain;
    private readonly string _host;

    /// <param name="keys">Of the domain, that mail is or will be signed with.</param>
    internal DnsRecords(DomainName domain, string hostName, IReadOnlyList<Listening> listen, IReadOnlyList<DkimKeyEntry> keys)
    {
        _domain = domain;
        _host = hostName.TrimEnd('.') + ".";
        Add("@", "MX", $"10 {_host}", "mail for the domain comes here");
        AddText("@", "v=spf1 mx -all", "nobody else sends for the domain (SPF)");
        // RFC 7208 2.3: our notices have no sender; they are judged by the name we greet with.
        if (Relative(_host) is { } host) AddText(host, "v=spf1 a -all", "the same for notices, which go by the host's name");
        foreach (var key in keys.Where(key => key.State != DkimKeyState.Retired)) AddText($"{key.Selector}._domainkey", key.Record, "others see that mail is from you and unchanged (DKIM)");
        // Others only report what they see, until the reports show that all mail of the domain comes from here.
        AddText("_dmarc", $"v=DMARC1; p=none; rua=mailto:postmaster@{domain.Ascii}", "others report what they see under your name (DMARC)");
        // RFC 8460 3.
        AddText("_smtp._tls", $"v=TLSRPTv1; rua=mailto:postmaster@{domain.Ascii}", "others report when they cannot reach you over TLS (TLSRPT)");
        // RFC 6186 3 and RFC 8314 5.1: mail programs find the ports; "." says that there is none.
        foreach (var (service, listener, priority) in new[] { ("_imaps", "imaps", 0), ("_imap", "imap", 10), ("_submissions", "submissions", 0), ("_submission", "submission", 10) })
        {
            var port = listen.FirstOrDefault(listening => listening.Name == listener)?.EndPoint?.Port;
            Add(service + "._tcp", "SRV", port is > 0 ? $"{priority} 1 {port} {_host}" : "0 0 0 .", "mail programs find the server");
        }
    }

    internal IReadOnlyList<DnsRecord> All => _records;

    internal string ToZone()
    {
        var text = new StringBuilder($"; {_domain.Unicode}, for Postamt\n$ORIGIN {_domain.Ascii}.\n");
        foreach (var record in _records) text.Append($"; {record.Why}\n{record.Name,-19} 3600 IN {record.Type,-4} {record.Value}\n");
        text.Append($"""
            ; Also needed: A and AAAA records of {_host} with the public addresses of this machine, and from your provider the way back
            ; (PTR): those addresses named {_host} Many servers take no mail without it.
            ; When reports show that all mail of the domain is sent from here, p=none becomes p=reject: others then refuse what is not.
            ; Not yet, because this version does not do it: MTA-STS (no policy is served) and autoconfiguration over the web; their
            ; records would promise what nobody keeps. A version that does it prints them here.
            """.ReplaceLineEndings("\n"));
        return text.ToString();
    }

    /// <summary>The name within the zone; null when it lies elsewhere.</summary>
    private string? Relative(string host) =>
        host == _domain.Ascii + "." ? null : host.EndsWith("." + _domain.Ascii + ".", StringComparison.OrdinalIgnoreCase) ? host[..^(_domain.Ascii.Length + 2)] : null;

    private void Add(string name, string type, string value, string why) => _records.Add(new DnsRecord(name, type, value, why));

    /// <summary>RFC 1035 3.3.14: a text is made of strings of at most 255 octets.</summary>
    internal static string Text(string text) => string.Join(' ', text.Chunk(MaxTextOctets).Select(chunk => $"\"{new string(chunk)}\""));

    private void AddText(string name, string text, string why) => Add(name, "TXT", Text(text), why);
}
