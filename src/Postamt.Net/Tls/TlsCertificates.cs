// The certificates the server shows, chosen by the name the client asks for (RFC 6066 3).
// Invariants:
// - The set is swapped as a whole; a handshake sees the old set or the new one, a running session keeps its own.
// - A set with one broken pair is refused whole, the old set stays and the fault is reported.
// - Looking a name up never stores it: a flood of names costs no memory.
using System.Collections.Frozen;
using Microsoft.Extensions.Logging;

namespace Postamt.Net.Tls;

/// <summary>The current certificates. Safe for all threads.</summary>
public sealed class TlsCertificates(TimeProvider time, ILogger<TlsCertificates> logger)
{
    private CertificateSet? _current;

    /// <summary>Names the current certificates are for, for the operator's eyes; empty before the first <see cref="Use"/>.</summary>
    public IReadOnlyCollection<string> Names => Volatile.Read(ref _current)?.ByName.Keys ?? [];

    /// <summary>The earliest end of validity of the current set; null when there is none.</summary>
    public DateTimeOffset? FirstExpiry => Volatile.Read(ref _current)?.FirstExpiry;

    /// <summary>True once a set is in use.</summary>
    public bool Ready => Volatile.Read(ref _current) is not null;

    /// <summary>Takes these from now on; the first one is shown to clients that ask for no name or for an unknown one.</summary>
    /// <exception cref="TlsCertificateException">A pair is broken; nothing has changed.</exception>
    public void Use(IReadOnlyList<PemPair> pairs)
    {
        if (pairs.Count == 0)
            throw new TlsCertificateException("No certificate is given.");
        CertificateSet set = CertificateSet.Of([.. pairs.Select(ServerCertificate.From)]);
        Volatile.Write(ref _current, set);
        foreach (ServerCertificate certificate in set.All)
        {
            if (certificate.Leaf.NotAfter.ToUniversalTime() <= time.GetUtcNow().UtcDateTime)
                Log.CertificateExpired(logger, certificate.Source, certificate.Leaf.NotAfter.ToUniversalTime());
        }
    }

    /// <summary>What a pair is for, without taking it.</summary>
    /// <returns>DNS names, and the end of its validity.</returns>
    /// <exception cref="TlsCertificateException">It is broken.</exception>
    public static (IReadOnlyList<string> Names, DateTimeOffset NotAfter) Describe(PemPair pair)
    {
        ServerCertificate certificate = ServerCertificate.From(pair);
        return (certificate.Names, new DateTimeOffset(certificate.Leaf.NotAfter));
    }

    /// <summary>As <see cref="Use"/>, but a broken pair is logged and the old set stays.</summary>
    /// <returns>Null when the new set is in use, else what is wrong with it.</returns>
    public string? TryUse(IReadOnlyList<PemPair> pairs)
    {
        try
        {
            Use(pairs);
            Log.CertificatesLoaded(logger, Names.Count, FirstExpiry);
            return null;
        }
        catch (TlsCertificateException broken)
        {
            return Refuse(broken.Message);
        }
    }

    internal string Refuse(string reason)
    {
        Log.CertificatesRefused(logger, reason);
        return reason;
    }

    /// <summary>The options of one handshake of an HTTPS endpoint. They are the caller's own: a web server puts its protocols (ALPN) into them, which mail must not offer.</summary>
    /// <param name="serverName">The name the client asked for, as it came.</param>
    /// <exception cref="InvalidOperationException">No set is in use yet.</exception>
    public System.Net.Security.SslServerAuthenticationOptions OptionsFor(string? serverName) => Select(serverName).MakeOptions();

    internal ServerCertificate Select(string? serverName)
    {
        CertificateSet set = Volatile.Read(ref _current) ?? throw new InvalidOperationException("No certificate is in use yet.");
        return set.Find(serverName) ?? set.All[0];
    }

    private sealed record CertificateSet(IReadOnlyList<ServerCertificate> All, FrozenDictionary<string, ServerCertificate> ByName, DateTimeOffset FirstExpiry)
    {
        internal static CertificateSet Of(IReadOnlyList<ServerCertificate> all)
        {
            var names = new Dictionary<string, ServerCertificate>(StringComparer.OrdinalIgnoreCase);
            foreach (ServerCertificate certificate in all)
            {
                foreach (string name in certificate.Names)
                    names.TryAdd(name, certificate);
            }
            return new CertificateSet(all, names.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase), all.Min(one => new DateTimeOffset(one.Leaf.NotAfter)));
        }

        internal ServerCertificate? Find(string? name)
        {
            // RFC 1035 2.3.4: a name has at most 255 octets.
            if (string.IsNullOrEmpty(name) || name.Length > 255)
                return null;
            if (ByName.TryGetValue(name, out ServerCertificate? exact))
                return exact;
            int dot = name.IndexOf('.', StringComparison.Ordinal);
            // RFC 9525 6.3: a wildcard stands for exactly the left-most label.
            return dot > 0 && ByName.TryGetValue(string.Concat("*", name.AsSpan(dot)), out ServerCertificate? wild) ? wild : null;
        }
    }
}
