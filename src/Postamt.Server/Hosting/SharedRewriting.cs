using Postamt.Cluster.Identity;
using Postamt.Mail.Addresses;

namespace Postamt.Server.Hosting;

/// <summary>The names strangers' mail is passed on under: made with one key on all nodes, so that each finds the way back from them.</summary>
internal static class SharedRewriting
{
    private const string KeyName = "sender-rewriting";
    private const int KeyOctets = 32;

    internal static async ValueTask<SenderRewriting> OpenAsync(OfficeData data, CancellationToken cancellationToken) =>
        new(await data.Secrets.ReadOrCreateAsync(CompanyId.Installation, KeyName, KeyOctets, Actor.System("serve"), cancellationToken), data.Time);
}
