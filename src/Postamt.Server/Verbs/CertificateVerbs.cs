using System.CommandLine;
using System.Globalization;
using System.Text;
using Postamt.Cluster.Identity;
using Postamt.Directory.Changes;
using Postamt.Net.Tls;
using Postamt.Server.Hosting;

namespace Postamt.Server.Verbs;

/// <summary><c>certificate set|show|remove</c>: the certificate that all nodes of the installation show, where a node was not given files of its own.</summary>
internal static class CertificateVerbs
{
    private const int MaxOctets = 48 * 1024;

    internal static Command Make(IVerbHost host) => Verb.Group(
        "certificate",
        "The TLS certificate of all nodes",
        Verb.Make(host, "set", "Sets it; chain and key come from standard input, as in: cat fullchain.pem key.pem | postamt certificate set", (parsed, office) => SetAsync(host, parsed, office)),
        Verb.Make(host, "show", "Shows what it is for and how long it is good", async (parsed, office) => await SharedCertificate.ReadAsync(office.Secrets, default) is { } pair
            ? Print(host, parsed, pair)
            : VerbResult.Refuse(host, "no-certificate", "No certificate is set: each node shows its own, which --certificate names, or one it has signed itself.")),
        Verb.Make(host, "remove", "Lets each node show its own again", async (parsed, office) =>
        {
            if (await SharedCertificate.ReadAsync(office.Secrets, default) is null) return VerbResult.Refuse(host, "no-certificate", "No certificate is set.");
            await office.Secrets.RemoveAsync(CompanyId.Installation, SharedCertificate.SecretName, Verb.Actor, default);
            office.DirectoryChanges.Publish(DirectoryChanged.Everything);
            return VerbResult.Print(host, parsed.GetValue(Verb.Json), new { removed = true }, "Removed; each node shows its own within a second.");
        }));

    private static async ValueTask<int> SetAsync(IVerbHost host, ParseResult parsed, OfficeData office)
    {
        var text = await host.In.ReadToEndAsync();
        if (text.Length > MaxOctets) return VerbResult.Refuse(host, "bad-certificate", $"This is more than {MaxOctets / 1024} KiB; a chain and its key are much less.");
        var pair = SharedCertificate.PairOf(text);
        try
        {
            var (_, notAfter) = TlsCertificates.Describe(pair);
            if (notAfter <= office.Time.GetUtcNow()) return VerbResult.Refuse(host, "bad-certificate", string.Create(CultureInfo.InvariantCulture, $"It is no longer good since {notAfter.UtcDateTime:yyyy-MM-dd HH:mm'Z'}."));
        }
        catch (TlsCertificateException broken)
        {
            return VerbResult.Refuse(host, "bad-certificate", $"{broken.Message} Give the chain, its own certificate first, and its key, both as PEM.");
        }
        await office.Secrets.WriteAsync(CompanyId.Installation, SharedCertificate.SecretName, Encoding.UTF8.GetBytes(text), Verb.Actor, default);
        office.DirectoryChanges.Publish(DirectoryChanged.Everything);
        return Print(host, parsed, pair);
    }

    private static int Print(IVerbHost host, ParseResult parsed, PemPair pair)
    {
        var (names, notAfter) = TlsCertificates.Describe(pair);
        return VerbResult.Print(
            host, parsed.GetValue(Verb.Json), new { names, notAfter }, string.Create(CultureInfo.InvariantCulture, $"For {string.Join(", ", names)}; good until {notAfter.UtcDateTime:yyyy-MM-dd HH:mm'Z'}."));
    }
}
