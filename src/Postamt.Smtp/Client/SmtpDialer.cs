namespace Postamt.Smtp.Client;

/// <summary>Opens the connection to the address the caller has chosen. An IOException or SocketException means: not reachable now.</summary>
public delegate ValueTask<Stream> SmtpDialer(CancellationToken cancellationToken);
