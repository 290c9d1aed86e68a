using Postamt.Directory.Operations;

namespace Postamt.Server.Verbs;

/// <summary>Reads all pages of a list.</summary>
internal static class Pages
{
    internal static async ValueTask<OperationResult<IReadOnlyList<T>>> AllAsync<T>(Func<PageRequest, ValueTask<OperationResult<Page<T>>>> ask)
    {
        var all = new List<T>();
        string? cursor = null;
        do
        {
            switch (await ask(new PageRequest(cursor, 200)))
            {
                case OperationResult<Page<T>>.Done { Value: var page }:
                    all.AddRange(page.Items);
                    cursor = page.Next;
                    break;
                case OperationResult<Page<T>>.Refused refused:
                    return new OperationResult<IReadOnlyList<T>>.Refused(refused.Code, refused.Text);
            }
        }
        while (cursor is not null);
        return new OperationResult<IReadOnlyList<T>>.Done(all);
    }
}
