using System.Security.Cryptography;
using System.Text;

namespace Postamt.Mail.Addresses;

/// <summary>
/// The Sender Rewriting Scheme: who passes a stranger's mail on sends it under a name of its own domain, so that SPF holds at the next server (RFC 7208 D.1 describes the fault), and
/// notices find the way back. <c>SRS0=HASH=DAY=domain=local</c>; what comes from another forwarder that did the same, <c>SRS1=HASH=forwarder=…</c>, and goes
/// back to that one. Only names made here with the key, not older than three weeks, lead anywhere.
/// </summary>
/// <param name="key">The same on all nodes.</param>
public sealed class SenderRewriting(ReadOnlyMemory<byte> key, TimeProvider time)
{
    private const string Zero = "SRS0";
    private const string One = "SRS1";
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>40 bits: nobody finds one by trying before he is noticed.</summary>
    private const int HashLength = 8;

    /// <summary>RFC 5321 4.5.3.1.1.</summary>
    private const int MostLocalOctets = 64;

    /// <summary>A notice comes when the longest queue has given up, and the one after it.</summary>
    private const int DaysGood = 21;

    /// <summary>Days are counted by two letters.</summary>
    private const int DaysCounted = 1024;

    public static bool IsRewritten(EmailAddress address) => Is(address.LocalPart, Zero) || Is(address.LocalPart, One);

    /// <param name="domain">Ours, whose mail comes back here.</param>
    /// <returns>Null where the name would be too long for an address: the mail goes on as it is.</returns>
    public EmailAddress? Rewrite(EmailAddress sender, DomainName domain)
    {
        var local = sender.LocalPart;
        if (sender.Domain.IsLiteral) return null;
        if (Is(local, One) && First(local) is { } first) return Make(One, first.Host, first.Tail, domain);
        if (Is(local, Zero)) return Make(One, sender.Domain.Ascii, local[Zero.Length..], domain);
        return Make(Zero, Day(Today), $"{sender.Domain.Ascii}={local}", domain);
    }

    /// <returns>Whose notice it is; null: not one of ours, or not any more.</returns>
    public EmailAddress? Reverse(EmailAddress rewritten)
    {
        var local = rewritten.LocalPart;
        if (Is(local, One)) return First(local) is { } first && Fits(One, first.Hash, first.Host, first.Tail) ? Address($"{Zero}{first.Tail}@{first.Host}") : null;
        if (!Is(local, Zero) || local[(Zero.Length + 1)..].Split('=', 4) is not [var hash, var day, var domain, var original]) return null;
        if (!Fits(Zero, hash, day, $"{domain}={original}") || Age(day) is not (>= 0 and <= DaysGood)) return null;
        return DomainName.TryParse(domain, out var host) && host is { IsLiteral: false } ? new EmailAddress(original, host) : null;
    }

    private int Today => (int)(time.GetUtcNow().ToUnixTimeSeconds() / 86_400 % DaysCounted);

    private static EmailAddress? Address(string text) => EmailAddress.TryParse(text, out var address) ? address : null;

    private static bool Is(string local, string tag) => local.Length > tag.Length && local.StartsWith(tag, StringComparison.OrdinalIgnoreCase) && local[tag.Length] is '=' or '+' or '-';

    /// <summary>Of SRS1=hash=host=rest, where rest begins with the other's own separator.</summary>
    private static (string Hash, string Host, string Tail)? First(string local) =>
        local[(One.Length + 1)..].Split('=', 3) is [var hash, var host, var rest] && rest.Length > 0 ? (hash, host, rest) : null;

    private EmailAddress? Make(string tag, string head, string rest, DomainName domain)
    {
        var local = $"{tag}={Hash(tag, head, rest)}={head}={rest}";
        return Encoding.UTF8.GetByteCount(local) <= MostLocalOctets ? new EmailAddress(local, domain) : null;
    }

    private bool Fits(string tag, string hash, string head, string rest) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(hash.ToUpperInvariant()), Encoding.UTF8.GetBytes(Hash(tag, head, rest)));

    /// <summary>Case does not count: servers on the way may change it.</summary>
    private string Hash(string tag, string head, string rest)
    {
        var mac = HMACSHA256.HashData(key.Span, Encoding.UTF8.GetBytes($"{tag}={head}={rest}".ToLowerInvariant()));
        return string.Create(HashLength, mac, static (hash, octets) =>
        {
            for (var i = 0; i < hash.Length; i++) hash[i] = Letters[octets[i] & 31];
        });
    }

    private static string Day(int day) => $"{Letters[day >> 5]}{Letters[day & 31]}";

    private int Age(string day)
    {
        var text = day.ToUpperInvariant();
        if (text.Length != 2 || Letters.IndexOf(text[0], StringComparison.Ordinal) is not (>= 0 and var high) || Letters.IndexOf(text[1], StringComparison.Ordinal) is not (>= 0 and var low)) return -1;
        return (Today - ((high << 5) + low) + DaysCounted) % DaysCounted;
    }
}
