using System.Collections.Concurrent;
using System.Text;
using Postamt.Mail.Envelopes;
using Postamt.Mail.Outcomes;
using Postamt.Net.Sasl;
using Postamt.Smtp.Replies;
using Postamt.Smtp.Server;

namespace Postamt.SmtpFakes;

/// <summary>Decides by the words in addresses and contents, and keeps what it accepts.</summary>
public sealed class ScriptedHandler : ISmtpHandler
{
    private readonly ConcurrentQueue<ReceivedMail> _mails = new();

    public ISaslAuthority<SmtpIdentity>? Authority { get; init; } = new FakeAuthority();

    public IReadOnlyList<ReceivedMail> Mails => [.. _mails];

    /// <summary>Peers at their first step, in order; to look at what a session knows.</summary>
    public ConcurrentQueue<SmtpPeer> Peers { get; } = new();

    public ConcurrentQueue<AcceptId> AnsweredIds { get; } = new();

    /// <summary>Said to every connection.</summary>
    public StepReply Welcome { get; init; } = StepReply.Ok;

    /// <summary>Transactions not yet disposed of.</summary>
    public int Open => Volatile.Read(ref _open);

    private int _open;

    public ISmtpSessionHandler Begin(SmtpPeer peer)
    {
        Peers.Enqueue(peer);
        return new Session(this, peer);
    }

    private sealed class Session(ScriptedHandler owner, SmtpPeer peer) : ISmtpSessionHandler
    {
        public ValueTask<StepReply> ConnectAsync(CancellationToken cancellationToken) => new(owner.Welcome);

        public ValueTask<StepReply> HeloAsync(CancellationToken cancellationToken) => new(StepReply.Ok);

        public ValueTask<MailReply> MailAsync(MailParameters mail, CancellationToken cancellationToken)
        {
            switch (mail.ReversePath.Address?.LocalPart)
            {
                case "refused":
                    return new(MailReply.Refuse(Outcomes.Refuse(PolicyReason.SenderRefused, 550, new EnhancedStatus(5, 7, 1), "Sender refused")));
                case "slow":
                    return new(MailReply.Defer(TransientReply.TryLater));
                case "broken":
                    throw new InvalidOperationException("scripted fault");
                default:
                    Interlocked.Increment(ref owner._open);
                    return new(MailReply.Accept(new Transaction(owner, mail, peer)));
            }
        }

        public void Answered(AcceptId id) => owner.AnsweredIds.Enqueue(id);

        public ValueTask DisposeAsync() => default;
    }

    private sealed class Transaction(ScriptedHandler owner, MailParameters mail, SmtpPeer peer) : ISmtpTransactionHandler
    {
        private readonly List<EnvelopeRecipient> _recipients = [];
        private readonly MemoryStream _content = new();

        public ValueTask<StepReply> RcptAsync(EnvelopeRecipient recipient, CancellationToken cancellationToken)
        {
            switch (recipient.Address.LocalPart)
            {
                case "unknown":
                    return new(StepReply.Refuse(Outcomes.Refuse(PolicyReason.UnknownRecipient, 550, new EnhancedStatus(5, 1, 1), "No such mailbox")));
                case "later":
                    return new(StepReply.Defer(TransientReply.TryLater));
                case "broken":
                    throw new InvalidOperationException("scripted fault");
                default:
                    _recipients.Add(recipient);
                    return new(StepReply.Ok);
            }
        }

        public ValueTask<StepReply> BeginContentAsync(CancellationToken cancellationToken) => new(StepReply.Ok);

        public ValueTask<StepReply> WriteAsync(ReadOnlyMemory<byte> octets, CancellationToken cancellationToken)
        {
            _content.Write(octets.Span);
            return new(_content.Length < 10_000 && Text.Contains("NOROOM", StringComparison.Ordinal) ? StepReply.Defer(TransientReply.StorageFull) : StepReply.Ok);
        }

        public ValueTask<FinalReplies> CompleteAsync(CancellationToken cancellationToken)
        {
            string text = Text;
            if (text.Contains("FAULT", StringComparison.Ordinal))
                throw new InvalidOperationException("scripted fault");
            if (text.Contains("VIRUS", StringComparison.Ordinal))
                return new(FinalReplies.ForAll(FinalReply.Refuse(Outcomes.Refuse(PolicyReason.Virus, 554, new EnhancedStatus(5, 7, 1), "Message refused"))));
            owner._mails.Enqueue(new ReceivedMail(mail, [.. _recipients], _content.ToArray(), peer.Identity?.Name));
            return new(peer.Options.Profile == SmtpProfile.Lmtp ? FinalReplies.PerRecipient([.. _recipients.Select(One)]) : FinalReplies.ForAll(FinalReply.Accept(Outcomes.Receipt())));
        }

        public ValueTask DisposeAsync()
        {
            Interlocked.Decrement(ref owner._open);
            return default;
        }

        private string Text => Encoding.Latin1.GetString(_content.GetBuffer(), 0, (int)_content.Length);

        private static FinalReply One(EnvelopeRecipient recipient) =>
            recipient.Address.LocalPart == "full" ? FinalReply.Defer(TransientReply.MailboxFull) : FinalReply.Accept(Outcomes.Receipt());
    }
}
