using System.Net;
using System.Net.Sockets;
using Postamt.Mail.Addresses;
using Postamt.Mail.Envelopes;

namespace Postamt.Mail.Headers;

/// <summary>
/// RFC 5321 4.4: the time stamp line each hop puts on top. Everything the peer said is reduced to harmless characters,
/// so the field cannot be broken out of.
/// </summary>
public sealed record ReceivedField
{
    /// <summary>The name the peer gave in EHLO, HELO or LHLO, as given.</summary>
    public required string Greeting { get; init; }

    /// <summary>Where the connection came from; null when there was none (a mail made here).</summary>
    public IPAddress? PeerAddress { get; init; }

    /// <summary>Name of that address by reverse DNS, checked forwards; null when unknown.</summary>
    public string? PeerName { get; init; }

    public required DomainName By { get; init; }

    public required TransmissionType With { get; init; }

    /// <summary>TLS version and cipher for the comment, such as "TLS1.3 TLS_AES_256_GCM_SHA384"; null without TLS.</summary>
    public string? Tls { get; init; }

    public required AcceptId Id { get; init; }

    /// <summary>RFC 5321 4.4 and 7.2: named only when the mail has this one recipient, else null.</summary>
    public EmailAddress? For { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The field with its final CRLF.</summary>
    public override string ToString()
    {
        var value = $"from {FieldText.Word(Greeting)}{Peer()} by {By.Ascii} with {With}";
        if (Tls is not null)
            value += $" ({string.Join(' ', Tls.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(4).Select(FieldText.Word))})";
        value += $" id {Id}";
        // RFC 6531 3.7.3: without SMTPUTF8 the trace is ASCII.
        if (For is { } recipient && !recipient.LocalPart.Contains(' ', StringComparison.Ordinal) && (!recipient.NeedsSmtpUtf8 || With.Name.StartsWith("UTF8", StringComparison.Ordinal)))
            value += $" for <{recipient}>";
        return FieldText.Make("Received", $"{value}; {MailDate.Format(At)}");
    }

    private string Peer()
    {
        if (PeerAddress is not { } address)
            return "";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        var literal = address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[IPv6:{new IPAddress(address.GetAddressBytes())}]" : $"[{address}]";
        return PeerName is null ? $" ({literal})" : $" ({FieldText.Word(PeerName)} {literal})";
    }
}
