using Microsoft.Extensions.Logging;
using Postamt.Store.Results;

namespace Postamt.Imap;

/// <summary>All log messages of this room: ids 9000 to 9999, never reused.</summary>
internal static partial class Log
{
    [LoggerMessage(9000, LogLevel.Information, "{Session} signed in as {Name}")]
    internal static partial void SignedIn(ILogger logger, string session, string name);

    [LoggerMessage(9001, LogLevel.Information, "{Session} sign-in failed: {Failure}")]
    internal static partial void SignInFailed(ILogger logger, string session, Postamt.Net.Sasl.SaslFailure failure);

    [LoggerMessage(9002, LogLevel.Debug, "{Session} is closed after {Count} commands that were bad or came before login")]
    internal static partial void TooManyBad(ILogger logger, string session, int count);

    [LoggerMessage(9003, LogLevel.Error, "{Session} {Verb} failed")]
    internal static partial void CommandFault(ILogger logger, string session, string verb, Exception fault);

    [LoggerMessage(9004, LogLevel.Warning, "{Session} storage says {Error}: {Detail}")]
    internal static partial void StorageSaysNo(ILogger logger, string session, StoreError error, string? detail);

    [LoggerMessage(9005, LogLevel.Error, "{Session} blob {Blob} cannot be read to its end")]
    internal static partial void ContentDamaged(ILogger logger, string session, long blob, Exception? fault);

    [LoggerMessage(9006, LogLevel.Error, "{Session} the spool takes no more")]
    internal static partial void SpoolFailed(ILogger logger, string session, Exception fault);
}
