using System.Buffers;
using Postamt.Mail.Mime;

namespace Postamt.Imap.Fetching;

/// <summary>
/// A part without its Content-Transfer-Encoding, in pieces (RFC 9051 6.4.5 BINARY). RFC 3516 6: lines of a text part end in CRLF here,
/// however they were encoded. Read once from the start to the end; memory is three pieces.
/// </summary>
internal sealed class DecodedPart : IDisposable
{
    private const int Piece = 32 * 1024;

    private readonly MessageOctets _octets;
    private readonly TransferDecoder _decoder;
    private readonly bool _lines;
    private readonly byte[] _raw = ArrayPool<byte>.Shared.Rent(Piece);
    private readonly byte[] _plain = ArrayPool<byte>.Shared.Rent(TransferDecoder.MaxDecoded(Piece));
    private readonly byte[] _ended = ArrayPool<byte>.Shared.Rent(2 * TransferDecoder.MaxDecoded(Piece));
    private long _at;
    private long _left;
    private bool _afterReturn;

    /// <param name="part">Null: the message as it is.</param>
    public DecodedPart(MessageOctets octets, MessageSlice slice, MessagePart? part)
    {
        _octets = octets;
        (_at, _left) = (slice.Offset, slice.Length);
        _decoder = TransferDecoder.For(part?.Encoding ?? "binary");
        _lines = part is { ShownType: "text" };
    }

    /// <summary>How long it is decoded, and whether it has a NUL: the response must say both before it begins.</summary>
    public static async ValueTask<(long Length, bool HasNul)> MeasureAsync(MessageOctets octets, MessageSlice slice, MessagePart? part, CancellationToken cancellationToken)
    {
        using var decoded = new DecodedPart(octets, slice, part);
        long length = 0;
        var hasNul = false;
        while (await decoded.NextAsync(cancellationToken) is { IsEmpty: false } piece)
        {
            length += piece.Length;
            hasNul |= piece.Span.Contains((byte)0);
        }
        return (length, hasNul);
    }

    /// <summary>The next octets, valid until the next call; empty at the end.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> NextAsync(CancellationToken cancellationToken)
    {
        while (_left > 0)
        {
            var read = await _octets.ReadAsync(_at, _raw.AsMemory(0, (int)Math.Min(Piece, _left)), cancellationToken);
            _at += read;
            _left -= read;
            var length = _decoder.Decode(_raw, read, _plain);
            if (length == 0) continue;
            return _lines ? _ended.AsMemory(0, EndLines(length)) : _plain.AsMemory(0, length);
        }
        return default;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_raw);
        ArrayPool<byte>.Shared.Return(_plain);
        ArrayPool<byte>.Shared.Return(_ended);
    }

    private int EndLines(int length)
    {
        var written = 0;
        foreach (var octet in _plain.AsSpan(0, length))
        {
            if (octet == (byte)'\n' && !_afterReturn) _ended[written++] = (byte)'\r';
            _ended[written++] = octet;
            _afterReturn = octet == (byte)'\r';
        }
        return written;
    }
}
