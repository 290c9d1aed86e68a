using System.Security.Cryptography;

namespace Postamt.Sql.Segments;

/// <summary>The keys this process has for contents: the newest encrypts, all decrypt.</summary>
/// <param name="keys">In the order they were made; none: contents are stored as they are.</param>
internal sealed class ContentKeys(IReadOnlyList<ContentKey> keys, RandomNumberGenerator random)
{
    public IReadOnlyList<ContentKey> All => keys;

    /// <summary>0: contents are not encrypted.</summary>
    public long CurrentId => keys.Count == 0 ? 0 : keys[^1].Id;

    public bool Has(long id) => id == 0 || keys.Any(key => key.Id == id);

    /// <summary>A cipher for a new record, and its salt; null when new contents are not encrypted.</summary>
    public RecordCipher? Begin(in RecordId record, Span<byte> salt)
    {
        if (record.KeyId == 0) return null;
        random.GetBytes(salt);
        return new RecordCipher(Find(record.KeyId), record, salt);
    }

    /// <summary>The cipher of a stored record.</summary>
    /// <exception cref="MissingContentKeyException">The key is not here.</exception>
    public RecordCipher Open(in RecordId record, ReadOnlySpan<byte> salt) => new(Find(record.KeyId), record, salt);

    private ContentKey Find(long id) => keys.FirstOrDefault(key => key.Id == id) ?? throw new MissingContentKeyException(id);
}

/// <summary>A stored content is encrypted with a key this process has not.</summary>
internal sealed class MissingContentKeyException(long id)
    : IOException($"a stored content is encrypted with content key {ContentKey.Name(id)}, which the key file does not hold; put that key back into the file");
