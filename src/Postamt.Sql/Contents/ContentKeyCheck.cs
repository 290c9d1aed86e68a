using System.Security.Cryptography;
using Postamt.Sql.DataFolders;
using Postamt.Sql.Rows;
using Postamt.Sql.Segments;

namespace Postamt.Sql.Contents;

/// <summary>The keys of a start: those of the file, which have to be all that stored contents need.</summary>
internal static class ContentKeyCheck
{
    /// <param name="file">Null: no keys.</param>
    /// <exception cref="ContentKeyException">The file cannot be used, or a key is missing; the message is a sentence.</exception>
    public static ContentKeys Open(string? file, ISqlReader sql, RandomNumberGenerator random)
    {
        var keys = new ContentKeys(file is null ? [] : ContentKeyFile.Read(file), random);
        foreach (var id in ContentKeySql.Used(sql))
        {
            if (!keys.Has(id)) throw file is null ? ContentKeyException.NoFile(ContentKey.Name(id)) : ContentKeyException.Missing(file, ContentKey.Name(id));
        }
        return keys;
    }
}
