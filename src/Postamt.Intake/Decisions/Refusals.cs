using Postamt.Mail.Outcomes;

namespace Postamt.Intake.Decisions;

/// <summary>The permanent refusals of the intake, in one place. Texts are public: short, and nothing about our inside.</summary>
internal static class Refusals
{
    public static PolicyDecision UnknownRecipient { get; } = Make(PolicyReason.UnknownRecipient, 550, 1, 1, "No such address here");

    public static PolicyDecision RelayDenied { get; } = Make(PolicyReason.RelayDenied, 550, 7, 1, "Relaying denied; sign in to send to other domains");

    public static PolicyDecision GroupMembersOnly { get; } = Make(PolicyReason.SenderRefused, 550, 7, 2, "Only members may send to this group");

    public static PolicyDecision NoticesOnly { get; } = Make(PolicyReason.SenderRefused, 550, 7, 1, "This address takes delivery notices only; write to the author of the mail");

    public static PolicyDecision SenderNotOwned { get; } = Make(PolicyReason.SenderNotOwned, 553, 7, 1, "This sender address is not yours");

    public static PolicyDecision FromNotOwned { get; } = Make(PolicyReason.SenderNotOwned, 553, 7, 1, "The From or Sender address in the mail is not yours");

    public static PolicyDecision FromNotSingle { get; } = Make(PolicyReason.MalformedMessage, 550, 7, 1, "The mail needs exactly one From field");

    public static PolicyDecision SenderUnclear { get; } = Make(PolicyReason.MalformedMessage, 550, 7, 1, "The mail needs one From field and at most one Sender field, not overlong");

    public static PolicyDecision LargerThanMailbox { get; } = Make(PolicyReason.OverQuota, 552, 2, 2, "The mail is larger than the whole mailbox may be");

    public static PolicyDecision HasNul { get; } = Make(PolicyReason.MalformedMessage, 550, 6, 0, "The mail contains NUL octets");

    public static PolicyDecision HeaderTooLarge { get; } = Make(PolicyReason.HeaderTooLarge, 554, 6, 0, "The header section is too large");

    private static PolicyDecision Make(PolicyReason reason, int code, short subject, short detail, string text) =>
        new(reason, code, new EnhancedStatus(5, subject, detail), text);
}
