using System.IO.Pipelines;
using System.Text;
using BenchmarkDotNet.Attributes;
using Postamt.Imap.Fetching;
using Postamt.Imap.Grammar;
using Postamt.Imap.Responses;
using Postamt.Mail.Mime;
using Postamt.Net;

namespace Postamt.Bench;

/// <summary>What a mail program's synchronisation makes an IMAP session do most.</summary>
public class ImapBenchmarks
{
    private const int Envelopes = 100;

    private readonly ReplyWriter _output = new(PipeWriter.Create(Stream.Null), TimeProvider.System, TimeSpan.FromMinutes(1));
    private readonly MessageEnvelope _envelope;

    public ImapBenchmarks()
    {
        using var indexer = new MessageIndexer();
        indexer.Append(Encoding.UTF8.GetBytes("From: =?utf-8?q?J=C3=BCrgen?= Muster <juergen@example.com>\r\nTo: \"Amsel, Anna\" <anna@example.org>, ben@example.org\r\n"
            + "Subject: =?utf-8?b?WmFobGVuIGbDvHIgTcOkcno=?=\r\nDate: Mon, 02 Mar 2026 10:00:00 +0000\r\nMessage-ID: <1234567890@example.com>\r\n\r\nHello\r\n"));
        _envelope = indexer.Complete().Envelope;
    }

    [Benchmark]
    public bool ParseFetchItems()
    {
        var tokens = new ImapTokenizer("(UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER.FIELDS (DATE FROM TO CC SUBJECT MESSAGE-ID)])"u8, 10);
        return FetchParser.TryParse(ref tokens, out _);
    }

    [Benchmark]
    public bool ParseSequenceSet()
    {
        var tokens = new ImapTokenizer("1:4,7,9,11:15,200,300:399,1000:*"u8, 0);
        return SequenceSet.TryParse(ref tokens, out _);
    }

    [Benchmark(OperationsPerInvoke = Envelopes)]
    public async Task WriteEnvelopeAsync()
    {
        for (var number = 0; number < Envelopes; number++) EnvelopeWriter.Write(new ResponseWriter(_output), _envelope);
        await _output.FlushAsync(CancellationToken.None);
    }
}
