using System.Security.Cryptography;

namespace Postamt.Screening.Dkim;

/// <summary>
/// The hash of a canonicalised body (RFC 6376 3.4.3, 3.4.4), octet by octet as it is read: linear in time, with memory that does not grow. Lines end with CRLF.
/// </summary>
internal sealed class BodyHasher : IDisposable
{
    private static readonly byte[] LineBreaks = [.. Enumerable.Repeat("\r\n"u8.ToArray(), 2048).SelectMany(pair => pair)];

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly bool _isRelaxed;
    private readonly byte[] _out = new byte[4096];
    private long _room;
    private int _kept;
    private long _emptyLines;
    private bool _isLineEmpty = true;
    private bool _hasSpace;
    private bool _hasReturn;

    /// <param name="length">Octets that are signed; null: all.</param>
    public BodyHasher(bool isRelaxed, long? length)
    {
        _isRelaxed = isRelaxed;
        _room = length ?? long.MaxValue;
    }

    /// <summary>Nothing of the body is left out.</summary>
    public bool IsWhole { get; private set; } = true;

    /// <summary>Octets of the canonicalised body.</summary>
    public long Length { get; private set; }

    public void Append(ReadOnlySpan<byte> octets)
    {
        foreach (var octet in octets) Take(octet);
    }

    /// <summary>Once, at the end.</summary>
    public byte[] Finish()
    {
        if (_hasReturn) Put((byte)'\r');
        if (!_isLineEmpty) Put("\r\n"u8);
        // 3.4.3: a body of nothing is one line break; 3.4.4: or nothing.
        else if (!_isRelaxed && Length == 0) Put("\r\n"u8);
        Flush();
        return _hash.GetHashAndReset();
    }

    public void Dispose() => _hash.Dispose();

    private void Take(byte octet)
    {
        if (_hasReturn)
        {
            _hasReturn = false;
            if (octet == (byte)'\n')
            {
                EndLine();
                return;
            }
            Text((byte)'\r');
        }
        if (octet == (byte)'\r') _hasReturn = true;
        else if (_isRelaxed && (octet is (byte)' ' or (byte)'\t')) _hasSpace = true;
        else Text(octet);
    }

    private void EndLine()
    {
        // Space at the end of a line does not count; a line of it only is an empty one.
        _hasSpace = false;
        if (_isLineEmpty) _emptyLines++;
        else Put("\r\n"u8);
        _isLineEmpty = true;
    }

    private void Text(byte octet)
    {
        // Empty lines count when something comes after them.
        for (; _emptyLines > 0; _emptyLines -= Math.Min(_emptyLines, LineBreaks.Length / 2)) Put(LineBreaks.AsSpan(0, (int)Math.Min(LineBreaks.Length, _emptyLines * 2)));
        _isLineEmpty = false;
        if (_hasSpace) Put((byte)' ');
        _hasSpace = false;
        Put(octet);
    }

    private void Put(byte octet)
    {
        Length++;
        if (_room == 0)
        {
            IsWhole = false;
            return;
        }
        _room--;
        _out[_kept++] = octet;
        if (_kept == _out.Length) Flush();
    }

    private void Put(ReadOnlySpan<byte> octets)
    {
        foreach (var octet in octets) Put(octet);
    }

    private void Flush()
    {
        _hash.AppendData(_out, 0, _kept);
        _kept = 0;
    }
}
