namespace Postamt.Scenarios.Running;

/// <summary>A mail another server took.</summary>
/// <param name="From">What stood behind MAIL FROM:, parameters included.</param>
/// <param name="To">What stood behind each RCPT TO: it answered with 2xx.</param>
/// <param name="Content">Latin-1, dots undone.</param>
internal sealed record RemoteMail(string From, IReadOnlyList<string> To, string Content, bool OverTls);
