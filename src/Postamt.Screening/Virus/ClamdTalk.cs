using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Postamt.Screening.Virus;

/// <summary>One question to a clamd over a connection of its own (clamd(8), INSTREAM): pieces with their lengths, a length of zero, an answer that ends with a zero.</summary>
internal static class ClamdTalk
{
    private const int Piece = 64 * 1024;
    private const int LongestAnswer = 4 * 1024;

    /// <returns>What it said, without the end.</returns>
    /// <exception cref="IOException">It hung up before it had said anything, or said more than an answer is.</exception>
    public static async ValueTask<string> ScanAsync(Socket wire, Stream content, CancellationToken cancellationToken)
    {
        await SendAsync(wire, "zINSTREAM\0"u8.ToArray(), cancellationToken);
        var piece = new byte[sizeof(uint) + Piece];
        try
        {
            for (int read; ;)
            {
                read = await content.ReadAsync(piece.AsMemory(sizeof(uint)), cancellationToken);
                BinaryPrimitives.WriteUInt32BigEndian(piece, (uint)read);
                await SendAsync(wire, piece.AsMemory(0, sizeof(uint) + read), cancellationToken);
                if (read == 0) break;
            }
        }
        catch (SocketException)
        {
            // It hangs up on what is too large; why, it may have said before.
            return await AnswerAsync(wire, cancellationToken);
        }
        return await AnswerAsync(wire, cancellationToken);
    }

    public static async ValueTask<string> AskAsync(Socket wire, string command, CancellationToken cancellationToken)
    {
        await SendAsync(wire, Encoding.ASCII.GetBytes($"z{command}\0"), cancellationToken);
        return await AnswerAsync(wire, cancellationToken);
    }

    private static async ValueTask SendAsync(Socket wire, ReadOnlyMemory<byte> octets, CancellationToken cancellationToken)
    {
        while (!octets.IsEmpty) octets = octets[await wire.SendAsync(octets, SocketFlags.None, cancellationToken)..];
    }

    private static async ValueTask<string> AnswerAsync(Socket wire, CancellationToken cancellationToken)
    {
        var answer = new byte[LongestAnswer];
        for (var length = 0; length < answer.Length;)
        {
            int read;
            try
            {
                read = await wire.ReceiveAsync(answer.AsMemory(length), SocketFlags.None, cancellationToken);
            }
            catch (SocketException gone)
            {
                throw new IOException("it hung up", gone);
            }
            if (read == 0) throw new IOException("it hung up before it had answered");
            var end = answer.AsSpan(length, read).IndexOf((byte)0);
            length += read;
            if (end >= 0) return Encoding.ASCII.GetString(answer, 0, length - read + end);
        }
        throw new IOException("it said more than an answer is");
    }
}
