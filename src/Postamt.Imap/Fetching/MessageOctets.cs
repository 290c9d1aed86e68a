using Postamt.Imap.Sessions;
using Postamt.Store.Blobs;
using Postamt.Store.Messages;

namespace Postamt.Imap.Fetching;

/// <summary>
/// The octets of one message as its reader sees it: prefix, then content. What cannot be read is noticed before the response is begun
/// where it can be (<see cref="IsReadableAsync"/>); inside a literal the connection is cut, never padded or filled with other octets.
/// </summary>
internal sealed class MessageOctets(Session session, MessageRow row, IBlobReader blob)
{
    // Nobody reads what is put here.
    private static readonly byte[] One = new byte[1];

    public MessageRow Row => row;

    /// <summary>Looks at the beginning of a slice: the store checks a whole chunk (64 KiB) before it gives out one octet of it.</summary>
    public async ValueTask<bool> IsReadableAsync(long offset, long length, CancellationToken cancellationToken)
    {
        var at = Math.Max(0, offset - row.PrefixLength);
        if (offset + length <= row.PrefixLength || at >= blob.Length) return true;
        try
        {
            if (await blob.ReadAsync(at, One, cancellationToken) == 1) return true;
            Log.ContentDamaged(session.Logger, session.Wire.Id, row.Blob.Id, null);
        }
        catch (IOException damaged)
        {
            Log.ContentDamaged(session.Logger, session.Wire.Id, row.Blob.Id, damaged);
        }
        return false;
    }

    /// <summary>At least one octet, from the prefix or from the content behind it.</summary>
    public async ValueTask<int> ReadAsync(long offset, Memory<byte> room, CancellationToken cancellationToken)
    {
        if (offset < row.PrefixLength)
        {
            var count = (int)Math.Min(room.Length, row.PrefixLength - offset);
            row.Prefix.Slice((int)offset, count).CopyTo(room);
            return count;
        }
        try
        {
            var read = await blob.ReadAsync(offset - row.PrefixLength, room, cancellationToken);
            if (read > 0) return read;
        }
        catch (IOException damaged)
        {
            throw Cut(damaged);
        }
        throw Cut(null);
    }

    private OperationCanceledException Cut(IOException? damaged)
    {
        Log.ContentDamaged(session.Logger, session.Wire.Id, row.Blob.Id, damaged);
        session.Wire.Abort();
        return new OperationCanceledException("the connection was cut inside a literal", damaged);
    }
}
