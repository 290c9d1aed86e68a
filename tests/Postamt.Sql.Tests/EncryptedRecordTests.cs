using System.Buffers.Binary;
using System.IO.Hashing;
using System.Security.Cryptography;
using Postamt.Cluster.Identity;
using Postamt.Sql.Segments;
using Postamt.Store.Blobs;
using Postamt.Store.Spooling;

namespace Postamt.Sql.Tests;

/// <summary>Encrypted records in hostile hands: whoever can write to the disk makes every checksum right again.</summary>
public sealed class EncryptedRecordTests : IDisposable
{
    private static readonly CompanyId Company = new(5);
    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();
    private readonly ContentKey _key = new(RandomNumberGenerator.GetBytes(ContentKey.Octets));

    private ContentKeys Keys => new([_key], _random);

    public void Dispose() => _random.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65_536)]
    [InlineData(200_000)]
    public async Task A_content_reads_back_whole_and_in_slices(int length)
    {
        foreach (var content in new[] { Noise(length, 1), new byte[length] })
        {
            var (id, record) = await RecordAsync(content);
            Assert.Equal(content, await ReadAsync(id, record, Keys));
            await using var reader = await RecordReader.OpenAsync(new MemoryRecord("record", record), id, record.Length, Keys);
            foreach (var at in new[] { length - 10, length / 2, 0 }.Where(at => at >= 0))
            {
                var slice = new byte[20];
                var read = await reader.ReadAsync(at, slice, CancellationToken.None);
                Assert.Equal(content.AsSpan(at, read).ToArray(), slice[..read]);
            }
        }
    }

    [Fact]
    public async Task Nothing_of_the_content_stands_in_the_record_and_the_same_content_gives_another_one()
    {
        var content = "a secret that is long enough to be looked for, twice: a secret that is long enough to be looked for"u8.ToArray();
        var (_, first) = await RecordAsync(content);
        var (_, second) = await RecordAsync(content);
        Assert.True(first.AsSpan().IndexOf("secret"u8) < 0);
        Assert.False(first.AsSpan(SegmentFormat.HeadLength).SequenceEqual(second.AsSpan(SegmentFormat.HeadLength)));
    }

    [Fact]
    public async Task A_slice_reads_the_head_and_the_chunks_it_needs()
    {
        var (id, record) = await RecordAsync(Noise(640_000, 2));
        var source = new CountedRecord(record);
        await using var reader = await RecordReader.OpenAsync(source, id, record.Length, Keys);
        source.Octets = 0;
        await reader.ReadAsync(500_000, new byte[100], CancellationToken.None);
        Assert.InRange(source.Octets, 1, SegmentFormat.MaxStored);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_flipped_bit_gives_another_content(bool mended)
    {
        var content = Noise(200, 3);
        var (id, record) = await RecordAsync(content);
        for (var bit = 0; bit < record.Length * 8; bit++)
        {
            var changed = record.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            if (mended) Mend(changed, id);
            // The checksums themselves come right again by mending.
            if (mended && changed.AsSpan().SequenceEqual(record)) continue;
            await Assert.ThrowsAnyAsync<IOException>(async () => await ReadAsync(id, changed, Keys));
        }
    }

    [Fact]
    public async Task Chunks_of_one_record_do_not_change_places()
    {
        var (id, record) = await RecordAsync(Noise(3 * SegmentFormat.ChunkLength, 4));
        var size = SegmentFormat.ChunkLength + RecordCipher.TagLength;
        var first = record.AsSpan(id.HeadLength, size).ToArray();
        record.AsSpan(id.HeadLength + size, size).CopyTo(record.AsSpan(id.HeadLength));
        first.CopyTo(record.AsSpan(id.HeadLength + size));
        Mend(record, id);
        await Assert.ThrowsAsync<DamagedRecordException>(async () => await ReadAsync(id, record, Keys));
    }

    [Fact]
    public async Task A_chunk_of_another_record_of_the_same_content_is_refused()
    {
        var content = Noise(2 * SegmentFormat.ChunkLength, 5);
        var (id, record) = await RecordAsync(content);
        var (_, other) = await RecordAsync(content);
        other.AsSpan(id.HeadLength, 1000 + SegmentFormat.ChunkLength).CopyTo(record.AsSpan(id.HeadLength));
        Mend(record, id);
        await Assert.ThrowsAsync<DamagedRecordException>(async () => await ReadAsync(id, record, Keys));
    }

    [Fact]
    public async Task A_record_moved_to_another_company_or_content_is_refused()
    {
        var (id, record) = await RecordAsync(Noise(1000, 6));
        foreach (var foreign in new[] { id with { Company = new CompanyId(6) }, id with { Hash = ContentHash.FromBytes(SHA256.HashData([1])) } })
        {
            var moved = record.ToArray();
            SegmentFormat.WriteHead(moved.AsSpan(0, id.HeadLength), new RecordHead(foreign.Length, moved.Length, foreign.Company.Value, foreign.KeyId, foreign.Hash, 1));
            await Assert.ThrowsAsync<DamagedRecordException>(async () => await ReadAsync(foreign, moved, Keys));
        }
    }

    [Fact]
    public async Task A_record_cut_short_is_refused()
    {
        var (id, record) = await RecordAsync(Noise(2 * SegmentFormat.ChunkLength, 7));
        var whole = id with { Length = SegmentFormat.ChunkLength };
        var chunk = SegmentFormat.ChunkLength + RecordCipher.TagLength;
        // As if the first chunk were the whole content.
        var cut = new byte[whole.HeadLength + chunk];
        record.AsSpan(0, whole.HeadLength).CopyTo(cut);
        record.AsSpan(id.HeadLength, chunk).CopyTo(cut.AsSpan(whole.HeadLength));
        SegmentFormat.WriteHead(cut.AsSpan(0, whole.HeadLength), new RecordHead(whole.Length, cut.Length, whole.Company.Value, whole.KeyId, whole.Hash, 1));
        await Assert.ThrowsAsync<DamagedRecordException>(async () => await ReadAsync(whole, cut, Keys));
        await Assert.ThrowsAnyAsync<IOException>(async () => await ReadAsync(id, record[..^1], Keys));
    }

    [Fact]
    public async Task Another_key_is_told_from_a_damaged_record()
    {
        var (id, record) = await RecordAsync(Noise(1000, 8));
        var other = new ContentKeys([new ContentKey(RandomNumberGenerator.GetBytes(32))], _random);
        var missing = await Assert.ThrowsAsync<MissingContentKeyException>(async () => await ReadAsync(id, record, other));
        Assert.Contains(_key.ToString(), missing.Message, StringComparison.Ordinal);
        Assert.False(ContentCheck.IsDamage(missing));
    }

    [Fact]
    public async Task A_plain_record_does_not_pass_for_an_encrypted_one()
    {
        var content = Noise(1000, 9);
        var plain = new RecordId(Company, ContentHash.FromBytes(SHA256.HashData(content)), content.Length, 0);
        using var body = await BodyAsync(plain, content, SqlTestFolder.NoKeys);
        await Assert.ThrowsAsync<DamagedRecordException>(async () => await ReadAsync(plain with { KeyId = _key.Id }, body.Record.ToArray(), Keys));
    }

    private async Task<(RecordId Id, byte[] Record)> RecordAsync(byte[] content)
    {
        var id = new RecordId(Company, ContentHash.FromBytes(SHA256.HashData(content)), content.Length, _key.Id);
        using var body = await BodyAsync(id, content, Keys);
        if (!body.Record.IsEmpty) return (id, body.Record.ToArray());
        var record = new byte[body.StoredLength];
        for (var at = 0; at < record.Length;) at += body.Read(record.AsSpan(at), at);
        return (id, record);
    }

    private static async Task<PendingBody> BodyAsync(RecordId id, byte[] content, ContentKeys keys)
    {
        await using var spooled = new MemoryContent(content, id.Hash);
        return await PendingBody.PrepareAsync(id, keys, spooled, Path.GetTempPath());
    }

    private static async Task<byte[]> ReadAsync(RecordId id, byte[] record, ContentKeys keys)
    {
        await using var reader = await RecordReader.OpenAsync(new MemoryRecord("record", record), id, record.Length, keys);
        var content = new byte[reader.Length];
        await reader.ReadAsync(0, content, CancellationToken.None);
        return content;
    }

    /// <summary>Makes the checksums of all chunks and of the head right.</summary>
    private static void Mend(Span<byte> record, RecordId id)
    {
        var table = record.Slice(SegmentFormat.TableAt(id.KeyId), SegmentFormat.Chunks(id.Length) * SegmentFormat.TableEntryLength);
        var at = id.HeadLength;
        for (var i = 0; i < table.Length / SegmentFormat.TableEntryLength; i++)
        {
            var (stored, _, _) = SegmentFormat.ReadEntry(table, i);
            if (at + stored > record.Length) break;
            BinaryPrimitives.WriteUInt32LittleEndian(table[(i * SegmentFormat.TableEntryLength + 4)..], Crc32.HashToUInt32(record.Slice(at, stored)));
            at += stored;
        }
        record.Slice(76, 4).Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(record[76..], Crc32.HashToUInt32(record[..id.HeadLength]));
    }

    private static byte[] Noise(int length, int seed)
    {
        var content = new byte[length];
        new Random(seed).NextBytes(content);
        return content;
    }

    private sealed class MemoryContent(byte[] content, ContentHash hash) : SpooledContent
    {
        public override long Length => content.Length;

        public override ContentHash Hash => hash;

        public override bool TryGetMemory(out ReadOnlyMemory<byte> memory)
        {
            memory = content;
            return true;
        }

        public override Stream OpenRead() => new MemoryStream(content);

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class CountedRecord(byte[] record) : IRecordSource
    {
        public long Octets { get; set; }

        public string Name => "record";

        public ValueTask ReadExactlyAsync(long offset, Memory<byte> target)
        {
            Octets += target.Length;
            record.AsMemory((int)offset, target.Length).CopyTo(target);
            return default;
        }
    }
}
