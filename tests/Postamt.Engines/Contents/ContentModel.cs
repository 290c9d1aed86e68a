using Postamt.Cluster.Identity;
using Postamt.Store.Blobs;
using Postamt.Store.Upkeep;

namespace Postamt.Engines.Contents;

/// <summary>
/// Random things that happen to stored contents, beside a model that knows which must be there: each content with a reference reads back octet
/// by octet after every step, none is there once a sweep has met it a day after its last reference.
/// </summary>
internal sealed class ContentModel(ContentHouse house, Random random)
{
    private static readonly TimeSpan SweptAfter = TimeSpan.FromDays(1);
    private static readonly CompactionRule Rule = new(0.5, TimeSpan.FromDays(30));

    private readonly Dictionary<(long Company, int Content), Held> _held = [];
    private readonly Dictionary<int, byte[]> _contents = [];

    /// <summary>What was done, for whoever reads of a failure.</summary>
    public List<string> Steps { get; } = [];

    /// <summary>Left out, as a planted fault.</summary>
    public bool WithoutSweep { get; init; }

    public async Task StepAsync()
    {
        var choice = random.Next(100);
        var step = choice switch
        {
            < 38 => StoreAsync(),
            < 45 => ReferAsync(),
            < 65 => ReleaseAsync(),
            < 72 => PassAsync(TimeSpan.FromHours(random.Next(1, 200))),
            < 78 => SweepAsync(),
            < 86 => DoAsync("compact", CompactAsync),
            < 90 => DoAsync("scrub", ScrubAsync),
            < 95 => DoAsync("rewrite", RewriteAsync),
            < 97 => RotateAsync(),
            _ => CrashAsync(),
        };
        await step;
        await CheckAsync();
    }

    /// <summary>Everything is released, and its time passes: nothing may be left.</summary>
    public async Task EndAsync()
    {
        await CheckAsync();
        foreach (var held in _held.Values)
        {
            for (; held.References > 0; held.References--) await house.ReleaseAsync(held.Blob);
            held.Since = house.Time.GetUtcNow();
        }
        // Octets no row ever pointed at are seen first, and go 30 days later.
        for (var round = 0; round < 3; round++)
        {
            await PassAsync(TimeSpan.FromDays(31));
            await SweepAsync();
            while (!await CompactAsync()) Steps.Add("compact");
        }
        await CheckAsync();
        Assert.DoesNotContain(_held.Values, held => held.Since is not null);
        if (house is EmbeddedContents embedded) AssertNoFileLeft(embedded);
    }

    private static void AssertNoFileLeft(EmbeddedContents embedded)
    {
        // The newest stays, whose number counts on, and the ones that grow.
        var left = embedded.Files.List().SkipLast(1).Where(segment => !embedded.Files.IsGrowing(segment)).ToList();
        Assert.True(left.Count == 0, $"segments {string.Join(", ", left)} are left, and nothing points to them");
    }

    private async Task CheckAsync()
    {
        foreach (var ((_, content), held) in _held)
        {
            var read = await house.ReadAsync(held.Blob);
            if (held.References > 0) Assert.True(read is not null && read.AsSpan().SequenceEqual(_contents[content]), $"content {content} (blob {held.Blob.Id}) is {(read is null ? "gone" : "another one")}");
        }
    }

    private async Task StoreAsync()
    {
        var key = ((long)random.Next(1, 4), random.Next(0, 24));
        if (!_contents.TryGetValue(key.Item2, out var octets)) _contents[key.Item2] = octets = Make(key.Item2);
        Steps.Add($"store {key} of {octets.Length}");
        var blob = await house.StoreAsync(new CompanyId(key.Item1), octets);
        if (!_held.TryGetValue(key, out var held)) _held[key] = held = new Held(blob);
        held.Blob = blob;
        held.References++;
        held.Since = null;
    }

    private async Task ReferAsync()
    {
        if (Any() is not { } held) return;
        Steps.Add($"refer {held.Blob.Id}");
        await house.ReferAsync(held.Blob);
        held.References++;
    }

    private async Task ReleaseAsync()
    {
        if (Any() is not { } held) return;
        Steps.Add($"release {held.Blob.Id}");
        await house.ReleaseAsync(held.Blob);
        if (--held.References == 0) held.Since = house.Time.GetUtcNow();
    }

    private Task PassAsync(TimeSpan time)
    {
        Steps.Add($"{time} pass");
        house.Time.Advance(time);
        return Task.CompletedTask;
    }

    private async Task SweepAsync()
    {
        Steps.Add("sweep");
        var before = house.Time.GetUtcNow() - SweptAfter;
        if (!WithoutSweep) Assert.Null((await house.Engine.StoreUpkeep.SweepBlobsAsync(before, 1000)).Error);
        foreach (var (key, held) in _held.Where(each => each.Value.Since < before).ToList())
        {
            Assert.True(await house.ReadAsync(held.Blob) is null, $"blob {held.Blob.Id} is left after its time");
            _held.Remove(key);
        }
    }

    /// <summary>True when there was nothing more to do.</summary>
    private async Task<bool> CompactAsync()
    {
        if (house.Engine.SegmentUpkeep is not { } segments) return true;
        var piece = await segments.CompactAsync(Rule, random.Next(1, 600_000), CancellationToken.None);
        Assert.Null(piece.Error);
        return piece.Value.Ended;
    }

    private async Task<bool> ScrubAsync()
    {
        var piece = await house.Engine.ContentUpkeep.ScrubAsync(TimeSpan.FromDays(3), random.Next(1, 2_000_000), CancellationToken.None);
        Assert.Null(piece.Error);
        Assert.Equal(0, piece.Value.Damaged);
        return piece.Value.Ended;
    }

    private async Task<bool> RewriteAsync()
    {
        var piece = await house.Engine.ContentUpkeep.RewriteAsync(random.Next(1, 2_000_000), CancellationToken.None);
        Assert.Null(piece.Error);
        return piece.Value.Ended;
    }

    private Task RotateAsync()
    {
        Steps.Add($"new key {house.AddKey()}");
        house.Reopen();
        return Task.CompletedTask;
    }

    private Task CrashAsync()
    {
        Steps.Add("crash");
        house.Crash();
        return Task.CompletedTask;
    }

    /// <summary>A piece, sometimes with an end of the process inside it: it changes no reference, so the model needs no second branch.</summary>
    private async Task DoAsync(string name, Func<Task<bool>> piece)
    {
        if (house is EmbeddedContents embedded && random.Next(4) == 0)
        {
            var nth = random.Next(1, 7);
            Steps.Add($"{name}, ended at {nth}");
            await embedded.CrashInsideAsync(nth, piece);
            return;
        }
        Steps.Add(name);
        await piece();
    }

    private Held? Any()
    {
        var live = _held.Values.Where(held => held.References > 0).ToList();
        return live.Count == 0 ? null : live[random.Next(live.Count)];
    }

    private byte[] Make(int number)
    {
        var content = new byte[(number % 8) switch { 0 => number / 8, < 4 => random.Next(1, 300), < 6 => random.Next(300, 9000), 6 => random.Next(60_000, 300_000), _ => number == 7 ? 1_200_000 : 65_536 * (number / 8) }];
        if (number % 2 == 0) Array.Fill(content, (byte)number);
        else random.NextBytes(content);
        return content;
    }

    private sealed class Held(BlobRef blob)
    {
        public BlobRef Blob { get; set; } = blob;

        public int References { get; set; }

        /// <summary>When the last reference went.</summary>
        public DateTimeOffset? Since { get; set; }
    }
}
