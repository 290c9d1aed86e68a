// BODY[…] responses: a slice of prefix and blob goes to the wire in pieces of at most 64 KiB, whatever its length.
// Invariant: a literal whose length was said is filled or the connection is cut; it is never padded.
using System.Buffers;
using Postamt.Imap.Sessions;
using Postamt.Mail.Mime;
using Postamt.Store.Blobs;
using Postamt.Store.Messages;

namespace Postamt.Imap.Fetching;

internal static class SectionWriter
{
    private const int Piece = 64 * 1024;
    private const int MaxHeader = 2 << 20;

    public static async ValueTask WriteAsync(Session session, FetchSection section, MessageRow row, MessageStructure? structure, IBlobReader blob, CancellationToken cancellationToken)
    {
        var slice = structure is null
            ? new MessageSlice(0, row.SizeOctets)
            : structure.Locate(section.Path, section.Text, row.PrefixLength);
        var output = session.Out;
        output.Raw(section.Label);
        if (section.Origin is { } origin)
        {
            output.Raw("<"u8);
            output.Number(origin);
            output.Raw(">"u8);
        }
        output.Raw(" "u8);
        if (slice is not { } found)
        {
            // RFC 9051 6.4.5: no such part is NIL.
            output.Raw("NIL"u8);
            return;
        }
        if (section.Fields is not null)
        {
            await FieldsAsync(session, section, row, found, blob, cancellationToken);
            return;
        }
        if (section.Origin is { } from) found = found.Partial(from, section.Count);
        output.LiteralMark(found.Length);
        await CopyAsync(session, row, found, blob, cancellationToken);
    }

    private static async ValueTask FieldsAsync(Session session, FetchSection section, MessageRow row, MessageSlice header, IBlobReader blob, CancellationToken cancellationToken)
    {
        var length = (int)Math.Min(header.Length, MaxHeader);
        var octets = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            for (var done = 0; done < length;)
            {
                done += await ReadAsync(session, row, header.Offset + done, octets.AsMemory(done, length - done), blob, cancellationToken);
            }
            var kept = new ArrayBufferWriter<byte>(1024);
            HeaderFilter.Write(octets.AsSpan(0, length), section.Fields!, section.Not, kept);
            var part = new MessageSlice(0, kept.WrittenCount);
            if (section.Origin is { } origin) part = part.Partial(origin, section.Count);
            session.Out.Literal(kept.WrittenSpan.Slice((int)part.Offset, (int)part.Length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(octets);
        }
    }

    private static async ValueTask CopyAsync(Session session, MessageRow row, MessageSlice slice, IBlobReader blob, CancellationToken cancellationToken)
    {
        var content = session.Wire.Output.Content;
        for (long done = 0; done < slice.Length;)
        {
            var wanted = (int)Math.Min(Piece, slice.Length - done);
            var room = content.GetMemory(Math.Min(wanted, 4096));
            if (room.Length > wanted) room = room[..wanted];
            var read = await ReadAsync(session, row, slice.Offset + done, room, blob, cancellationToken);
            content.Advance(read);
            done += read;
            await session.Wire.Output.FlushIfLargeAsync(cancellationToken);
        }
    }

    /// <summary>At least one octet, from the prefix or from the blob behind it.</summary>
    private static async ValueTask<int> ReadAsync(Session session, MessageRow row, long offset, Memory<byte> room, IBlobReader blob, CancellationToken cancellationToken)
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
            Log.ContentDamaged(session.Logger, session.Wire.Id, row.Blob.Id, damaged);
            session.Wire.Abort();
            throw new OperationCanceledException("the connection was cut inside a literal", damaged);
        }
        Log.ContentDamaged(session.Logger, session.Wire.Id, row.Blob.Id, null);
        session.Wire.Abort();
        throw new OperationCanceledException("the connection was cut inside a literal");
    }
}
