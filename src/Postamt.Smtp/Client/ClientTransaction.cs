// One mail from MAIL to the last reply. RFC 5321 3.3, RFC 2920 3.1, RFC 3030 2, RFC 2033 4.2.
using System.Buffers;
using System.Globalization;
using System.Text;

namespace Postamt.Smtp.Client;

/// <summary>Sends one mail and collects a result for each recipient.</summary>
internal sealed class ClientTransaction(ClientWire wire, ServerOffer offer, SmtpClientOptions options, OutboundMail mail)
{
    // RFC 2920 3.1: a group stays within what buffers take on both sides.
    private const int GroupSize = 50;
    private const int BlockSize = 16 * 1024;
    private const int ChunkSize = 256 * 1024;
    private readonly RemoteReply?[] _results = new RemoteReply?[mail.Envelope.Recipients.Length];

    /// <summary>The server is between mails again without RSET.</summary>
    internal bool Clean { get; private set; }

    private bool Dsn => offer.Dsn;

    internal static SmtpSendResult All(OutboundMail mail, RemoteReply reply) =>
        new([.. mail.Envelope.Recipients.Select(recipient => new RecipientReply(recipient, reply))], false);

    internal async ValueTask<SmtpSendResult> RunAsync(CancellationToken cancellationToken)
    {
        bool utf8 = mail.Utf8Headers || mail.Envelope.Mail.ReversePath.Address?.NeedsSmtpUtf8 == true;
        if (Impossible(utf8) is { } impossible)
        {
            Clean = true;
            return All(mail, impossible);
        }
        // A recipient the server cannot be told of does not keep the mail from the others.
        for (int i = 0; i < _results.Length && !offer.SmtpUtf8; i++)
            _results[i] = mail.Envelope.Recipients[i].Address.NeedsSmtpUtf8 ? NoUtf8() : null;
        if (_results.All(result => result is not null))
        {
            Clean = true;
            return Fill(null);
        }
        utf8 |= offer.SmtpUtf8 && mail.Envelope.Recipients.Any(one => one.Address.NeedsSmtpUtf8);
        if (await EnvelopeAsync(utf8, cancellationToken) is { } refused)
            return Fill(refused);
        if (_results.All(result => result is { IsPositive: false }))
            return Fill(null);
        return Fill(offer.Chunking && options.Chunking ? await ChunksAsync(cancellationToken) : await DataAsync(cancellationToken));
    }

    private RemoteReply? Impossible(bool utf8)
    {
        if (utf8 && !offer.SmtpUtf8)
            return NoUtf8();
        // RFC 6152 3: 8-bit content is not sent to a server that does not offer 8BITMIME.
        if (mail.EightBit && !offer.EightBitMime)
            return RemoteReply.Local(options.ServerName, 5, 6, 3, "The server does not take 8-bit content");
        // RFC 1870 6.2 and 7.
        return offer.MaxSize < mail.Length ? RemoteReply.Local(options.ServerName, 5, 3, 4, "The mail is larger than the server takes") : null;
    }

    // RFC 6531 3.2: an internationalised mail is not sent to a server that does not know them.
    private RemoteReply NoUtf8() => RemoteReply.Local(options.ServerName, 5, 6, 7, "The server does not take addresses or headers that are not ASCII");

    private List<int> Taken() => [.. Enumerable.Range(0, _results.Length).Where(i => _results[i] is { IsPositive: true })];

    /// <returns>Set when MAIL was refused or the connection broke.</returns>
    private async ValueTask<RemoteReply?> EnvelopeAsync(bool utf8, CancellationToken cancellationToken)
    {
        var recipients = mail.Envelope.Recipients;
        // RFC 9422 4.2: what is beyond the server's limit waits for another transaction.
        List<int> named = [.. Enumerable.Range(0, recipients.Length).Where(i => _results[i] is null)];
        int most = Math.Min(named.Count, offer.RcptMax ?? int.MaxValue);
        foreach (int i in named.Skip(most))
            _results[i] = RemoteReply.Local(options.ServerName, 4, 5, 3, "More recipients than the server takes at once");
        var commands = new List<string>(most + 1) { EnvelopeCommands.Mail(mail, offer, utf8) };
        foreach (int i in named.Take(most))
            commands.Add(EnvelopeCommands.Rcpt(recipients[i], offer, utf8));
        // THREATS 35: refused on emit as well as on parse.
        if (commands.Exists(static command => command.AsSpan().ContainsAny('\r', '\n', '\0')))
            return RemoteReply.Local(options.ServerName, 5, 1, 3, "An address cannot be written");
        RemoteReply? refused = null;
        int group = offer.Pipelining ? GroupSize : 1;
        for (int at = 0; at < commands.Count && refused is null; at += group)
        {
            int count = Math.Min(group, commands.Count - at);
            byte[] octets = Encoding.UTF8.GetBytes(string.Join("\r\n", commands.GetRange(at, count)) + "\r\n");
            if (await wire.WriteAsync(octets, options.Timeouts.Command, cancellationToken) is { } broken)
                return broken;
            for (int i = at; i < at + count; i++)
            {
                RemoteReply reply = await wire.ReplyAsync(options.Timeouts.Command, cancellationToken);
                if (i == 0)
                    refused = reply.Code is >= 200 and < 300 ? null : Misfit(reply);
                else
                    _results[named[i - 1]] = reply.Code is >= 200 and < 300 ? reply : Misfit(reply);
                if (wire.Broken)
                    return reply;
            }
        }
        // What RCPT is told after a refused MAIL means nothing: all recipients share MAIL's reply.
        foreach (int i in refused is null ? [] : named)
            _results[i] = null;
        return refused;
    }

    private async ValueTask<RemoteReply?> DataAsync(CancellationToken cancellationToken)
    {
        RemoteReply go = await wire.CommandAsync("DATA", options.Timeouts.DataInitiation, cancellationToken);
        if (go.Code != 354)
            return Misfit(go);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // An answer before the dot is no answer to the mail: it is watched for while the content goes out.
        Task<RemoteReply> early = wire.ReplyAsync(Timeout.InfiniteTimeSpan, stop.Token).AsTask();
        try
        {
            RemoteReply? broken = await CopyAsync(true, BlockSize, (octets, _, token) => early.IsCompleted ? new(TooEarly()) : wire.WriteAsync(octets, options.Timeouts.DataBlock, token), cancellationToken);
            if (broken is not null)
                return await StopAsync(early, stop, broken);
            if (early.IsCompleted)
                return await StopAsync(early, stop, TooEarly());
            if (!await mail.BeforeFinalDot(Taken(), cancellationToken))
                return await StopAsync(early, stop, wire.Break(4, 2, "Stopped before the end of the mail"));
            if (await wire.WriteAsync(".\r\n"u8.ToArray(), options.Timeouts.DataBlock, cancellationToken) is { } late)
                return await StopAsync(early, stop, late);
        }
        catch
        {
            await StopAsync(early, stop, wire.Break(4, 2, "Stopped"));
            throw;
        }
        return await FinalAsync(wire.WithinAsync(early, options.Timeouts.DataTermination, stop, cancellationToken), cancellationToken);
    }

    private async ValueTask<RemoteReply?> ChunksAsync(CancellationToken cancellationToken)
    {
        RemoteReply? broken = await CopyAsync(false, ChunkSize, SendChunkAsync, cancellationToken);
        return broken ?? await FinalAsync(null, cancellationToken);
    }

    private async ValueTask<RemoteReply?> SendChunkAsync(ReadOnlyMemory<byte> octets, bool last, CancellationToken cancellationToken)
    {
        if (last && !await mail.BeforeFinalDot(Taken(), cancellationToken))
            return wire.Break(4, 2, "Stopped before the end of the mail");
        byte[] command = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"BDAT {octets.Length}{(last ? " LAST" : "")}\r\n"));
        RemoteReply? broken = await wire.WriteAsync(command, options.Timeouts.DataBlock, cancellationToken)
            ?? await wire.WriteAsync(octets, options.Timeouts.DataBlock, cancellationToken);
        if (last || broken is not null)
            return broken;
        RemoteReply reply = await wire.ReplyAsync(options.Timeouts.Command, cancellationToken);
        return reply.Code is >= 200 and < 300 ? null : Misfit(reply);
    }

    /// <summary>Streams prefix and content through the conversion; memory does not grow with the mail.</summary>
    private async ValueTask<RemoteReply?> CopyAsync(bool dots, int size, Func<ReadOnlyMemory<byte>, bool, CancellationToken, ValueTask<RemoteReply?>> send, CancellationToken cancellationToken)
    {
        var content = new WireContent(dots);
        byte[] input = ArrayPool<byte>.Shared.Rent(size);
        byte[] output = ArrayPool<byte>.Shared.Rent((2 * size) + 8);
        try
        {
            await using Stream stream = await mail.OpenAsync(cancellationToken);
            ReadOnlyMemory<byte> prefix = mail.Prefix;
            while (true)
            {
                int read = Math.Min(prefix.Length, size);
                prefix[..read].CopyTo(input);
                prefix = prefix[read..];
                if (read == 0)
                    read = await stream.ReadAsync(input.AsMemory(0, size), cancellationToken);
                int length = read > 0 ? content.Convert(input.AsSpan(0, read), output) : content.Finish(output);
                if ((length > 0 || read == 0) && await send(output.AsMemory(0, length), read == 0, cancellationToken) is { } broken)
                    return broken;
                if (read == 0)
                    return null;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(input);
            ArrayPool<byte>.Shared.Return(output);
        }
    }

    private async ValueTask<RemoteReply?> FinalAsync(Task<RemoteReply>? first, CancellationToken cancellationToken)
    {
        int replies = options.Lmtp ? _results.Count(result => result is { IsPositive: true }) : 1;
        RemoteReply? one = null;
        int at = 0;
        for (int i = 0; i < replies; i++)
        {
            RemoteReply reply = i == 0 && first is not null ? await first : await wire.ReplyAsync(options.Timeouts.DataTermination, cancellationToken);
            if (reply.Code is not (>= 200 and < 300))
                reply = Misfit(reply);
            if (!options.Lmtp)
            {
                one = reply;
                break;
            }
            // RFC 2033 4.2: in the order of the accepted recipients; RFC 2033 5: what did not come is temporary.
            while (_results[at] is not { IsPositive: true })
                at++;
            _results[at++] = reply;
        }
        Clean = !wire.Broken;
        for (int i = 0; one is not null && i < _results.Length; i++)
        {
            if (_results[i] is { IsPositive: true })
                _results[i] = one;
        }
        return null;
    }

    private async ValueTask<RemoteReply> StopAsync(Task<RemoteReply> early, CancellationTokenSource stop, RemoteReply reason)
    {
        wire.Break(4, 2, "Stopped");
        await stop.CancelAsync();
        try
        {
            RemoteReply said = await early;
            return said is { Code: >= 400 and < 500 } ? said : reason;
        }
        catch (OperationCanceledException)
        {
            return reason;
        }
    }

    private RemoteReply TooEarly() => wire.Break(5, 0, "The server answered before the end of the mail");

    private RemoteReply Misfit(RemoteReply reply) => reply.IsPositive ? wire.Break(5, 0, "The reply does not fit the command") : reply;

    private SmtpSendResult Fill(RemoteReply? rest)
    {
        bool done = rest is null;
        var recipients = mail.Envelope.Recipients;
        var replies = new RecipientReply[recipients.Length];
        for (int i = 0; i < replies.Length; i++)
        {
            RemoteReply reply = done || _results[i] is { IsPositive: false } ? _results[i]! : rest!;
            replies[i] = new RecipientReply(recipients[i], reply);
        }
        return new SmtpSendResult(replies, Dsn);
    }
}
