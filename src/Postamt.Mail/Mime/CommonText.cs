using System.Text;

namespace Postamt.Mail.Mime;

/// <summary>
/// Words that stand in most messages: one object in memory, one octet in storage.
/// The stored form names them by position, so the list only grows at its end.
/// </summary>
internal static class CommonText
{
    private static readonly string[] Words =
    [
        "", "text", "plain", "html", "multipart", "mixed", "alternative", "related", "message", "rfc822",
        "application", "octet-stream", "pdf", "image", "jpeg", "png", "gif", "7bit", "8bit", "binary",
        "base64", "quoted-printable", "charset", "utf-8", "UTF-8", "us-ascii", "US-ASCII", "iso-8859-1", "ISO-8859-1", "name",
        "filename", "boundary", "attachment", "inline", "format", "flowed", "delsp", "yes", "report", "report-type",
        "delivery-status", "rfc822-headers", "signed", "protocol", "micalg", "pgp-signature", "pkcs7-signature", "type", "text/html", "calendar",
        "method", "global", "size", "creation-date", "modification-date", "digest", "windows-1252", "zip", "filename*", "name*",
    ];

    /// <summary>Number of words that may be named by one octet; literals are numbered after it, so it never changes.</summary>
    public const int Reserved = 100;

    private static readonly Dictionary<string, int> Positions = MakePositions();

    public static int Count => Words.Length;

    public static string Get(int position) => Words[position];

    public static bool TryFind(string text, out int position)
    {
        if (text.Length <= 20)
            return Positions.TryGetValue(text, out position);
        position = -1;
        return false;
    }

    /// <summary>ASCII octets as a string, in lower case if asked, without a new object for a common word.</summary>
    public static string Make(ReadOnlySpan<byte> ascii, bool lower)
    {
        if (ascii.Length > 32)
            return lower ? Encoding.Latin1.GetString(ascii).ToLowerInvariant() : Headers.HeaderText.ToText(ascii);
        Span<char> characters = stackalloc char[ascii.Length];
        for (var i = 0; i < ascii.Length; i++)
        {
            var b = ascii[i];
            if (b is 0 or > 126 or (byte)'\r' or (byte)'\n')
                return lower ? Headers.HeaderText.ToText(ascii).ToLowerInvariant() : Headers.HeaderText.ToText(ascii);
            characters[i] = lower && b is >= (byte)'A' and <= (byte)'Z' ? (char)(b | 0x20) : (char)b;
        }
        return Positions.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(characters, out var position) ? Words[position] : new string(characters);
    }

    private static Dictionary<string, int> MakePositions()
    {
        var positions = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < Words.Length; i++)
            positions.Add(Words[i], i);
        return positions;
    }
}
