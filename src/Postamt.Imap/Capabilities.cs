// The capability tokens and when each is said (RFC 9051 6.1.1). A token stands here only when all of it works.
using Postamt.Imap.Sessions;
using Postamt.Net.Sasl;

namespace Postamt.Imap;

public static class Capabilities
{
    // RFC 3501
    public const string Imap4Rev1 = "IMAP4rev1";

    // RFC 9051; what it changes in responses begins with ENABLE (appendix A)
    public const string Imap4Rev2 = "IMAP4rev2";

    // RFC 4959
    public const string SaslIr = "SASL-IR";

    // RFC 7888 3
    public const string LiteralPlus = "LITERAL+";

    // RFC 2971
    public const string Id = "ID";

    // RFC 5161
    public const string Enable = "ENABLE";

    // RFC 2177
    public const string Idle = "IDLE";

    // RFC 2342
    public const string Namespace = "NAMESPACE";

    // RFC 4315
    public const string UidPlus = "UIDPLUS";

    // RFC 3691
    public const string Unselect = "UNSELECT";

    // RFC 3348, RFC 5258 4
    public const string Children = "CHILDREN";

    // RFC 5258
    public const string ListExtended = "LIST-EXTENDED";

    // RFC 5819
    public const string ListStatus = "LIST-STATUS";

    // RFC 6154
    public const string SpecialUse = "SPECIAL-USE";

    // RFC 6851
    public const string Move = "MOVE";

    // RFC 4731
    public const string Esearch = "ESEARCH";

    // RFC 5182
    public const string SearchRes = "SEARCHRES";

    // RFC 3516
    public const string Binary = "BINARY";

    // RFC 7162
    public const string CondStore = "CONDSTORE";

    // RFC 8438
    public const string StatusSize = "STATUS=SIZE";

    // RFC 3502
    public const string MultiAppend = "MULTIAPPEND";

    // RFC 7889
    public const string AppendLimit = "APPENDLIMIT";

    // RFC 8474
    public const string ObjectId = "OBJECTID";

    // RFC 8514
    public const string SaveDate = "SAVEDATE";

    // RFC 3501 6.2.1
    public const string StartTls = "STARTTLS";

    // RFC 3501 6.2.3
    public const string LoginDisabled = "LOGINDISABLED";

    private const string Always = $"{Imap4Rev1} {Imap4Rev2} {SaslIr} {LiteralPlus} {Id} {Enable}";

    private const string Inside = $"{Idle} {Namespace} {UidPlus} {Unselect} {Children} {ListExtended} {ListStatus} {SpecialUse} {Move} {Esearch} {SearchRes} {Binary} {CondStore} {StatusSize} {MultiAppend} {ObjectId} {SaveDate}";

    /// <summary>What holds for the session now.</summary>
    internal static string Of(Session session)
    {
        var append = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{AppendLimit}={session.Limits.AppendOctets}");
        if (session.Identity is not null) return $"{Always} {Inside} {append}";
        var mechanisms = string.Concat(SaslMechanisms.Announced(session.SaslContext(), session.Services.Authority).Select(name => $" AUTH={name}"));
        var tls = session.Wire.CanUpgradeToTls ? $" {StartTls}" : "";
        var disabled = session.MayShowPassword ? "" : $" {LoginDisabled}";
        return $"{Always}{tls}{disabled}{mechanisms}";
    }
}
