using Postamt.Server.Options;

namespace Postamt.Server.Verbs.Screening;

/// <summary>A mail in a file, as it would have come: lines end with CRLF.</summary>
internal static class MailFile
{
    private const long MostOctets = 512L * 1024 * 1024;

    /// <exception cref="OptionException">It cannot be read.</exception>
    internal static async Task<byte[]> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            if (new FileInfo(path).Length > MostOctets) throw new OptionException($"{path} is larger than any mail.");
            return WithLineBreaks(await File.ReadAllBytesAsync(path, cancellationToken));
        }
        catch (Exception unread) when (unread is IOException or UnauthorizedAccessException)
        {
            throw new OptionException($"{path} cannot be read: {unread.Message}");
        }
    }

    private static byte[] WithLineBreaks(byte[] octets)
    {
        var bare = 0;
        for (var i = 0; i < octets.Length; i++) bare += IsBare(octets, i) ? 1 : 0;
        if (bare == 0) return octets;
        var whole = new byte[octets.Length + bare];
        var length = 0;
        for (var i = 0; i < octets.Length; i++)
        {
            if (IsBare(octets, i)) whole[length++] = (byte)'\r';
            whole[length++] = octets[i];
        }
        return whole;
    }

    private static bool IsBare(byte[] octets, int at) => octets[at] == '\n' && (at == 0 || octets[at - 1] != '\r');
}
