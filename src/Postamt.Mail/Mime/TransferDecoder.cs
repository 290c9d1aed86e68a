using MimeKit.Encodings;

namespace Postamt.Mail.Mime;

/// <summary>Content-Transfer-Encoding of a body that goes by in pieces (RFC 2045 6), as leniently as readers do it. For one body, once.</summary>
public sealed class TransferDecoder
{
    private readonly IMimeDecoder? _decoder;

    private TransferDecoder(IMimeDecoder? decoder) => _decoder = decoder;

    /// <summary>True for the five encodings of RFC 2045 6.1; an x-token or a word nobody knows cannot be undone.</summary>
    /// <param name="encoding">In lower case.</param>
    public static bool IsKnown(string encoding) => encoding is "7bit" or "8bit" or "binary" or "base64" or "quoted-printable";

    /// <param name="encoding">A known one, in lower case.</param>
    public static TransferDecoder For(string encoding) => new(encoding switch
    {
        "base64" => new Base64Decoder(),
        "quoted-printable" => new QuotedPrintableDecoder(),
        _ => null,
    });

    /// <summary>Octets that a piece of that length may become: room for what was held back before, too.</summary>
    public static int MaxDecoded(int length) => length + 8;

    /// <returns>Octets written.</returns>
    /// <param name="destination">At least <see cref="MaxDecoded"/> octets.</param>
    public int Decode(byte[] source, int length, byte[] destination)
    {
        if (_decoder is not null) return _decoder.Decode(source, 0, length, destination);
        source.AsSpan(0, length).CopyTo(destination);
        return length;
    }
}
