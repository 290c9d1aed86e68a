using System.Buffers;
using System.Text;

namespace Postamt.Mail.Mime;

/// <summary>
/// Makes the <see cref="MessageStructure"/> of a message in one pass, fed with pieces as they arrive; cut them anywhere.
/// Holds back at most one line (and no more of it than <see cref="MimeLimits.FieldOctets"/>), one header field and the
/// octets of the preview, so a 50 MB message costs what a small one costs. No input makes it throw.
/// RFC 5322 2.3: lines end with CRLF; a bare LF ends one too, since stored mail may have it, and is flagged. A bare CR is text.
/// </summary>
public sealed class MessageIndexer : IDisposable
{
    private readonly MimeLimits _limits;
    private readonly KeptBudget _budget;
    private readonly PartScanner _scanner;
    private byte[] _held = [];
    private int _heldLength;
    private long _lineLength;
    private byte _lastOctet;
    private long _offset;
    private long _longest;
    private long _carriageReturns;
    private long _proper;
    private bool _completed;
    private StructureFlags _flags;

    public MessageIndexer(MimeLimits? limits = null)
    {
        _limits = limits ?? MimeLimits.Default;
        _budget = new KeptBudget(_limits.KeptOctets);
        _scanner = new PartScanner(_limits, _budget);
    }

    /// <summary>Indexes a stream to its end.</summary>
    public static async Task<MessageStructure> IndexAsync(Stream content, MimeLimits? limits = null, CancellationToken cancellationToken = default)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(64 << 10);
        try
        {
            using var indexer = new MessageIndexer(limits);
            int read;
            while ((read = await content.ReadAsync(buffer, cancellationToken)) > 0)
                indexer.Append(buffer.AsSpan(0, read));
            return indexer.Complete();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public void Append(ReadOnlySpan<byte> octets)
    {
        ObjectDisposedException.ThrowIf(_completed, this);
        Note(octets);
        while (!octets.IsEmpty)
        {
            var end = octets.IndexOf((byte)'\n');
            if (end < 0)
            {
                Hold(octets);
                return;
            }
            var line = octets[..end];
            octets = octets[(end + 1)..];
            if (_lineLength == 0)
                WholeLine(line);
            else
                HeldLine(line);
        }
    }

    /// <summary>The message is complete. May be called once.</summary>
    public MessageStructure Complete()
    {
        ObjectDisposedException.ThrowIf(_completed, this);
        _completed = true;
        if (_lineLength > 0)
            Emit(_held.AsSpan(0, _heldLength), _lineLength, 0);
        var root = _scanner.End(_offset);
        if (_carriageReturns > _proper)
            _flags |= StructureFlags.HasBareCr;
        if (_proper < _scanner.Lines)
            _flags |= StructureFlags.HasBareLf;
        if (_budget.IsExceeded)
            _flags |= StructureFlags.Truncated;
        if (_scanner.HasLfDelimiter && _proper > 0)
            _flags |= StructureFlags.Ambiguous;
        return new MessageStructure
        {
            Root = root,
            Size = _offset,
            Flags = _flags | _scanner.Flags,
            Hops = _scanner.Hops,
            LongestLine = _longest,
            Preview = _scanner.Preview.Text,
            References = References(root),
        };
    }

    public void Dispose()
    {
        _completed = true;
        _scanner.Dispose();
        if (_held.Length > 0)
            ArrayPool<byte>.Shared.Return(_held);
        _held = [];
    }

    private IReadOnlyList<string> References(MessagePart root)
    {
        if (_scanner.References.Count > 0 || root.Envelope?.InReplyTo is not { } parents)
            return _scanner.References;
        return Headers.MessageIds.All(Encoding.UTF8.GetBytes(parents), _limits.References);
    }

    private void Note(ReadOnlySpan<byte> octets)
    {
        if ((_flags & StructureFlags.Needs8Bit) == 0 && !Ascii.IsValid(octets))
            _flags |= StructureFlags.Needs8Bit;
        if ((_flags & StructureFlags.HasNul) == 0 && octets.Contains((byte)0))
            _flags |= StructureFlags.HasNul;
        _carriageReturns += octets.Count((byte)'\r');
    }

    private void WholeLine(ReadOnlySpan<byte> line)
    {
        var isProper = line.Length > 0 && line[^1] == (byte)'\r';
        var text = isProper ? line[..^1] : line;
        Emit(text.Length > _limits.FieldOctets ? text[.._limits.FieldOctets] : text, text.Length, isProper ? 2 : 1);
    }

    private void HeldLine(ReadOnlySpan<byte> rest)
    {
        Hold(rest);
        var isProper = _lastOctet == (byte)'\r';
        var octets = isProper ? _lineLength - 1 : _lineLength;
        Emit(_held.AsSpan(0, (int)Math.Min(_heldLength, octets)), octets, isProper ? 2 : 1);
        _lineLength = 0;
        _heldLength = 0;
    }

    private void Emit(ReadOnlySpan<byte> text, long octets, int breakLength)
    {
        _scanner.Line(text, _offset, octets, breakLength);
        _offset += octets + breakLength;
        if (octets > _longest)
            _longest = octets;
        if (breakLength == 2)
            _proper++;
    }

    private void Hold(ReadOnlySpan<byte> piece)
    {
        if (piece.IsEmpty)
            return;
        _lineLength += piece.Length;
        _lastOctet = piece[^1];
        var kept = piece[..Math.Min(piece.Length, _limits.FieldOctets - _heldLength)];
        if (_heldLength + kept.Length > _held.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(512, (_heldLength + kept.Length) * 2));
            _held.AsSpan(0, _heldLength).CopyTo(larger);
            if (_held.Length > 0)
                ArrayPool<byte>.Shared.Return(_held);
            _held = larger;
        }
        kept.CopyTo(_held.AsSpan(_heldLength));
        _heldLength += kept.Length;
    }
}
