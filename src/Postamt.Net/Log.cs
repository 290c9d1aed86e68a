using System.Net;
using Microsoft.Extensions.Logging;

namespace Postamt.Net;

/// <summary>All log messages of this room: ids 1000 to 1999, never reused.</summary>
internal static partial class Log
{
    [LoggerMessage(1000, LogLevel.Information, "Certificates are in use: {Names} names, the first expires {Expiry}")]
    internal static partial void CertificatesLoaded(ILogger logger, int names, DateTimeOffset? expiry);

    [LoggerMessage(1001, LogLevel.Error, "New certificates are refused and the old ones stay: {Reason}")]
    internal static partial void CertificatesRefused(ILogger logger, string reason);

    [LoggerMessage(1002, LogLevel.Warning, "Certificate {Source} expired {Expiry}")]
    internal static partial void CertificateExpired(ILogger logger, string source, DateTime expiry);

    [LoggerMessage(1010, LogLevel.Information, "Listening for {Listener} on {EndPoint}")]
    internal static partial void Listening(ILogger logger, string listener, EndPoint endPoint);

    [LoggerMessage(1011, LogLevel.Information, "Draining {Connections} connections")]
    internal static partial void Draining(ILogger logger, int connections);

    [LoggerMessage(1020, LogLevel.Debug, "Connection {Session} on {Listener} from {Remote}")]
    internal static partial void Connected(ILogger logger, string session, string listener, IPEndPoint remote);

    [LoggerMessage(1021, LogLevel.Debug, "Connection {Session} ended: {End}")]
    internal static partial void Ended(ILogger logger, string session, WireEnd end);

    [LoggerMessage(1022, LogLevel.Debug, "Connection on {Listener} from {Remote} is not admitted: {Reason}")]
    internal static partial void Refused(ILogger logger, string listener, EndPoint remote, RefusalReason reason);

    [LoggerMessage(1023, LogLevel.Error, "Session {Session} on {Listener} failed")]
    internal static partial void SessionFault(ILogger logger, string session, string listener, Exception fault);

    [LoggerMessage(1024, LogLevel.Debug, "Connection on {Listener} from {Remote} has a bad PROXY header")]
    internal static partial void BadProxyHeader(ILogger logger, string listener, EndPoint remote);

    [LoggerMessage(1030, LogLevel.Trace, "{Session} C: {Text}")]
    internal static partial void TraceReceived(ILogger logger, string session, string text);

    [LoggerMessage(1031, LogLevel.Trace, "{Session} S: {Text}")]
    internal static partial void TraceSent(ILogger logger, string session, string text);
}
