using MimeKit.Utils;
using Postamt.Mail.Mime;
using Postamt.Store.Mailboxes;
using Postamt.Store.Messages;

namespace Postamt.Store.Search;

/// <summary>What a row alone says about a key: yes, no, or null where only the content knows.</summary>
internal static class RowMatch
{
    public static bool? Decide(SearchKey key, MessageRow row) => key switch
    {
        SearchKey.All => true,
        SearchKey.UidSet set => Contains(set.Uids, row.Uid.Value),
        SearchKey.Flag flag => row.Flags.Has(flag.System) == flag.Set,
        SearchKey.Keyword keyword => row.Flags.HasKeyword(keyword.Name) == keyword.Set,
        SearchKey.Size size => size.Larger ? row.SizeOctets > size.Octets : row.SizeOctets < size.Octets,
        SearchKey.Date date => OnDay(date, row),
        SearchKey.Changed changed => row.ModSeq.Value >= changed.AtLeast.Value,
        SearchKey.Email email => row.EmailId == email.Id,
        SearchKey.Thread thread => row.ThreadId == thread.Id,
        SearchKey.Not not => !Decide(not.Key, row),
        SearchKey.Or or => Either(Decide(or.Left, row), Decide(or.Right, row)),
        SearchKey.And and => Every(and.Keys, row),
        _ => null,
    };

    private static bool? Either(bool? left, bool? right) => left == true || right == true ? true : left is null || right is null ? null : false;

    private static bool? Every(IReadOnlyList<SearchKey> keys, MessageRow row)
    {
        bool? all = true;
        foreach (var key in keys)
        {
            var one = Decide(key, row);
            if (one == false) return false;
            if (one is null) all = null;
        }
        return all;
    }

    private static bool Contains(IReadOnlyList<UidRange> ranges, uint uid)
    {
        int low = 0, high = ranges.Count - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (uid < ranges[middle].First) high = middle - 1;
            else if (uid > ranges[middle].Last) low = middle + 1;
            else return true;
        }
        return false;
    }

    private static bool OnDay(SearchKey.Date key, MessageRow row)
    {
        if (Day(key.Field, row) is not { } day) return false;
        return key.Relation switch
        {
            DateRelation.Before => day < key.Day,
            DateRelation.On => day == key.Day,
            _ => day >= key.Day,
        };
    }

    private static DateOnly? Day(DateField field, MessageRow row) => field switch
    {
        DateField.Internal => DateOnly.FromDateTime(row.InternalDate.DateTime),
        DateField.Saved => DateOnly.FromDateTime(row.SavedAt.DateTime),
        _ => Sent(row),
    };

    private static DateOnly? Sent(MessageRow row)
    {
        if (row.Structure.IsEmpty || MessageStructure.Read(row.Structure.Span).Envelope.Date is not { Length: < 256 } text) return null;
        return DateUtils.TryParse(text, out var sent) ? DateOnly.FromDateTime(sent.DateTime) : null;
    }
}
