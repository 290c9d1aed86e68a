using System.Text;

namespace Postamt.Mail.Mime;

/// <summary>The fields the index keeps. Everything else is found in the stored header section when somebody asks.</summary>
internal enum KnownField : byte
{
    None,
    From,
    Sender,
    ReplyTo,
    To,
    Cc,
    Bcc,
    Date,
    Subject,
    MessageId,
    InReplyTo,
    References,
    Received,
    ContentType,
    ContentTransferEncoding,
    ContentId,
    ContentDescription,
    ContentMd5,
    ContentDisposition,
    ContentLanguage,
    ContentLocation,
}

internal static class KnownFields
{
    public static KnownField Find(ReadOnlySpan<byte> name) => name.Length switch
    {
        2 => Is(name, "To"u8) ? KnownField.To : Is(name, "Cc"u8) ? KnownField.Cc : KnownField.None,
        3 => Is(name, "Bcc"u8) ? KnownField.Bcc : KnownField.None,
        4 => Is(name, "From"u8) ? KnownField.From : Is(name, "Date"u8) ? KnownField.Date : KnownField.None,
        6 => Is(name, "Sender"u8) ? KnownField.Sender : KnownField.None,
        7 => Is(name, "Subject"u8) ? KnownField.Subject : KnownField.None,
        8 => Is(name, "Reply-To"u8) ? KnownField.ReplyTo : Is(name, "Received"u8) ? KnownField.Received : KnownField.None,
        10 => Ten(name),
        11 => Is(name, "In-Reply-To"u8) ? KnownField.InReplyTo : Is(name, "Content-MD5"u8) ? KnownField.ContentMd5 : KnownField.None,
        12 => Is(name, "Content-Type"u8) ? KnownField.ContentType : KnownField.None,
        16 => Is(name, "Content-Language"u8) ? KnownField.ContentLanguage : Is(name, "Content-Location"u8) ? KnownField.ContentLocation : KnownField.None,
        19 => Is(name, "Content-Description"u8) ? KnownField.ContentDescription : Is(name, "Content-Disposition"u8) ? KnownField.ContentDisposition : KnownField.None,
        25 => Is(name, "Content-Transfer-Encoding"u8) ? KnownField.ContentTransferEncoding : KnownField.None,
        _ => KnownField.None,
    };

    private static KnownField Ten(ReadOnlySpan<byte> name)
    {
        if (Is(name, "Message-ID"u8))
            return KnownField.MessageId;
        if (Is(name, "References"u8))
            return KnownField.References;
        return Is(name, "Content-ID"u8) ? KnownField.ContentId : KnownField.None;
    }

    private static bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> known) => Ascii.EqualsIgnoreCase(name, known);
}
