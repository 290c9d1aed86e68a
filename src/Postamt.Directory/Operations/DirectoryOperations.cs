using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Postamt.Cluster.Auditing;
using Postamt.Cluster.Identity;
using Postamt.Directory.Changes;
using Postamt.Directory.Login;
using Postamt.Mail.Outcomes;

namespace Postamt.Directory.Operations;

/// <summary>The one door to changes of the directory.</summary>
public sealed class DirectoryOperations(IDirectoryStore store, IDirectoryChanges changes, IPasswordHashing hashing, RandomNumberGenerator random, ILogger<DirectoryOperations> logger) : IDirectoryOperations
{
    public async ValueTask<OperationResult<TResult>> RunAsync<TResult>(Operation<TResult> operation, Actor actor)
    {
        string? verifier = null;
        if (operation.NewPassword is { } password)
        {
            if (Rules.PasswordRules.Check(password.Value, actor.Kind != ActorKind.Account) is { } bad) return bad.For<TResult>();
            verifier = await hashing.HashAsync(password.Value, CancellationToken.None);
            if (verifier is null) return Refusals.Busy().For<TResult>();
        }
        DirectoryChanged? change = null;
        var outcome = await store.WriteAsync<TResult>(async rows =>
        {
            change = null;
            if (!(await Access.ReadAsync(actor, rows)).TryGet(out var access, out var refusal)) return refusal.For<TResult>();
            var scope = new OperationScope(rows, access, actor.Kind != ActorKind.Account, verifier, random);
            var result = await operation.ExecuteAsync(scope);
            if (result is not OperationResult<TResult>.Done) return result;
            change = scope.Change ?? throw new InvalidOperationException("an operation is done and names no company");
            await rows.AuditAsync(new AuditEntry(rows.Now, change.Company, actor, operation.GetType().Name, operation.Subject, OperationJson.Write(operation)));
            return result;
        });
        // After a fault nobody knows whether the commit happened: what is remembered is forgotten all the same.
        if (change is not null) changes.Publish(change);
        if (outcome is not Lookup<OperationResult<TResult>>.Found found) return Unavailable<TResult>(operation.GetType().Name, outcome);
        if (found.Value is OperationResult<TResult>.Refused refused) Log.OperationRefused(logger, operation.GetType().Name, actor.Kind, refused.Code);
        return found.Value;
    }

    public async ValueTask<OperationResult<TResult>> AskAsync<TResult>(Query<TResult> query, Actor actor, CancellationToken cancellationToken)
    {
        var outcome = await store.ReadAsync(
            async reader => (await Access.ReadAsync(actor, reader)).TryGet(out var access, out var refusal)
                ? await query.ExecuteAsync(new QueryScope(reader, access))
                : refusal.For<TResult>(),
            cancellationToken);
        return outcome is Lookup<OperationResult<TResult>>.Found found ? found.Value : Unavailable<TResult>(query.GetType().Name, outcome);
    }

    private OperationResult<TResult> Unavailable<TResult>(string what, Lookup<OperationResult<TResult>> outcome)
    {
        Log.OperationUnavailable(logger, what, (outcome as Lookup<OperationResult<TResult>>.Unavailable)?.Reason ?? "no answer");
        return Refusals.Unavailable().For<TResult>();
    }
}
