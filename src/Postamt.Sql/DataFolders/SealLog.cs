using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Postamt.Queue.Ledger;

namespace Postamt.Sql.DataFolders;

/// <summary>
/// Copies of the seals in a text file beside the database, one a line: number, time, root in hex. It is only ever appended to, so that it can be
/// sent on to a place nobody here can write.
/// </summary>
internal sealed class SealLog(string path) : ISealCopies
{
    public async ValueTask AppendAsync(IReadOnlyList<LedgerSeal> seals, CancellationToken cancellationToken)
    {
        var lines = string.Concat(seals.Select(seal => string.Create(CultureInfo.InvariantCulture, $"{seal.Number} {seal.At.UtcDateTime:O} {Convert.ToHexStringLower(seal.Root.Span)}\n")));
        await using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        if (file.Length > 0)
        {
            file.Seek(-1, SeekOrigin.End);
            if (file.ReadByte() != '\n') lines = "\n" + lines;
        }
        await file.WriteAsync(Encoding.ASCII.GetBytes(lines), cancellationToken);
        file.Flush(flushToDisk: true);
    }

    public async IAsyncEnumerable<SealCopy> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!File.Exists(path)) yield break;
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            // A line a power cut left unfinished says nothing; its seal is copied again.
            if (TryParse(line, out var copy)) yield return copy;
        }
    }

    private static bool TryParse(string line, out SealCopy copy)
    {
        copy = default;
        var parts = line.Split(' ');
        if (parts.Length != 3 || parts[2].Length != 2 * LedgerHash.Length || !parts[2].All(char.IsAsciiHexDigit)) return false;
        if (!long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return false;
        copy = new SealCopy(number, Convert.FromHexString(parts[2]));
        return true;
    }
}
