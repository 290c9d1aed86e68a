using Postamt.Imap.Responses;
using Postamt.Imap.Sessions;

namespace Postamt.Imap.Commands;

/// <summary>A command as read, with all it needs to run; read from the line before anything waits.</summary>
internal abstract record ImapCommand
{
    /// <summary>Does it, writes untagged responses, gives the tagged one back. Throws only for a broken wire or a bug of ours.</summary>
    public abstract ValueTask<ImapStatus> ExecuteAsync(Session session, CancellationToken cancellationToken);
}
