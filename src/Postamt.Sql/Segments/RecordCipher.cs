using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Postamt.Sql.Segments;

/// <summary>
/// Encrypts and decrypts the chunks of one record with AES-256-GCM under a key of the record's own: HMAC-SHA-256 by the content key over the
/// record's identity and its salt of 16 random octets. The nonce is the number of the chunk; additional data are the identity, the number of
/// the chunk, whether it is the last, and whether it is compressed. So a chunk opens at its own place in its own record of its own company only.
/// </summary>
internal sealed class RecordCipher : IDisposable
{
    public const int TagLength = 16;

    private const int NonceLength = 12;
    private const int IdentityLength = 56;

    private readonly AesGcm _aes;
    private readonly byte[] _data = new byte[IdentityLength + 6];
    private readonly int _last;

    public RecordCipher(ContentKey key, in RecordId record, ReadOnlySpan<byte> salt)
    {
        _last = SegmentFormat.Chunks(record.Length) - 1;
        BinaryPrimitives.WriteInt64LittleEndian(_data, record.Company.Value);
        BinaryPrimitives.WriteInt64LittleEndian(_data.AsSpan(8), record.KeyId);
        BinaryPrimitives.WriteInt64LittleEndian(_data.AsSpan(16), record.Length);
        record.Hash.ToBytes().CopyTo(_data.AsSpan(24));
        Span<byte> own = stackalloc byte[ContentKey.Octets];
        key.Derive(_data.AsSpan(0, IdentityLength), salt, own);
        _aes = new AesGcm(own, TagLength);
        CryptographicOperations.ZeroMemory(own);
    }

    /// <summary>Encrypts the first octets of a buffer where they are and puts the tag behind; returns the octets of both.</summary>
    public int Encrypt(Span<byte> buffer, int length, int chunk, bool plain)
    {
        Span<byte> nonce = stackalloc byte[NonceLength];
        BinaryPrimitives.WriteInt32LittleEndian(nonce, chunk);
        _aes.Encrypt(nonce, buffer[..length], buffer[..length], buffer.Slice(length, TagLength), Data(chunk, plain));
        return length + TagLength;
    }

    /// <summary>Decrypts a stored chunk; <paramref name="target"/> is as long as the chunk without its tag.</summary>
    /// <exception cref="CryptographicException">It is not what was encrypted for this place.</exception>
    public void Decrypt(ReadOnlySpan<byte> stored, Span<byte> target, int chunk, bool plain)
    {
        Span<byte> nonce = stackalloc byte[NonceLength];
        BinaryPrimitives.WriteInt32LittleEndian(nonce, chunk);
        _aes.Decrypt(nonce, stored[..^TagLength], stored[^TagLength..], target, Data(chunk, plain));
    }

    public void Dispose() => _aes.Dispose();

    private ReadOnlySpan<byte> Data(int chunk, bool plain)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_data.AsSpan(IdentityLength), chunk);
        _data[IdentityLength + 4] = (byte)(chunk == _last ? 1 : 0);
        _data[IdentityLength + 5] = (byte)(plain ? 1 : 0);
        return _data;
    }
}
