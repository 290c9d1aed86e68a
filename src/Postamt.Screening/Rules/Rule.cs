using Postamt.Screening.Rules.Clues;

namespace Postamt.Screening.Rules;

/// <summary>One thing that tells unwanted mail from wanted.</summary>
/// <param name="Name">Stable, lower case with hyphens.</param>
/// <param name="Points">Above 0 against the mail. Below 0 only for what a sender cannot simply write.</param>
/// <param name="See">What was seen, in words for the administrator and with the thing itself; null: nothing.</param>
internal sealed record Rule(string Name, double Points, Func<MailClues, string?> See);
