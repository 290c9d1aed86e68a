// fetch-att of RFC 9051 9 and RFC 3501 9, BINARY RFC 3516 7, MODSEQ RFC 7162 3.1.4, EMAILID and THREADID RFC 8474 5.3, SAVEDATE RFC 8514 4.3.
using System.Globalization;
using System.Text;
using Postamt.Imap.Grammar;
using Postamt.Mail.Mime;

namespace Postamt.Imap.Fetching;

internal static class FetchParser
{
    private const int MaxSections = 200;
    private const int MaxFields = 500;
    private const int MaxPath = 100;

    public static bool TryParse(ref ImapTokenizer tokens, out FetchItems items)
    {
        var sections = new List<FetchSection>();
        var asked = FetchItem.None;
        var seen = false;
        items = new FetchItems(asked, sections, false);
        if (TryMacro(ref tokens, ref asked))
        {
            items = items with { Items = asked };
            return true;
        }
        var list = tokens.Open();
        if (!list && tokens.Peek == (byte)'(') return false;
        do
        {
            if (!TryOne(ref tokens, ref asked, ref seen, sections)) return false;
        }
        while (list && tokens.Space());
        if (list && !tokens.Close()) return false;
        items = new FetchItems(asked, sections, seen);
        return true;
    }

    private static bool TryMacro(ref ImapTokenizer tokens, ref FetchItem items)
    {
        const FetchItem fast = FetchItem.Flags | FetchItem.InternalDate | FetchItem.Size;
        if (tokens.Word("ALL"u8)) items = fast | FetchItem.Envelope;
        else if (tokens.Word("FAST"u8)) items = fast;
        else if (tokens.Word("FULL"u8)) items = fast | FetchItem.Envelope | FetchItem.Body;
        return items != FetchItem.None;
    }

    private static bool TryOne(ref ImapTokenizer tokens, ref FetchItem items, ref bool seen, List<FetchSection> sections)
    {
        // "[" ends the word: RFC822.SIZE and BODY[ are told apart by what follows.
        if (!tokens.TryUntil(" ()[<"u8, out var word) || word.Length > 32) return false;
        var name = Encoding.Latin1.GetString(word).ToUpperInvariant();
        if (name is "BODY" or "BODY.PEEK" && tokens.Peek == (byte)'[')
        {
            seen |= name == "BODY";
            return sections.Count < MaxSections && TrySection(ref tokens, sections);
        }
        if (name is "BINARY" or "BINARY.PEEK" or "BINARY.SIZE")
        {
            seen |= name == "BINARY";
            return sections.Count < MaxSections && TryBinary(ref tokens, name == "BINARY.SIZE" ? SectionForm.BinarySize : SectionForm.Binary, sections);
        }
        if (Whole(name) is { } whole)
        {
            seen |= name != "RFC822.HEADER";
            sections.Add(whole);
            return sections.Count <= MaxSections;
        }
        var item = name switch
        {
            "FLAGS" => FetchItem.Flags,
            "UID" => FetchItem.Uid,
            "INTERNALDATE" => FetchItem.InternalDate,
            "RFC822.SIZE" => FetchItem.Size,
            "ENVELOPE" => FetchItem.Envelope,
            "BODY" => FetchItem.Body,
            "BODYSTRUCTURE" => FetchItem.BodyStructure,
            "MODSEQ" => FetchItem.ModSeq,
            "EMAILID" => FetchItem.EmailId,
            "THREADID" => FetchItem.ThreadId,
            "SAVEDATE" => FetchItem.SaveDate,
            _ => FetchItem.None,
        };
        items |= item;
        return item != FetchItem.None;
    }

    // RFC 3501 6.4.5: older names of three sections.
    private static FetchSection? Whole(string name) => name switch
    {
        "RFC822" => new FetchSection([], SectionText.Content, null, false, null, 0, name),
        "RFC822.HEADER" => new FetchSection([], SectionText.Header, null, false, null, 0, name),
        "RFC822.TEXT" => new FetchSection([], SectionText.Text, null, false, null, 0, name),
        _ => null,
    };

    private static bool TrySection(ref ImapTokenizer tokens, List<FetchSection> sections)
    {
        if (!tokens.Take((byte)'[') || !TryPath(ref tokens, out var path, out var more)) return false;
        var text = SectionText.Content;
        List<string>? fields = null;
        var not = false;
        if (more && !TryText(ref tokens, path.Count > 0, out text, out fields, out not)) return false;
        if (!tokens.Take((byte)']') || !TryPartial(ref tokens, out var origin, out var count)) return false;
        sections.Add(new FetchSection([.. path], text, fields, not, origin, count, Label(path, text, fields, not)));
        return true;
    }

    // RFC 9051 9: section-binary = "[" [section-part] "]"
    private static bool TryBinary(ref ImapTokenizer tokens, SectionForm form, List<FetchSection> sections)
    {
        if (!tokens.Take((byte)'[') || !TryPath(ref tokens, out var path, out var more) || more || !tokens.Take((byte)']')) return false;
        long? origin = null;
        long count = 0;
        if (form == SectionForm.Binary && !TryPartial(ref tokens, out origin, out count)) return false;
        var label = (form == SectionForm.Binary ? "BINARY[" : "BINARY.SIZE[") + string.Join('.', path) + "]";
        sections.Add(new FetchSection([.. path], SectionText.Content, null, false, origin, count, label, form));
        return true;
    }

    /// <summary>Part numbers, as far as there are any.</summary>
    /// <param name="more">A part specifier that is no number follows.</param>
    private static bool TryPath(ref ImapTokenizer tokens, out List<int> path, out bool more)
    {
        path = [];
        more = tokens.Peek != (byte)']';
        while (more && tokens.Peek is >= (byte)'0' and <= (byte)'9')
        {
            if (path.Count >= MaxPath || !tokens.TryNumber(out var number) || number is < 1 or > int.MaxValue) return false;
            path.Add((int)number);
            more = tokens.Take((byte)'.');
            if (!more && tokens.Peek != (byte)']') return false;
        }
        return true;
    }

    private static bool TryText(ref ImapTokenizer tokens, bool inPart, out SectionText text, out List<string>? fields, out bool not)
    {
        (text, fields, not) = (SectionText.Header, null, false);
        if (!tokens.TryUntil(" ]"u8, out var word)) return false;
        switch (Encoding.Latin1.GetString(word).ToUpperInvariant())
        {
            case "HEADER":
                return true;
            case "TEXT":
                text = SectionText.Text;
                return true;
            case "MIME":
                text = SectionText.Mime;
                return inPart;
            case "HEADER.FIELDS":
                return TryFields(ref tokens, out fields);
            case "HEADER.FIELDS.NOT":
                not = true;
                return TryFields(ref tokens, out fields);
            default:
                return false;
        }
    }

    private static bool TryFields(ref ImapTokenizer tokens, out List<string> fields)
    {
        fields = [];
        if (!tokens.Space() || !tokens.Open()) return false;
        do
        {
            if (fields.Count >= MaxFields || !tokens.TryAstring(out var name) || name.Length == 0 || name.AsSpan().IndexOfAnyExceptInRange((byte)33, (byte)126) >= 0) return false;
            fields.Add(Encoding.ASCII.GetString(name));
        }
        while (tokens.Space());
        return tokens.Close();
    }

    private static bool TryPartial(ref ImapTokenizer tokens, out long? origin, out long count)
    {
        (origin, count) = (null, 0);
        if (!tokens.Take((byte)'<')) return true;
        if (!tokens.TryNumber(out var from) || !tokens.Take((byte)'.') || !tokens.TryNumber(out count) || count == 0) return false;
        origin = from;
        return tokens.Take((byte)'>');
    }

    private static string Label(List<int> path, SectionText text, List<string>? fields, bool not)
    {
        var label = new StringBuilder("BODY[");
        label.AppendJoin('.', path.Select(one => one.ToString(CultureInfo.InvariantCulture)));
        var name = text switch { SectionText.Header => "HEADER", SectionText.Text => "TEXT", SectionText.Mime => "MIME", _ => "" };
        if (path.Count > 0 && name.Length > 0) label.Append('.');
        label.Append(name);
        if (fields is not null)
        {
            label.Append(not ? ".FIELDS.NOT (" : ".FIELDS (");
            // An astring may hold what an atom may not.
            label.AppendJoin(' ', fields.Select(one => one.AsSpan().IndexOfAny("(){%*\"\\") < 0 ? one : $"\"{one.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""));
            label.Append(')');
        }
        return label.Append(']').ToString();
    }
}
