namespace Postamt.Dialogs.Playing;

/// <summary>One line of a dialog.</summary>
public sealed record DialogStep(DialogStepKind Kind, string Text, int Line);

public enum DialogStepKind
{
    Send,
    SendRaw,
    Expect,
    ExpectLater,
    Tls,
    Drain,
    Revoke,
    Close,
    End,
    Check,
}
