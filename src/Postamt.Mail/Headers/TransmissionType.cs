namespace Postamt.Mail.Headers;

/// <summary>The word after "with" in a Received field (RFC 5321 4.4, RFC 3848, RFC 6531 4.3).</summary>
public readonly record struct TransmissionType
{
    private TransmissionType(string name) => Name = name;

    public static TransmissionType Smtp { get; } = new("SMTP");

    public string Name => field ?? "SMTP";

    public static TransmissionType Esmtp(bool tls, bool authenticated, bool utf8) =>
        new((utf8 ? "UTF8SMTP" : "ESMTP") + Suffix(tls, authenticated));

    public static TransmissionType Lmtp(bool tls, bool authenticated, bool utf8) =>
        new((utf8 ? "UTF8LMTP" : "LMTP") + Suffix(tls, authenticated));

    public override string ToString() => Name;

    private static string Suffix(bool tls, bool authenticated) => (tls ? "S" : "") + (authenticated ? "A" : "");
}
