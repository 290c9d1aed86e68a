using Postamt.Cluster.Settings;
using Postamt.Directory.Entities;
using Postamt.Directory.Lookups;
using Postamt.Mail.Addresses;
using Postamt.Mail.Mime;
using Postamt.Mail.Outcomes;
using Postamt.Queue.Accepting;
using Postamt.Queue.Leasing;
using Postamt.Screening.Arc;
using Postamt.Screening.Dkim;
using Postamt.Screening.Dkim.Keys;
using Postamt.Store.Blobs;
using Postamt.Store.Spooling;

namespace Postamt.Delivery.Remote.Identity;

/// <summary>
/// What our own people write is signed by the domain of their From. What a stranger wrote and a group of ours passes on is sealed by the group's domain (RFC 8617), and goes
/// under a reverse-path of that domain, so that SPF holds; it is never signed as ours.
/// </summary>
public sealed class OutboundIdentity(IAddressBook addresses, IDkimKeys keys, SenderRewriting rewriting, TimeProvider time) : IOutboundIdentity
{
    private readonly DkimSigner _signer = new(time);
    private readonly ArcSealer _sealer = new(time);

    public async ValueTask<OutboundName> NameAsync(LeasedMessage message, MessageStructure structure, IBlobReader content, CancellationToken cancellationToken)
    {
        try
        {
            return message.Kind is AcceptKind.Submission or AcceptKind.Internal
                ? new OutboundName(message.Mail.ReversePath, await SignAsync(message, structure, content, cancellationToken))
                : await PassOnAsync(message, content, cancellationToken);
        }
        catch (SecretKeyException locked)
        {
            throw new IOException(locked.Message, locked);
        }
    }

    private async ValueTask<ReadOnlyMemory<byte>> SignAsync(LeasedMessage message, MessageStructure structure, IBlobReader content, CancellationToken cancellationToken)
    {
        // One author, and one who is ours (THREATS 76); who may write under which name was decided when the mail came.
        if (structure.Has(StructureFlags.DuplicateFrom) || structure.Envelope.From is not [{ IsMailbox: true, Host: { } host }] || !DomainName.TryParse(host, out var author)) return default;
        var domain = message.Kind == AcceptKind.Internal ? await AboveAsync(author, cancellationToken) : await FindAsync(author, cancellationToken);
        if (domain is null || message.Kind == AcceptKind.Submission && domain.Company != message.Company) return default;
        var found = await keys.FindAsync(domain.Company, domain.Name, cancellationToken);
        if (found.Count == 0) return default;
        await using var whole = Whole(message, content);
        var fields = await _signer.SignAsync(whole, found, cancellationToken);
        return fields.SelectMany(field => field).ToArray();
    }

    private async ValueTask<OutboundName> PassOnAsync(LeasedMessage message, IBlobReader content, CancellationToken cancellationToken)
    {
        // Nearest first: the group that has the recipient among its members.
        if (message.Recipients[0].Expansion is not [var group, ..] || !EmailAddress.TryParse(group, out var through)) return new OutboundName(message.Mail.ReversePath, default);
        var domain = await FindAsync(through.Domain, cancellationToken);
        return new OutboundName(await RewriteAsync(message.Mail.ReversePath, through.Domain, cancellationToken), domain is null ? default : await SealAsync(message, domain, content, cancellationToken));
    }

    private async ValueTask<ReversePath> RewriteAsync(ReversePath path, DomainName through, CancellationToken cancellationToken)
    {
        if (path.Address is not { } sender || await FindAsync(sender.Domain, cancellationToken) is not null) return path;
        return rewriting.Rewrite(sender, through) is { } rewritten ? new ReversePath(rewritten) : path;
    }

    private async ValueTask<ReadOnlyMemory<byte>> SealAsync(LeasedMessage message, MailDomain domain, IBlobReader content, CancellationToken cancellationToken)
    {
        if (FoundBefore.Read(message.TraceHeader.Span) is not { } found) return default;
        // One key: a seal has one algorithm, and not everybody knows the newer one.
        var key = (await keys.FindAsync(domain.Company, domain.Name, cancellationToken)).MaxBy(each => each.IsRsa);
        if (key is null) return default;
        await using var whole = Whole(message, content);
        return await _sealer.SealAsync(whole, found.Arc, found.Results, key, null, cancellationToken);
    }

    /// <summary>The domain, where it is ours.</summary>
    private async ValueTask<MailDomain?> FindAsync(DomainName name, CancellationToken cancellationToken) => await addresses.FindDomainAsync(name, cancellationToken) switch
    {
        Lookup<MailDomain>.Found found => found.Value,
        Lookup<MailDomain>.Unavailable fault => throw new IOException($"The directory could not be asked: {fault.Reason}"),
        _ => null,
    };

    /// <summary>What this host writes itself is in its own name, which lies in one of our domains and is none.</summary>
    private async ValueTask<MailDomain?> AboveAsync(DomainName name, CancellationToken cancellationToken)
    {
        for (var text = name.Ascii; text.Contains('.', StringComparison.Ordinal) && DomainName.TryParse(text, out var each); text = text[(text.IndexOf('.', StringComparison.Ordinal) + 1)..])
        {
            if (await FindAsync(each, cancellationToken) is { } domain) return domain;
        }
        return null;
    }

    private static JoinedStream Whole(LeasedMessage message, IBlobReader content) => new(message.TraceHeader, new BlobStream(content));
}
