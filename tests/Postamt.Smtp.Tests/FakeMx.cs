using System.IO.Pipelines;
using System.Text;
using Postamt.Net;
using Postamt.Smtp.Client;

namespace Postamt.Smtp.Tests;

/// <summary>A foreign server in a few lines: answers by a function, tolerates bare LF, and journals every octet.</summary>
internal sealed class FakeMx
{
    internal const string Ehlo = "250-mx.example\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SIZE 1000000\r\n";
    private readonly Pipe _in = new();
    private readonly Pipe _out = new();
    private readonly MemoryStream _journal = new();

    /// <param name="answer">The reply to a line; null: close; empty: say nothing. Its first call has the line "" for the greeting.</param>
    internal FakeMx(Func<string, string?> answer) => Running = ServeAsync(answer);

    internal Task Running { get; }

    /// <summary>Everything the client said, as Latin-1.</summary>
    internal string Journal => Encoding.Latin1.GetString(_journal.ToArray());

    /// <summary>Ends of data seen with bare LF counting as a line end.</summary>
    internal int Mails { get; private set; }

    internal List<string> Lines { get; } = [];

    internal SmtpDialer Dialer => _ => new(new DuplexPipeStream(_out.Reader, _in.Writer));

    /// <summary>The usual answers; <paramref name="special"/> comes first.</summary>
    internal static FakeMx With(Func<string, string?> special) => new(line => special(line) ?? line.Split(' ', ':')[0] switch
    {
        "" => "220 mx.example\r\n",
        "EHLO" => Ehlo,
        "DATA" => "354 go\r\n",
        "." => "250 2.0.0 taken as 1\r\n",
        "QUIT" => null,
        _ => "250 2.1.0 ok\r\n",
    });

    private async Task ServeAsync(Func<string, string?> answer)
    {
        Stream input = _in.Reader.AsStream();
        Stream output = _out.Writer.AsStream();
        try
        {
            await SayAsync(output, answer(""));
            bool data = false;
            var line = new StringBuilder();
            byte[] one = new byte[1];
            while (await input.ReadAsync(one) == 1)
            {
                _journal.Write(one);
                if (one[0] != '\n')
                {
                    line.Append((char)one[0]);
                    continue;
                }
                string text = line.ToString().TrimEnd('\r');
                line.Clear();
                if (data && text != ".")
                    continue;
                Mails += data ? 1 : 0;
                Lines.Add(text);
                string? reply = answer(text);
                data = reply is not null && reply.StartsWith("354", StringComparison.Ordinal);
                if (reply is null)
                    break;
                await SayAsync(output, reply);
            }
        }
        finally
        {
            await _out.Writer.CompleteAsync();
            await _in.Reader.CompleteAsync();
        }
    }

    private static async Task SayAsync(Stream output, string? reply)
    {
        try
        {
            await output.WriteAsync(Encoding.UTF8.GetBytes(reply ?? ""));
        }
        catch (InvalidOperationException)
        {
            // The client has gone: nobody reads.
        }
    }
}
