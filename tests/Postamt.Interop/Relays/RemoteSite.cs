using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Postamt.Interop.Programs;
using Postamt.Interop.Running;

namespace Postamt.Interop.Relays;

/// <summary>
/// Another company with a domain of its own, MX records in the DNS our server asks, and a Postfix at the standard port of a loopback
/// address nobody else uses.
/// </summary>
internal sealed class RemoteSite(PostOffice office, Postfix postfix) : IAsyncDisposable
{
    private const int SmtpPort = 25;

    public Postfix Postfix => postfix;

    public string Domain => postfix.Domain;

    public static async Task<RemoteSite> StartAsync(PostOffice office, PostfixOptions? options = null)
    {
        var chance = RandomNumberGenerator.GetBytes(4);
        var address = new IPAddress([127, (byte)(chance[0] | 1), chance[1], (byte)((chance[2] & 0x7f) + 1)]);
        Assert.SkipUnless(MayListen(address), $"port 25 of {address} cannot be had");
        options = (options ?? new PostfixOptions()) with { Domain = $"site-{Convert.ToHexStringLower(chance)}.example", EndPoint = new IPEndPoint(address, SmtpPort) };
        var postfix = await Postfix.StartAsync(options);
        office.Dns.Add(options.Domain, address);
        return new RemoteSite(office, postfix);
    }

    /// <summary>Submits the mail as the account does it, over TLS and signed in.</summary>
    public async Task SubmitAsync(Account from, string to, SampleMail mail)
    {
        using var folder = new TempFolder();
        var door = office["submission"];
        // swaks adds a CRLF before the final dot: the file ends without its last one.
        var result = await ForeignProgram.RunAsync("swaks",
        [
            "--server", door.Host, "--port", door.PortText, "--from", from.Address, "--to", to, "--ehlo", "client.example.org", "--data", "@" + folder.File("mail.eml", mail.Content[..^2]),
            "--suppress-data", "--tls", "--auth", "PLAIN", "--auth-user", from.Address, "--auth-password", from.Password,
        ]);
        Assert.True(result.ExitCode == 0, result.ToString());
    }

    public ValueTask DisposeAsync() => postfix.DisposeAsync();

    private static bool MayListen(IPAddress address)
    {
        using var probe = new TcpListener(address, SmtpPort);
        try
        {
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
