using System.Buffers.Text;
using Postamt.Imap.Responses;
using Postamt.Mail.Mime;
using Postamt.Store.Mailboxes;
using Postamt.Store.Messages;

namespace Postamt.Imap.Fetching;

/// <summary>The parts of a FETCH response that are no sections (RFC 9051 7.5.2).</summary>
internal static class FetchWriter
{
    /// <summary>"* n FETCH (UID u FLAGS (…) MODSEQ (m)". UID first, so that there is always a first item without a space.</summary>
    public static void Begin(ResponseWriter output, int number, FetchItem items, Uid uid, MessageFlags flags, ModSeq modSeq)
    {
        if (flags.Keywords.IsEmpty)
        {
            BeginPlain(output, number, items, uid, flags.System, modSeq);
            return;
        }
        output.Raw("* "u8);
        output.Number(number);
        output.Raw(" FETCH (UID "u8);
        output.Number(uid.Value);
        if ((items & FetchItem.Flags) != 0)
        {
            output.Raw(" FLAGS "u8);
            output.Flags(flags);
        }
        if ((items & FetchItem.ModSeq) == 0) return;
        output.Raw(" MODSEQ ("u8);
        output.Number(modSeq.Value);
        output.Raw(")"u8);
    }

    /// <summary>The same in one piece, since there are a hundred thousand of them when a mailbox is opened for the first time.</summary>
    private static void BeginPlain(ResponseWriter output, int number, FetchItem items, Uid uid, SystemFlags flags, ModSeq modSeq)
    {
        // Three numbers, the words between them and all system flags.
        var room = output.Room(192);
        var at = Put(room, 0, "* "u8);
        at = Put(room, at, number);
        at = Put(room, at, " FETCH (UID "u8);
        at = Put(room, at, uid.Value);
        if ((items & FetchItem.Flags) != 0)
        {
            at = Put(room, at, " FLAGS "u8);
            at = Put(room, at, FlagNames.Text(flags));
        }
        if ((items & FetchItem.ModSeq) != 0)
        {
            at = Put(room, at, " MODSEQ ("u8);
            at = Put(room, at, modSeq.Value);
            at = Put(room, at, ")"u8);
        }
        output.Took(at);
    }

    private static int Put(Span<byte> room, int at, ReadOnlySpan<byte> text)
    {
        text.CopyTo(room[at..]);
        return at + text.Length;
    }

    private static int Put(Span<byte> room, int at, long number)
    {
        Utf8Formatter.TryFormat(number, room[at..], out var length);
        return at + length;
    }

    public static void Facts(ResponseWriter output, FetchItem items, MessageRow row, MessageStructure? structure)
    {
        if ((items & FetchItem.InternalDate) != 0)
        {
            output.Raw(" INTERNALDATE "u8);
            output.DateTime(row.InternalDate);
        }
        if ((items & FetchItem.Size) != 0)
        {
            output.Raw(" RFC822.SIZE "u8);
            output.Number(row.SizeOctets);
        }
        if ((items & FetchItem.SaveDate) != 0)
        {
            output.Raw(" SAVEDATE "u8);
            output.DateTime(row.SavedAt);
        }
        // RFC 8474 5: letters make the ids of different kinds differ.
        if ((items & FetchItem.EmailId) != 0) Id(output, " EMAILID (M"u8, row.EmailId.Value);
        if ((items & FetchItem.ThreadId) != 0) Id(output, " THREADID (T"u8, row.ThreadId.Value);
        if (structure is null) return;
        if ((items & FetchItem.Envelope) != 0)
        {
            output.Raw(" ENVELOPE "u8);
            EnvelopeWriter.Write(output, structure.Envelope);
        }
        if ((items & FetchItem.Body) != 0)
        {
            output.Raw(" BODY "u8);
            BodyStructureWriter.Write(output, structure.Root, extended: false);
        }
        if ((items & FetchItem.BodyStructure) == 0) return;
        output.Raw(" BODYSTRUCTURE "u8);
        BodyStructureWriter.Write(output, structure.Root, extended: true);
    }

    private static void Id(ResponseWriter output, ReadOnlySpan<byte> name, long id)
    {
        output.Raw(name);
        output.Number(id);
        output.Raw(")"u8);
    }
}
