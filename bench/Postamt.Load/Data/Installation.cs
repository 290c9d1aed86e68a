using System.Text;
using Postamt.Directory.Entities;
using Postamt.Load.Store;
using Postamt.Mail.Addresses;
using Postamt.Mail.Envelopes;
using Postamt.Queue.Accepting;
using Postamt.Store.Mailboxes;
using Postamt.Store.Messages;
using Postamt.Store.Results;
using Postamt.Store.Spooling;

namespace Postamt.Load.Data;

/// <summary>Fills an office through its contracts, with as much in each transaction as they take.</summary>
internal sealed class Installation(BenchOffice office)
{
    internal const string Dead = "dead.example";

    private const int Messages = 1000;
    private const int CopiesAtOnce = 10_000;
    private const int Recipients = 1000;
    private const int Domains = 100;
    private const int AtOnce = 4;

    private static readonly ReversePath Sender = new(EmailAddress.Parse("sender@load.example"));

    /// <summary>Who has the large mailbox; the second account has mails accepted for it meanwhile.</summary>
    internal Account Owner => office.Accounts[0];

    /// <summary>The mailbox has a thousand messages, each many times over: a placement is a row whether its message has others or not.</summary>
    internal async Task FillMailboxAsync(int mails, int boxes, CancellationToken cancellationToken)
    {
        var inbox = Demand(await office.Engine.Mailboxes.FindAsync(Owner.Id, MailboxName.Inbox, cancellationToken)).Id;
        for (var made = 0; made < Math.Min(Messages, mails); made += 100)
        {
            var contents = new List<SpooledContent>();
            for (var number = made; number < Math.Min(made + 100, mails); number++) contents.Add(await ContentAsync(number, cancellationToken));
            Demand(await office.Engine.Messages.AppendAsync(Owner.Id, inbox, [.. contents.Select(content => new NewMessage(content, new byte[] { 1 }, null, [], default, TimeProvider.System.GetUtcNow(), default))]));
            foreach (var content in contents) await content.DisposeAsync();
        }
        for (var count = Math.Min(Messages, mails); count < mails;)
        {
            var take = Math.Min(Math.Min(count, CopiesAtOnce), mails - count);
            Demand(await office.Engine.Messages.CopyAsync(Owner.Id, inbox, [new UidRange(1, (uint)take)], inbox));
            count += take;
        }
        await Parallel.ForAsync(0, boxes, cancellationToken, async (number, _) =>
        {
            if (!MailboxName.TryParse($"box{number}", out var name)) throw new InvalidOperationException("no mailbox name");
            Demand(await office.Engine.Mailboxes.CreateAsync(Owner.Id, name, MailboxRole.None, false, cancellationToken));
        });
    }

    internal Task FillQueueAsync(int recipients, CancellationToken cancellationToken) => Parallel.ForAsync(0, (recipients + Recipients - 1) / Recipients,
        new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (number, _) =>
        {
            var first = number * Recipients;
            // Every tenth mail goes to the others.
            var addresses = Enumerable.Range(first, Math.Min(Recipients, recipients - first)).Select(each => number % 10 == 9 ? $"u{each}@other{each % Domains}.example" : $"u{each}@{Dead}");
            await AcceptAsync(number, [.. addresses.Select(EmailAddress.Parse)], cancellationToken);
        });

    /// <summary>One mail into the queue, for these.</summary>
    internal async Task AcceptAsync(int number, IReadOnlyList<EmailAddress> recipients, CancellationToken cancellationToken)
    {
        await using var content = await ContentAsync(number, cancellationToken);
        Demand(await office.Engine.Acceptance.AcceptAsync(new AcceptRequest
        {
            Id = AcceptId.Next(TimeProvider.System, office.Random),
            Mail = new MailParameters { ReversePath = Sender },
            Content = content,
            Structure = new byte[] { 1 },
            TraceHeader = "Received: by here\r\n"u8.ToArray(),
            MessageId = $"{number}@load.example",
            Source = new AcceptSource(AcceptKind.Submission, "127.0.0.0/24", "bench", Owner.Id, "bench"),
            ReceivedAt = TimeProvider.System.GetUtcNow(),
            Verdict = "not screened",
            Recipients = [.. recipients.Select(recipient => new AcceptRecipient(new EnvelopeRecipient(recipient), office.Company, new RecipientTarget.Enqueue(Destination.Remote(recipient.Domain))))],
        }));
    }

    private async Task<SpooledContent> ContentAsync(int number, CancellationToken cancellationToken)
    {
        await using var writer = office.Engine.Spool.Begin();
        await writer.WriteAsync(Encoding.ASCII.GetBytes($"From: sender@load.example\r\nSubject: number {number}\r\n\r\n{number} {Guid.NewGuid()}\r\n"), cancellationToken);
        return await writer.CompleteAsync(cancellationToken);
    }

    internal static T Demand<T>(StoreResult<T> result) => result.TryGet(out var value) ? value : throw new LoadException($"The store refuses: {result.Error} {result.Detail}");
}
