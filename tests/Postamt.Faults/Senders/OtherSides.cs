using System.Text;

namespace Postamt.Faults.Senders;

/// <summary>Servers that take no mail.</summary>
internal static class OtherSides
{
    /// <summary>It is there and hardly moves: an octet of its greeting each second.</summary>
    public static OtherSide Stuck() => new(async (stream, stop) =>
    {
        foreach (var octet in Encoding.ASCII.GetBytes("220 " + new string('s', 400) + "\r\n"))
        {
            await stream.WriteAsync(new[] { octet }, stop);
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, stop);
        }
    });

    /// <summary>It takes nobody's mail now (RFC 5321 4.2.3, 451).</summary>
    /// <param name="asked">Called with each recipient.</param>
    public static OtherSide Deferring(Action asked) => new(async (stream, stop) =>
    {
        using var reader = new StreamReader(stream, Encoding.ASCII);
        await SayAsync("220 later.example ESMTP");
        while (await reader.ReadLineAsync(stop) is { } line)
        {
            var verb = line.Split(' ', ':')[0].ToUpperInvariant();
            if (verb == "RCPT") asked();
            await SayAsync(verb switch { "RCPT" => "451 4.7.1 come again later", "DATA" => "554 5.5.1 no recipients", "QUIT" => "221 bye", _ => "250 later.example" });
            if (verb == "QUIT") return;
        }

        Task SayAsync(string reply) => stream.WriteAsync(Encoding.ASCII.GetBytes(reply + "\r\n"), stop).AsTask();
    });
}
