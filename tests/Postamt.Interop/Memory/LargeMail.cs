using System.Security.Cryptography;
using System.Text;

namespace Postamt.Interop.Memory;

/// <summary>A mail of 50 MB with an attachment that hardly compresses, made as it is written: the tests do not hold it whole either.</summary>
internal sealed class LargeMail
{
    public const long Octets = 50_000_000;
    private const int LinesAtOnce = 512;

    private readonly byte[] _head;
    private readonly byte[] _end = Encoding.ASCII.GetBytes("--b--\r\n");
    private readonly byte[] _lines;
    private readonly long _blocks;

    public LargeMail(string to, long octets = Octets)
    {
        _head = Encoding.ASCII.GetBytes(
            $"From: <sender@interop.example>\r\nTo: <{to}>\r\nSubject: large\r\nDate: Mon, 05 Jan 2026 10:00:00 +0100\r\nMessage-ID: <{Guid.NewGuid():N}@interop.example>\r\nMIME-Version: 1.0\r\n"
            + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\ntext\r\n--b\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n");
        var lines = new StringBuilder();
        for (var line = 0; line < LinesAtOnce; line++) lines.Append(Convert.ToBase64String(RandomNumberGenerator.GetBytes(57))).Append("\r\n");
        _lines = Encoding.ASCII.GetBytes(lines.ToString());
        _blocks = Math.Max(1, (octets - _head.Length - _end.Length) / _lines.Length);
        Length = _head.Length + (_blocks * _lines.Length) + _end.Length;
    }

    public long Length { get; }

    /// <summary>In pieces of about 40 KB; no line begins with a dot.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Pieces()
    {
        yield return _head;
        var piece = new byte[_lines.Length];
        for (var block = 0L; block < _blocks; block++)
        {
            // Each block differs, so that no two pieces of the content are the same.
            _lines.CopyTo(piece, 0);
            Encoding.ASCII.GetBytes(block.ToString("D8", System.Globalization.CultureInfo.InvariantCulture)).CopyTo(piece, 0);
            yield return piece;
        }
        yield return _end;
    }

    public string Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var piece in Pieces()) hash.AppendData(piece.Span);
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
