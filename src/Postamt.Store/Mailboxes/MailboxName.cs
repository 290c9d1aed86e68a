using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Postamt.Store.Mailboxes;

/// <summary>
/// A mailbox's full name: NFC Unicode, levels joined by '/', INBOX in capitals whatever was given (RFC 9051 5.1). Never a
/// file path. At most 1 024 octets of UTF-8 and 32 levels; no control characters, no empty level.
/// </summary>
public sealed record MailboxName
{
    public const char Separator = '/';
    public const int MaxOctets = 1024;
    public const int MaxLevels = 32;

    private MailboxName(string value) => Value = value;

    public static MailboxName Inbox { get; } = new("INBOX");

    public string Value { get; }

    public bool IsInbox => Value == "INBOX";

    /// <summary>The name one level up; null at the top.</summary>
    public MailboxName? Parent => Value.LastIndexOf(Separator) is > 0 and var at ? new MailboxName(Value[..at]) : null;

    /// <summary>The last level.</summary>
    public string Leaf => Value[(Value.LastIndexOf(Separator) + 1)..];

    public bool IsBelow(MailboxName other) =>
        Value.Length > other.Value.Length && Value[other.Value.Length] == Separator && Value.StartsWith(other.Value, StringComparison.Ordinal);

    public override string ToString() => Value;

    public static bool TryParse(string text, [NotNullWhen(true)] out MailboxName? name)
    {
        name = null;
        if (text.Length is 0 or > MaxOctets || !IsWellFormed(text)) return false;
        var normal = text.Normalize(NormalizationForm.FormC);
        if (Encoding.UTF8.GetByteCount(normal) > MaxOctets) return false;
        var levels = normal.Split(Separator);
        if (levels.Length > MaxLevels || levels.Any(level => level.Length == 0 || level is "." or ".." || level.EndsWith(' ') || level.StartsWith(' '))) return false;
        if (levels[0].Equals("INBOX", StringComparison.OrdinalIgnoreCase)) levels[0] = "INBOX";
        name = new MailboxName(string.Join(Separator, levels));
        return true;
    }

    private static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsControl(c) || c is '\u2028' or '\u2029') return false;
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])) i++;
            else if (char.IsSurrogate(c)) return false;
        }
        return true;
    }
}
