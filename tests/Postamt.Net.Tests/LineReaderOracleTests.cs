using System.IO.Pipelines;
using System.Text;
using Xunit;

namespace Postamt.Net.Tests;

/// <summary>The reader against a slow one that sees all octets at once, over random octets in random pieces.</summary>
public sealed class LineReaderOracleTests
{
    private const int Limit = 12;

    [Fact]
    [Trait("attack", "1")]
    public async Task Random_octets_in_random_pieces_are_read_as_the_oracle_reads_them()
    {
        var random = new Random(77);
        for (int round = 0; round < 3000; round++)
        {
            byte[] octets = Sample(random);
            Assert.Equal(Oracle(octets), await ReadAsync(octets, random));
        }
    }

    private static byte[] Sample(Random random)
    {
        var octets = new List<byte>();
        for (int part = random.Next(1, 12); part > 0; part--)
        {
            octets.AddRange(random.Next(12) switch
            {
                0 => "\r"u8,
                1 => "\n"u8,
                2 => "\0"u8,
                < 7 => "\r\n"u8,
                _ => "abcdefghijkl"u8[..random.Next(1, 13)],
            });
        }
        return [.. octets];
    }

    private static string Oracle(byte[] octets)
    {
        string text = Encoding.Latin1.GetString(octets);
        var answers = new List<string>();
        while (true)
        {
            int stop = text.IndexOfAny(['\r', '\n', '\0']);
            bool inLimit = stop >= 0 && stop + 2 <= Limit;
            if (!inLimit && (text.Length >= Limit || (stop >= 0 && stop + 2 > Limit)))
                return string.Join('|', answers.Append("TooLong"));
            if (stop < 0 || (text[stop] == '\r' && stop + 1 == text.Length))
                return string.Join('|', answers.Append("Eof"));
            if (text[stop] != '\r')
                return string.Join('|', answers.Append(text[stop] == '\n' ? "BareLf" : "Nul"));
            if (text[stop + 1] != '\n')
                return string.Join('|', answers.Append("BareCr"));
            answers.Add("Line " + text[..stop]);
            text = text[(stop + 2)..];
        }
    }

    private static async Task<string> ReadAsync(byte[] octets, Random random)
    {
        var pipe = new Pipe(new PipeOptions(readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, minimumSegmentSize: 16, useSynchronizationContext: false));
        using var reader = new LineReader(pipe.Reader, TimeProvider.System);
        Task<string> reading = AnswersAsync(reader);
        for (int at = 0; at < octets.Length;)
        {
            int piece = Math.Min(random.Next(1, 6), octets.Length - at);
            await pipe.Writer.WriteAsync(octets.AsMemory(at, piece));
            at += piece;
        }
        await pipe.Writer.CompleteAsync();
        return await reading;
    }

    private static async Task<string> AnswersAsync(LineReader reader)
    {
        var answers = new List<string>();
        while (true)
        {
            LineResult line = await reader.ReadLineAsync(Limit, TimeSpan.FromMinutes(1), default);
            answers.Add(line.IsLine ? "Line " + Encoding.Latin1.GetString(line.Line.Span) : line.Status.ToString());
            if (!line.IsLine)
                return string.Join('|', answers);
        }
    }
}
