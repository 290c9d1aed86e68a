using System.Collections.Immutable;
using System.Net;
using Postamt.Screening.Rules.Clues;
using Postamt.Screening.Senders;

namespace Postamt.Screening.Rules.Senders;

/// <summary>What the client is, and what it calls itself. Asked only of those DNS was asked about: clients on private networks are somebody's own.</summary>
internal static class ClientRules
{
    public static ImmutableArray<Rule> All { get; } =
    [
        new("client-nameless", 1.5, static clues => clues.Sender is { Reverse: { Result: ReverseResult.Fail } reverse } ? $"the client's address has no name that knows it: {Said.Short(reverse.Why)}" : null),
        new("client-dial-up", 1.0, static clues => clues.Sender is { Reverse: { Result: ReverseResult.Pass } reverse } && ClientName.IsGiven(reverse.Name, reverse.Client) ? $"the client is called like one of many connections: {Said.Short(reverse.Name)}" : null),
        new("helo-ours", 3.0, static clues => clues.Sender is { } && clues.IsOurs(clues.Input.HeloName.ToLowerInvariant().TrimEnd('.')) && !IsTheirs(clues) ? $"the client calls itself {Said.Short(clues.Input.HeloName)}, which is here" : null),
        new("helo-number", 1.5, static clues => clues.Sender is { } && clues.Input.HeloName.Trim('[', ']') is { Length: > 6 } name && IPAddress.TryParse(name, out _) ? $"the client calls itself by a number, {Said.Short(clues.Input.HeloName)}" : null),
        new("helo-short", 1.0, static clues => clues.Sender is { } && clues.Input.HeloName is { Length: > 0 } name && !name.Contains('.', StringComparison.Ordinal) && !name.Contains(':', StringComparison.Ordinal) ? $"the client calls itself {Said.Short(name)}, which is no host" : null),
        new("notice-none", 1.0, static clues => clues.Input is { Origin: MailOrigin.Outside } && clues.Input.Envelope.Mail.ReversePath.IsNull && !IsNotice(clues) ? "it comes without a sender, as notices do, and is none" : null),
    ];

    /// <summary>The name is the client's, by the word of DNS.</summary>
    private static bool IsTheirs(MailClues clues) => clues.Sender is { Reverse.Name: var name } && name.Equals(clues.Input.HeloName.TrimEnd('.'), StringComparison.OrdinalIgnoreCase);

    /// <summary>A report (RFC 6522), an automatic answer (RFC 3834), or what older servers write by hand.</summary>
    private static bool IsNotice(MailClues clues) =>
        clues.Look.Structure.Root is { Type: "multipart", Subtype: "report" } || clues.Header["Auto-Submitted"] is { } automatic && !automatic.Trim().Equals("no", StringComparison.OrdinalIgnoreCase)
        || clues.Header.Has("X-Failed-Recipients") || clues.Header.Has("X-Autoreply") || clues.Author?.Local is { } local && (local.Equals("mailer-daemon", StringComparison.OrdinalIgnoreCase) || local.Equals("postmaster", StringComparison.OrdinalIgnoreCase));
}
