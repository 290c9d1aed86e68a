// RFC 5321 4.1.2: Path = "<" [ A-d-l ":" ] Mailbox ">", with the UTF-8 of RFC 6531 3.3.
using System.Text;
using Postamt.Mail.Addresses;

namespace Postamt.Smtp.Grammar;

/// <summary>A path as it stands in MAIL and RCPT. Linear; quotes may hold spaces and angle brackets.</summary>
internal readonly ref struct PathSyntax
{
    // RFC 5321 4.5.3.1.3: 256 octets with the brackets.
    private const int MaxOctets = 256;

    private PathSyntax(ReadOnlySpan<byte> mailbox, ReadOnlySpan<byte> rest)
    {
        Mailbox = mailbox;
        Rest = rest;
    }

    /// <summary>Between the brackets, without a source route.</summary>
    internal ReadOnlySpan<byte> Mailbox { get; }

    /// <summary>What follows the path, from the space on.</summary>
    internal ReadOnlySpan<byte> Rest { get; }

    internal bool IsAscii => Ascii.IsValid(Mailbox);

    /// <param name="prefix">"FROM:" or "TO:".</param>
    internal static bool TryRead(ReadOnlySpan<byte> arguments, ReadOnlySpan<byte> prefix, out PathSyntax path)
    {
        path = default;
        if (arguments.Length < prefix.Length || !Ascii.EqualsIgnoreCase(arguments[..prefix.Length], prefix))
            return false;
        // RFC 5321 3.3, not followed: spaces behind the colon are let pass, because many clients send one.
        ReadOnlySpan<byte> text = arguments[prefix.Length..].TrimStart((byte)' ');
        int close = CloseOf(text);
        if (close < 0 || close + 1 > MaxOctets)
            return false;
        ReadOnlySpan<byte> rest = text[(close + 1)..];
        if (!rest.IsEmpty && rest[0] != ' ')
            return false;
        ReadOnlySpan<byte> inner = text[1..close];
        if (!TrySkipRoute(ref inner))
            return false;
        path = new PathSyntax(inner, rest);
        return true;
    }

    internal bool TryGetAddress([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out EmailAddress? address) =>
        EmailAddress.TryParse(Encoding.UTF8.GetString(Mailbox), out address);

    private static int CloseOf(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text[0] != '<')
            return -1;
        bool quoted = false;
        for (int i = 1; i < text.Length; i++)
        {
            switch (text[i])
            {
                case (byte)'\\' when quoted:
                    i++;
                    break;
                case (byte)'"':
                    quoted = !quoted;
                    break;
                case (byte)'>' when !quoted:
                    return i;
            }
        }
        return -1;
    }

    // RFC 5321 4.1.1.3 and appendix C: source routes are accepted and ignored.
    private static bool TrySkipRoute(ref ReadOnlySpan<byte> inner)
    {
        if (inner.IsEmpty || inner[0] != '@')
            return true;
        int colon = inner.IndexOf((byte)':');
        if (colon < 0)
            return false;
        foreach (string hop in Encoding.UTF8.GetString(inner[..colon]).Split(','))
        {
            if (hop.Length < 2 || hop[0] != '@' || !DomainName.TryParse(hop[1..], out _))
                return false;
        }
        inner = inner[(colon + 1)..];
        return true;
    }
}
