// RFC 4954 4 from the client's side: SCRAM-SHA-256 where offered, else PLAIN or LOGIN, these only under TLS.
using System.Security.Cryptography;
using System.Text;

namespace Postamt.Smtp.Client;

/// <summary>Signs in at a smart host.</summary>
internal static class ClientAuthentication
{
    internal static async ValueTask<RemoteReply> RunAsync(ClientWire wire, ServerOffer offer, SmtpClientOptions options, CancellationToken cancellationToken)
    {
        SmtpCredentials who = options.Credentials!;
        TimeSpan deadline = options.Timeouts.Command;
        if (offer.Mechanisms.Contains("SCRAM-SHA-256"))
            return await ScramAsync(wire, who, options, cancellationToken);
        if (wire.Tls is null)
            return RemoteReply.Local(options.ServerName, 4, 7, 0, "The server offers no way to sign in that keeps the password");
        if (offer.Mechanisms.Contains("PLAIN"))
            return await wire.CommandAsync("AUTH PLAIN " + Encode($"\0{who.User}\0{who.Password}"), deadline, cancellationToken);
        if (!offer.Mechanisms.Contains("LOGIN"))
            return RemoteReply.Local(options.ServerName, 4, 7, 0, "The server offers no known way to sign in");
        RemoteReply reply = await wire.CommandAsync("AUTH LOGIN", deadline, cancellationToken);
        foreach (string answer in (string[])[who.User, who.Password])
        {
            if (reply.Code == 334)
                reply = await wire.CommandAsync(Encode(answer), deadline, cancellationToken);
        }
        return reply;
    }

    private static async ValueTask<RemoteReply> ScramAsync(ClientWire wire, SmtpCredentials who, SmtpClientOptions options, CancellationToken cancellationToken)
    {
        TimeSpan deadline = options.Timeouts.Command;
        using RandomNumberGenerator random = RandomNumberGenerator.Create();
        var scram = new ScramClient(who, random);
        RemoteReply reply = await wire.CommandAsync("AUTH SCRAM-SHA-256 " + Encode(scram.First()), deadline, cancellationToken);
        if (reply.Code != 334)
            return reply;
        if (Decode(wire) is not { } first || scram.Final(first) is not { } final)
            return wire.Break(7, 0, "The server's SCRAM message is none");
        reply = await wire.CommandAsync(Encode(final), deadline, cancellationToken);
        if (reply.Code != 334)
            return reply.IsPositive ? wire.Break(7, 0, "The server did not show that it knows the password") : reply;
        if (Decode(wire) is not { } last || !scram.IsServer(last))
            return wire.Break(7, 0, "The server does not know the password");
        return await wire.CommandAsync("", deadline, cancellationToken);
    }

    private static string Encode(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string? Decode(ClientWire wire)
    {
        byte[] octets = new byte[4096];
        return Convert.TryFromBase64String(wire.LastLines[^1], octets, out int length) ? Encoding.UTF8.GetString(octets, 0, length) : null;
    }
}
