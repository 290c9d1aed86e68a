using Postamt.Mail.Headers;

namespace Postamt.Screening.Dkim;

/// <summary>A content read once for all its signatures: its header, and the hash of its body in each way it was signed.</summary>
internal static class SignedContent
{
    private const int Piece = 64 * 1024;

    /// <summary>The header section with its empty line, and what was read beyond it.</summary>
    /// <param name="most">A longer one is cut there.</param>
    public static async ValueTask<(byte[] Header, byte[] Beyond)> HeaderAsync(Stream content, int most, CancellationToken cancellationToken)
    {
        var read = new byte[Piece];
        var length = 0;
        while (true)
        {
            if (length == read.Length) Array.Resize(ref read, read.Length * 2);
            var got = await content.ReadAsync(read.AsMemory(length), cancellationToken);
            var before = length;
            length += got;
            var section = End(read.AsSpan(0, length), Math.Max(0, before - 3));
            if (section < 0 && got > 0 && length < most) continue;
            if (section < 0) section = HeaderFields.SectionLength(read.AsSpan(0, length));
            return (read[..section], read[section..length]);
        }
    }

    /// <summary>The hash of the body in each way it was signed.</summary>
    public static async ValueTask<Dictionary<(bool IsRelaxed, long? Length), BodyHash>> BodiesAsync(IEnumerable<DkimSignature> signatures, Stream content, ReadOnlyMemory<byte> rest, CancellationToken cancellationToken)
    {
        var hashers = new Dictionary<(bool, long?), BodyHasher>();
        try
        {
            foreach (var signature in signatures) hashers.TryAdd((signature.IsBodyRelaxed, signature.BodyLength), new BodyHasher(signature.IsBodyRelaxed, signature.BodyLength));
            if (hashers.Count > 0) await HashAsync(content, rest, hashers.Values, cancellationToken);
            return hashers.ToDictionary(each => each.Key, each => new BodyHash(each.Value.Finish(), each.Value.IsWhole, each.Value.Length));
        }
        finally
        {
            foreach (var hasher in hashers.Values) hasher.Dispose();
        }
    }

    public static async ValueTask HashAsync(Stream content, ReadOnlyMemory<byte> rest, IReadOnlyCollection<BodyHasher> hashers, CancellationToken cancellationToken)
    {
        foreach (var hasher in hashers) hasher.Append(rest.Span);
        var piece = new byte[Piece];
        while (await content.ReadAsync(piece, cancellationToken) is var got and > 0)
        {
            foreach (var hasher in hashers) hasher.Append(piece.AsSpan(0, got));
        }
    }

    /// <summary>Where the section ends, when it ends in what was read.</summary>
    private static int End(ReadOnlySpan<byte> read, int from)
    {
        if (read.StartsWith("\r\n"u8)) return 2;
        var found = read[from..].IndexOf("\r\n\r\n"u8);
        return found < 0 ? -1 : from + found + 4;
    }
}
