namespace Postamt.Delivery.Remote;

/// <summary>Where mail for a domain goes instead of its MX: a smart host. Setting <c>delivery.routes</c>, a JSON array of these.</summary>
/// <param name="Domain">A domain, a leading-dot suffix for all below it, or "*" for everything.</param>
/// <param name="Host">Host name or address literal without brackets.</param>
/// <param name="Port">1..65535.</param>
/// <param name="RequireTls">Mail waits rather than going in the clear.</param>
/// <param name="User">For AUTH; the password is the secret <c>delivery.route.HOST</c>.</param>
public sealed record Route(string Domain, string Host, int Port = 25, bool RequireTls = false, string? User = null)
{
    public bool Covers(string domain) =>
        Domain == "*" || Domain == domain || (Domain.StartsWith('.') && domain.EndsWith(Domain, StringComparison.Ordinal));
}
