using Microsoft.Extensions.Logging;
using Postamt.Store.Results;

namespace Postamt.Operations;

internal static partial class Log
{
    [LoggerMessage(19000, LogLevel.Debug, "Job {Job}: {Done} done in {Milliseconds} ms")]
    public static partial void JobDone(ILogger logger, string job, long done, long milliseconds);

    [LoggerMessage(19001, LogLevel.Error, "Job {Job} could not do its work and is tried again: {Error} {Detail}")]
    public static partial void JobRefused(ILogger logger, string job, StoreError error, string detail);

    [LoggerMessage(19002, LogLevel.Error, "Job {Job} failed and is tried again")]
    public static partial void JobFailed(ILogger logger, string job, Exception fault);

    [LoggerMessage(19003, LogLevel.Debug, "The jobs have stopped")]
    public static partial void JobsStopped(ILogger logger);

    [LoggerMessage(19004, LogLevel.Warning, "This node could not tell the others what it is doing; it says so again in some seconds")]
    public static partial void NotReported(ILogger logger, Exception away);

    [LoggerMessage(19020, LogLevel.Debug, "The state of the rollout is not known now: {Why}")]
    public static partial void RolloutWaits(ILogger logger, string why);

    [LoggerMessage(19021, LogLevel.Debug, "No rollout is looked for any more")]
    public static partial void RolloutWatchStopped(ILogger logger);

    [LoggerMessage(19022, LogLevel.Information, "It is this node's turn: it drains, and the version in {Target} takes its place.")]
    public static partial void RolloutTaken(ILogger logger, string target);

    [LoggerMessage(19023, LogLevel.Information, "The version in {Target} serves here; the next node has its turn.")]
    public static partial void RolloutPassed(ILogger logger, string target);

    [LoggerMessage(19024, LogLevel.Error, "The rollout of {Target} is stopped: {Reason}")]
    public static partial void RolloutStopped(ILogger logger, string target, string reason);

    [LoggerMessage(19010, LogLevel.Debug, "No more canary mails are sent")]
    public static partial void CanaryStopped(ILogger logger);

    [LoggerMessage(19011, LogLevel.Warning, "The canary mail by {Node} did not come through now: {Why}")]
    public static partial void CanaryFailed(ILogger logger, string node, string why);

    [LoggerMessage(19012, LogLevel.Error, "The canary mail {Mark} was delivered again.")]
    public static partial void CanaryTwice(ILogger logger, string mark);

    [LoggerMessage(19013, LogLevel.Critical, "Canary mail {Mark} was accepted {Minutes} minutes ago and is not in its mailbox: an accepted mail may be lost. Run postamt ledger verify and postamt trace.")]
    public static partial void CanaryLost(ILogger logger, string mark, int minutes);

    [LoggerMessage(19025, LogLevel.Error, "A look at the rollout failed; the next one follows.")]
    public static partial void RolloutFault(ILogger logger, Exception fault);

    [LoggerMessage(19026, LogLevel.Critical, "Another process runs under this node's name, {Name}: give each node a name of its own with --node. This one takes no mail until it has.")]
    public static partial void NameTaken(ILogger logger, string name);

    [LoggerMessage(19027, LogLevel.Error, "No node that lives has the role delivery: mail is accepted and waits. Start one with --roles delivery or all.")]
    public static partial void NobodyDelivers(ILogger logger);
}
