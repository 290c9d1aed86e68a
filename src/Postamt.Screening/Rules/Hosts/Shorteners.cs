using System.Collections.Frozen;

namespace Postamt.Screening.Rules.Hosts;

/// <summary>Services whose links do not tell where they lead. Those with most use; a company's own, as amzn.to, tell enough and are left out.</summary>
internal static class Shorteners
{
    private static readonly FrozenSet<string> Domains = new[]
    {
        "bit.ly", "tinyurl.com", "t.co", "goo.gl", "ow.ly", "is.gd", "v.gd", "buff.ly", "rebrand.ly", "cutt.ly", "shorturl.at", "rb.gy", "t.ly", "tiny.cc", "bl.ink", "s.id", "qrco.de", "adf.ly", "shorte.st", "u.to", "clck.ru", "soo.gd",
        "x.gd", "t2m.io", "lnkd.in", "dlvr.it", "short.io", "urlz.fr", "kutt.it", "han.gl", "me2.do", "2no.co", "gg.gg", "surl.li", "n9.cl", "snip.ly", "makeashorterlink.com",
    }.ToFrozenSet();

    public static bool Is(string host) => Domains.Contains(host) || host.StartsWith("www.", StringComparison.Ordinal) && Domains.Contains(host[4..]);
}
