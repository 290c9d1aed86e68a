// RFC 9051 6.3.11; HIGHESTMODSEQ RFC 7162 3.1.7; SIZE RFC 8438; APPENDLIMIT RFC 7889 5; MAILBOXID RFC 8474 4.3.
using Postamt.Imap.Grammar;
using Postamt.Imap.Sessions;
using Postamt.Store.Mailboxes;

namespace Postamt.Imap.Commands;

internal sealed record StatusItems(IReadOnlyList<string> Names)
{
    private static readonly string[] Known = ["MESSAGES", "RECENT", "UIDNEXT", "UIDVALIDITY", "UNSEEN", "DELETED", "SIZE", "HIGHESTMODSEQ", "APPENDLIMIT", "MAILBOXID"];

    public bool AsksForModSeq => Names.Contains("HIGHESTMODSEQ");

    public static bool TryParse(ref ImapTokenizer tokens, out StatusItems items)
    {
        var names = new List<string>();
        items = new StatusItems(names);
        if (!tokens.Open()) return false;
        do
        {
            if (!tokens.TryAtomText(out var name)) return false;
            var known = Known.FirstOrDefault(one => one.Equals(name, StringComparison.OrdinalIgnoreCase));
            if (known is null) return false;
            if (!names.Contains(known)) names.Add(known);
        }
        while (tokens.Space());
        return tokens.Close();
    }

    public void Write(Session session, MailboxInfo info)
    {
        var output = session.Out;
        output.Raw("* STATUS "u8);
        output.Mailbox(info.Name.Value);
        output.Raw(" ("u8);
        for (var at = 0; at < Names.Count; at++)
        {
            if (at > 0) output.Raw(" "u8);
            output.Raw(Names[at]);
            output.Raw(" "u8);
            if (Names[at] == "MAILBOXID")
            {
                output.Raw("(F"u8);
                output.Number(info.Id.Value);
                output.Raw(")"u8);
                continue;
            }
            output.Number(Value(session, info, Names[at]));
        }
        output.Line(")"u8);
    }

    private static long Value(Session session, MailboxInfo info, string name) => name switch
    {
        "MESSAGES" => info.Messages,
        "UIDNEXT" => info.UidNext,
        "UIDVALIDITY" => info.UidValidity.Value,
        "UNSEEN" => info.Unseen,
        "DELETED" => info.Deleted,
        "SIZE" => info.Size,
        "HIGHESTMODSEQ" => info.HighestModSeq.Value,
        "APPENDLIMIT" => session.Limits.AppendOctets,
        // RFC 3501 2.3.2 \Recent is not kept: RFC 9051 has done away with it.
        _ => 0,
    };
}
