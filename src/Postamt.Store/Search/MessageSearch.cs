using System.Runtime.CompilerServices;
using Postamt.Cluster.Identity;
using Postamt.Store.Blobs;
using Postamt.Store.Mailboxes;
using Postamt.Store.Messages;
using Postamt.Store.Results;

namespace Postamt.Store.Search;

/// <summary>
/// Finds the placements of a mailbox that fit a key. Rows decide first; a content is opened only where rows leave the answer
/// open. Memory is one page of rows and one piece of one content.
/// </summary>
public sealed class MessageSearch(IMessages messages, IBlobs blobs)
{
    private const int PlainPage = 1000;
    private const int ContentPage = 100;

    /// <summary>Matches ascending by uid. The last element is an error when the storage says no in between.</summary>
    /// <param name="within">Ascending, not overlapping.</param>
    public async IAsyncEnumerable<StoreResult<FlagRow>> FindAsync(AccountId account, MailboxId mailbox, SearchKey key, IReadOnlyList<UidRange> within, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var columns = key.Columns;
        var page = (columns & MessageColumns.Structure) != 0 ? ContentPage : PlainPage;
        var left = within;
        while (left.Count > 0)
        {
            var read = await messages.ReadAsync(account, mailbox, left, columns, page, cancellationToken);
            if (!read.TryGet(out var rows))
            {
                yield return StoreResult<FlagRow>.No(read.Error!.Value, read.Detail);
                yield break;
            }
            foreach (var row in rows)
            {
                var fits = await FitsAsync(key, row, cancellationToken);
                if (fits.Error is { } error)
                {
                    // RFC 9051 6.4.4 knows no partial answer: a content that is gone meanwhile does not match, one that cannot be read fails the search.
                    if (error is StoreError.NotFound or StoreError.Gone) continue;
                    yield return StoreResult<FlagRow>.No(error, fits.Detail);
                    yield break;
                }
                if (fits.Value) yield return new FlagRow(row.Uid, row.Flags, row.ModSeq);
            }
            if (rows.Count < page) yield break;
            left = UidRanges.After(left, rows[^1].Uid.Value);
        }
    }

    private async ValueTask<StoreResult<bool>> FitsAsync(SearchKey key, MessageRow row, CancellationToken cancellationToken)
    {
        if (RowMatch.Decide(key, row) is { } decided) return decided;
        var opened = await blobs.OpenAsync(row.Blob, cancellationToken);
        if (!opened.TryGet(out var blob)) return StoreResult<bool>.No(opened.Error!.Value, opened.Detail);
        await using (blob)
        {
            return await ContentAsync(key, row, new MessageText(row, blob), cancellationToken);
        }
    }

    private static async ValueTask<bool> ContentAsync(SearchKey key, MessageRow row, MessageText text, CancellationToken cancellationToken)
    {
        if (RowMatch.Decide(key, row) is { } decided) return decided;
        switch (key)
        {
            case SearchKey.Header header:
                return await text.HeaderContainsAsync(header.Name, TextFold.Fold(header.Text), cancellationToken);
            case SearchKey.Body body:
                return await text.BodyContainsAsync(TextFold.Fold(body.Text), cancellationToken);
            case SearchKey.AnyText any:
                var folded = TextFold.Fold(any.Text);
                return await text.HeaderContainsAsync(null, folded, cancellationToken) || await text.BodyContainsAsync(folded, cancellationToken);
            case SearchKey.Not not:
                return !await ContentAsync(not.Key, row, text, cancellationToken);
            case SearchKey.Or or:
                return await ContentAsync(or.Left, row, text, cancellationToken) || await ContentAsync(or.Right, row, text, cancellationToken);
            case SearchKey.And and:
                foreach (var one in and.Keys)
                {
                    if (!await ContentAsync(one, row, text, cancellationToken)) return false;
                }
                return true;
            default:
                throw new InvalidOperationException($"no way to decide {key.GetType().Name}");
        }
    }
}
