using System.Net;

namespace Postamt.Screening.Spf;

/// <summary>May this client send for the sender's domain, or, where there is none, for the name it calls itself by? (RFC 7208 2.3, 2.4)</summary>
/// <param name="Client">An IPv4 address within IPv6 is IPv4 (5).</param>
/// <param name="Helo">As the client said it.</param>
/// <param name="Sender">The reverse-path without brackets; empty for none.</param>
public sealed record SpfQuestion(IPAddress Client, string Helo, string Sender);

/// <param name="Domain">Whose word it is.</param>
/// <param name="Why">Which term decided, or what kept from a decision: one line for people.</param>
/// <param name="Explanation">Of a fail: what the domain has to say about it, in ASCII, from strangers (6.2); empty where it says nothing.</param>
public sealed record SpfAnswer(SpfResult Result, string Domain, string Why, string Explanation = "");
