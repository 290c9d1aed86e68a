using System.Diagnostics;
using Postamt.Directory.Entities;
using Postamt.Load.Mails;
using Postamt.Mail.Addresses;
using Postamt.Mail.Envelopes;
using Postamt.Mail.Mime;
using Postamt.Queue.Accepting;
using Postamt.Store.Mailboxes;

namespace Postamt.Load.Store;

/// <summary>Producers that do what the intake does after the final dot, without screening: spool, then the one transaction, into a mailbox.</summary>
internal sealed class StoreLoad(BenchOffice office, StoreCase work) : IDisposable
{
    private static readonly ReversePath Sender = new(EmailAddress.Parse("sender@load.example"));
    private static readonly byte[] Trace = "Received: from load.example (load.example [127.0.0.1]) by mail.postamt.test with ESMTP id 0; Mon, 02 Mar 2026 10:00:00 +0000\r\n"u8.ToArray();

    private readonly MailPool _mails = new(work.KibiBytes * 1024);
    private readonly SemaphoreSlim _places = new(work.AtOnce);
    private readonly long[] _latencies = new long[work.Mails];
    private byte[] _structure = [];
    private long _content;
    private int _next = -1;

    /// <summary>Octets of all mails.</summary>
    internal long Content => _content;

    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        _structure = await SampleStructureAsync(cancellationToken);
        await Task.WhenAll(Enumerable.Range(0, work.Producers).Select(_ => Task.Run(() => ProduceAsync(cancellationToken), cancellationToken)));
    }

    /// <summary>Milliseconds of each accept, ascending.</summary>
    internal double[] Latencies() => [.. _latencies.Select(ticks => ticks * 1000.0 / Stopwatch.Frequency).Order()];

    public void Dispose() => _places.Dispose();

    private async Task ProduceAsync(CancellationToken cancellationToken)
    {
        var (header, segments) = (new byte[2048], new List<ArraySegment<byte>>(3));
        while (Interlocked.Increment(ref _next) is var number && number < work.Mails)
        {
            var started = Stopwatch.GetTimestamp();
            await AcceptAsync(number, header, segments, cancellationToken);
            _latencies[number] = Stopwatch.GetTimestamp() - started;
        }
    }

    private async Task AcceptAsync(int number, byte[] header, List<ArraySegment<byte>> segments, CancellationToken cancellationToken)
    {
        var account = office.Accounts[number % office.Accounts.Count];
        _mails.Fill(number, account.PrimaryAddress.ToString(), header, segments);
        await using var spool = office.Engine.Spool.Begin();
        await spool.WriteAsync(segments[0], cancellationToken);
        await spool.WriteAsync(segments[1], cancellationToken);
        await spool.WriteAsync(segments[2][..^MailPool.FinalDotLength], cancellationToken);
        Interlocked.Add(ref _content, spool.Length);
        await using var content = await spool.CompleteAsync(cancellationToken);
        await _places.WaitAsync(cancellationToken);
        try
        {
            var accepted = await office.Engine.Acceptance.AcceptAsync(Request(number, account, content));
            if (!accepted.TryGet(out var receipt)) throw new LoadException($"The store refuses a mail: {accepted.Error} {accepted.Detail}");
            office.Engine.Acceptance.MarkAnswered(receipt.AcceptId);
        }
        finally
        {
            _places.Release();
        }
    }

    private AcceptRequest Request(int number, Account account, Postamt.Store.Spooling.SpooledContent content) => new()
    {
        Id = AcceptId.Next(TimeProvider.System, office.Random),
        Mail = new MailParameters { ReversePath = Sender },
        Content = content,
        Structure = _structure,
        TraceHeader = Trace,
        MessageId = $"{number}@load.example",
        Source = new AcceptSource(AcceptKind.Mx, "127.0.0.0/24", "bench", null, "load.example [127.0.0.1]"),
        ReceivedAt = TimeProvider.System.GetUtcNow(),
        Verdict = "not screened",
        Recipients =
        [
            new AcceptRecipient(
                new EnvelopeRecipient(account.PrimaryAddress),
                office.Company,
                new RecipientTarget.File(new Filing(account.Id, MailboxRole.Inbox, FilingPrefix.Build(Sender, account.PrimaryAddress, Trace), default))),
        ],
    };

    /// <summary>All mails of a case have one shape; the structure of one stands for all, so that the store is measured and not the indexer.</summary>
    private async Task<byte[]> SampleStructureAsync(CancellationToken cancellationToken)
    {
        var (header, segments) = (new byte[2048], new List<ArraySegment<byte>>(3));
        _mails.Fill(0, "user1@postamt.test", header, segments);
        using var sample = new MemoryStream();
        foreach (var segment in segments) sample.Write(segment);
        sample.SetLength(sample.Length - MailPool.FinalDotLength);
        sample.Position = 0;
        var structure = await MessageIndexer.IndexAsync(sample, cancellationToken: cancellationToken);
        return structure.ToStored().ToArray();
    }
}
