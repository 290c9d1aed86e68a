using Postamt.Cluster.Identity;
using Postamt.Mail.Envelopes;
using Postamt.Store.Mailboxes;

namespace Postamt.Sql.Writing;

/// <summary>
/// What a request is going to ask for. An engine across a network asks for a whole batch at once before the work runs; the work itself asks
/// <see cref="KnownRows"/> first and its engine only for what is not there. Contents are foreseen by the request's bodies.
/// </summary>
/// <param name="RepeatKey">Null: not to be looked for.</param>
/// <param name="Filings">Accounts and the mailboxes the mail is filed into.</param>
/// <param name="Threads">The hashes of its message ids (<see cref="Shared.ThreadSql.Hashes"/>).</param>
internal sealed record Foreseen(AcceptId Accept, byte[]? RepeatKey, IReadOnlyList<(AccountId Account, MailboxRole Role)> Filings, IReadOnlyList<long> Threads);
