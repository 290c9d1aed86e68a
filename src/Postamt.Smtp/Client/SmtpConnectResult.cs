namespace Postamt.Smtp.Client;

/// <summary>A usable connection, or why there is none.</summary>
/// <param name="Step">Where it failed.</param>
public sealed record SmtpConnectResult(SmtpClientConnection? Connection, RemoteReply? Failure, SmtpClientStep Step);
