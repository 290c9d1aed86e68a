// BODY[…] and BINARY[…] responses: a slice of prefix and blob goes to the wire in pieces of at most 64 KiB, whatever its length.
// Invariant: a literal whose length was said is filled or the connection is cut; it is never padded.
using System.Buffers;
using Postamt.Imap.Sessions;
using Postamt.Mail.Mime;
using Postamt.Store.Messages;

namespace Postamt.Imap.Fetching;

internal static class SectionWriter
{
    private const int Piece = 64 * 1024;
    private const int MaxHeader = 2 << 20;

    /// <summary>Where the section's stored octets lie; null when there is no such section.</summary>
    public static MessageSlice? Locate(FetchSection section, MessageRow row, MessageStructure? structure) =>
        structure is null ? new MessageSlice(0, row.SizeOctets) : structure.Locate(section.Path, section.Text, row.PrefixLength);

    public static async ValueTask WriteAsync(Session session, FetchSection section, MessageOctets octets, MessageStructure? structure, CancellationToken cancellationToken)
    {
        var slice = Locate(section, octets.Row, structure);
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
            // RFC 9051 6.4.5: no such part is NIL; a size has no NIL.
            output.Raw(section.Form == SectionForm.BinarySize ? "0"u8 : "NIL"u8);
            return;
        }
        if (section.Form != SectionForm.Body)
        {
            await DecodedAsync(session, section, octets, found, structure?.Find(section.Path), cancellationToken);
            return;
        }
        if (section.Fields is not null)
        {
            await FieldsAsync(session, section, octets, found, cancellationToken);
            return;
        }
        if (section.Origin is { } from) found = found.Partial(from, section.Count);
        output.LiteralMark(found.Length);
        await CopyAsync(session, octets, found, cancellationToken);
    }

    private static async ValueTask FieldsAsync(Session session, FetchSection section, MessageOctets octets, MessageSlice header, CancellationToken cancellationToken)
    {
        var length = (int)Math.Min(header.Length, MaxHeader);
        var kept = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            for (var done = 0; done < length;)
            {
                done += await octets.ReadAsync(header.Offset + done, kept.AsMemory(done, length - done), cancellationToken);
            }
            var chosen = new ArrayBufferWriter<byte>(1024);
            HeaderFilter.Write(kept.AsSpan(0, length), section.Fields!, section.Not, chosen);
            var part = new MessageSlice(0, chosen.WrittenCount);
            if (section.Origin is { } origin) part = part.Partial(origin, section.Count);
            session.Out.Literal(chosen.WrittenSpan.Slice((int)part.Offset, (int)part.Length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(kept);
        }
    }

    private static async ValueTask CopyAsync(Session session, MessageOctets octets, MessageSlice slice, CancellationToken cancellationToken)
    {
        var content = session.Wire.Output.Content;
        for (long done = 0; done < slice.Length;)
        {
            var wanted = (int)Math.Min(Piece, slice.Length - done);
            var room = content.GetMemory(Math.Min(wanted, 4096));
            if (room.Length > wanted) room = room[..wanted];
            var read = await octets.ReadAsync(slice.Offset + done, room, cancellationToken);
            // RFC 9051 9: a literal has no NUL. Mail that comes in has none either; what was imported is told apart by BINARY.
            room.Span[..read].Replace((byte)0, (byte)0x80);
            content.Advance(read);
            done += read;
            await session.Wire.Output.FlushIfLargeAsync(cancellationToken);
        }
    }

    private static async ValueTask DecodedAsync(Session session, FetchSection section, MessageOctets octets, MessageSlice slice, MessagePart? part, CancellationToken cancellationToken)
    {
        var (length, hasNul) = await DecodedPart.MeasureAsync(octets, slice, part, cancellationToken);
        if (section.Form == SectionForm.BinarySize)
        {
            session.Out.Number(length);
            return;
        }
        var wanted = new MessageSlice(0, length);
        if (section.Origin is { } origin) wanted = wanted.Partial(origin, section.Count);
        // RFC 3516 4.3: a literal8 only where a NUL asks for one.
        if (hasNul) session.Out.Raw("~"u8);
        session.Out.LiteralMark(wanted.Length);
        using var decoded = new DecodedPart(octets, slice, part);
        for (long at = 0, end = wanted.Offset + wanted.Length; at < end;)
        {
            var piece = await decoded.NextAsync(cancellationToken);
            var from = (int)Math.Clamp(wanted.Offset - at, 0, piece.Length);
            var to = (int)Math.Min(end - at, piece.Length);
            if (to > from) session.Wire.Output.Content.Write(piece.Span[from..to]);
            at += piece.Length;
            await session.Wire.Output.FlushIfLargeAsync(cancellationToken);
        }
    }
}
