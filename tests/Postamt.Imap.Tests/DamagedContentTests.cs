using System.Globalization;
using System.Text;

namespace Postamt.Imap.Tests;

/// <summary>RFC 9051 4.3: a literal has the octets of the message or the connection is cut; wrong ones are never sent.</summary>
public sealed class DamagedContentTests
{
    private static readonly string Large = string.Concat(Enumerable.Range(0, 40_000).Select(one => string.Create(CultureInfo.InvariantCulture, $"line {one}\r\n")));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Damage_at_the_beginning_is_no_and_the_session_goes_on(bool ends)
    {
        var house = new ImapHouse(blobs: all => new DamagedBlobs(all, 1_000, 0, ends));
        await using var client = await house.SignInAsync();
        await client.AppendAsync(Mails.Plain("fine"));
        await client.AppendAsync(Mails.Plain("broken", Large));
        await client.AppendAsync(Mails.Plain("whole"));
        foreach (var item in new[] { "BODY.PEEK[]", "BODY.PEEK[HEADER.FIELDS (SUBJECT)]", "BINARY.PEEK[1]", "(UID BODY.PEEK[1])" })
        {
            var lines = await client.DoAsync("FETCH 1:* " + item);
            Assert.Equal("NO [CORRUPTION] A message cannot be read", lines[^1]);
            Assert.Contains(lines, line => line.StartsWith("* 1 FETCH", StringComparison.Ordinal));
            Assert.DoesNotContain(lines, line => line.StartsWith("* 2 FETCH", StringComparison.Ordinal));
            Assert.Contains(lines, line => line.StartsWith("* 3 FETCH", StringComparison.Ordinal));
        }
        await client.OkAsync("FETCH 2 (ENVELOPE BODYSTRUCTURE)");
        await client.OkAsync("NOOP");
    }

    [Theory]
    [InlineData(false, "BODY.PEEK[]")]
    [InlineData(true, "BODY.PEEK[]")]
    [InlineData(false, "BODY.PEEK[1]<10.400000>")]
    [InlineData(false, "BINARY.PEEK[1]")]
    public async Task Damage_inside_a_literal_cuts_the_connection(bool ends, string item)
    {
        var house = new ImapHouse(blobs: all => new DamagedBlobs(all, 1_000, 100_000, ends));
        await using var client = await house.SignInAsync();
        await client.AppendAsync(Mails.Plain("broken", Large));
        await client.SendAsync($"a FETCH 1 {item}\r\nb NOOP\r\n");
        var said = await ReadUntilCutAsync(client);
        await client.Session.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.True(client.Wire.Wire.Aborted.IsCancellationRequested);
        Assert.DoesNotContain("a OK", said, StringComparison.Ordinal);
        Assert.DoesNotContain("b OK", said, StringComparison.Ordinal);
        var literal = said.IndexOf("}\r\n", StringComparison.Ordinal);
        // What came before the damage is the message's own.
        if (literal >= 0) Assert.Contains(said[(literal + 3)..], Mails.Plain("broken", Large), StringComparison.Ordinal);
    }

    private static async Task<string> ReadUntilCutAsync(ImapClientWire client)
    {
        var said = new MemoryStream();
        var room = new byte[4096];
        try
        {
            while (await client.Wire.Client.ReadAsync(room) is > 0 and var read) said.Write(room, 0, read);
        }
        catch (Exception cut) when (cut is InvalidOperationException or IOException)
        {
            // A wire in memory tells its reader of the cut in this way.
        }
        return Encoding.ASCII.GetString(said.ToArray());
    }
}
