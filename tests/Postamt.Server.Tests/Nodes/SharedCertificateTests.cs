using System.Net.Security;
using System.Net.Sockets;
using Postamt.Net.Tls;

namespace Postamt.Server.Tests.Nodes;

/// <summary>One certificate for all nodes, kept in the database.</summary>
public sealed class SharedCertificateTests : OfficeTest
{
    private static readonly PemPair Other = SelfSignedCertificate.Create("mail.two.example", TimeProvider.System);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_set_is_shown_to_the_next_client_also_after_a_restart_and_what_is_removed_no_more()
    {
        string own;
        await using (var office = await ServingOffice.StartAsync(Data))
        {
            own = await ShownAsync(office);
            (await office.SayAsync("certificate", "show")).Refuses("No certificate is set");
            (await office.TypeAsync(Other.Certificate + Other.Key, "certificate", "set")).Shows("For mail.two.example, localhost; good until");
            await UntilAsync(office, shown => shown != own);
        }
        await using var again = await ServingOffice.StartAsync(Data);
        Assert.NotEqual(own, await ShownAsync(again));
        (await again.SayAsync("certificate", "show")).Shows("For mail.two.example");
        (await again.SayAsync("certificate", "remove")).Shows("Removed");
        await UntilAsync(again, shown => shown == own);
    }

    [Fact]
    public async Task What_is_no_certificate_or_lacks_its_key_is_refused()
    {
        await OpenOneAsync();
        await using var office = await ServingOffice.StartAsync(Data);
        foreach (var bad in new[] { "", "hello", Other.Certificate, Other.Key, Other.Certificate + SelfSignedCertificate.Create("x.example", TimeProvider.System).Key, new string('x', 50_000) })
            Assert.Equal(1, (await office.TypeAsync(bad, "certificate", "set")).Exit);
        (await office.SayAsync("certificate", "show")).Refuses("No certificate is set");
    }

    private static async Task UntilAsync(ServingOffice office, Func<string, bool> isIt)
    {
        for (var patience = 0; !isIt(await ShownAsync(office)); patience++)
        {
            Assert.True(patience < 500, "the certificate does not change");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Token);
        }
    }

    private static async Task<string> ShownAsync(ServingOffice office)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(office.Service.EndPoints["imaps"], Token);
        await using var tls = new SslStream(client.GetStream());
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", RemoteCertificateValidationCallback = static (_, _, _, _) => true }, Token);
        return tls.RemoteCertificate!.GetCertHashString();
    }
}
