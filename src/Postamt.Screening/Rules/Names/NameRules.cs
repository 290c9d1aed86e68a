using System.Collections.Immutable;
using Postamt.Screening.Rules.Clues;
using Postamt.Screening.Rules.Hosts;
using Postamt.Screening.Rules.Lookalikes;

namespace Postamt.Screening.Rules.Names;

/// <summary>Display names that say something else than the address behind them. Mailing lists write the author's address into theirs, so they are left out where they could be meant.</summary>
internal static class NameRules
{
    public static ImmutableArray<Rule> All { get; } =
    [
        new("name-other-address", 1.5, static clues => !clues.IsListMail && ShownName.Address(clues.AuthorName) is { } host && !RegistrableDomain.Related(host, clues.AuthorHost) ? $"the author's name shows an address of {Said.Short(host)}, and the mail is from {Said.Short(clues.AuthorHost)}" : null),
        new("name-other-domain", 0.5, static clues => ShownName.Domain(clues.AuthorName) is { } host && !RegistrableDomain.Related(host, clues.AuthorHost) ? $"the author is called {Said.Short(host)}, and the mail is from {Said.Short(clues.AuthorHost)}" : null),
        new("name-brand", 1.8, static clues => Brands.Named(clues.AuthorName) is var (name, label) && !Brands.IsTheirs(label, clues.AuthorHost) && !clues.IsListMail ? $"the author is called {name}, and the mail is from {Said.Short(clues.AuthorHost)}" : null),
        new("name-recipient", 1.8, static clues => IsForeign(clues) && ShownName.Recipient(clues) is { } name ? $"the author is called like the recipient, {Said.Short(name)}, and writes from {Said.Short(clues.AuthorHost)}" : null),
        new("name-ours", 1.8, static clues => IsForeign(clues) && ShownName.Ours(clues) is { } domain ? $"the author is called like {domain}, and writes from {Said.Short(clues.AuthorHost)}" : null),
    ];

    private static bool IsForeign(MailClues clues) => clues.AuthorHost.Length > 0 && !clues.IsOurs(clues.AuthorHost);
}
