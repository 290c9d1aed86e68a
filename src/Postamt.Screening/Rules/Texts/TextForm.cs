using System.Text;
using System.Text.Unicode;
using Postamt.Screening.Looks;

namespace Postamt.Screening.Rules.Texts;

/// <summary>Whether a text is encoded as its letters need it.</summary>
internal static class TextForm
{
    private const int Least = 100;

    /// <summary>Base64 of what every server takes as it is.</summary>
    public static bool NeedlessBase64(MailLook look) => look.Texts.Any(static text => text.Part.Encoding == "base64" && text.Raw.Length >= Least && Ascii.IsValid(text.Raw.Span));

    /// <summary>The charset a text says it is in and is not; null: all are in theirs.</summary>
    public static string? WrongCharset(MailLook look)
    {
        foreach (var text in look.Texts)
        {
            var charset = text.Part.Parameter("charset")?.ToLowerInvariant();
            var isWrong = charset switch
            {
                "us-ascii" or "ascii" => !Ascii.IsValid(text.Raw.Span),
                // The last letter may be cut off with the rest of a long text.
                "utf-8" or "utf8" => !Utf8.IsValid(text.Raw.Span) && !Utf8.IsValid(text.Raw.Span[..Math.Max(0, text.Raw.Length - 1)]) && !Utf8.IsValid(text.Raw.Span[..Math.Max(0, text.Raw.Length - 2)]) && !Utf8.IsValid(text.Raw.Span[..Math.Max(0, text.Raw.Length - 3)]),
                _ => false,
            };
            if (isWrong) return charset;
        }
        return null;
    }
}
