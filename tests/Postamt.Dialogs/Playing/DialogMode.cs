namespace Postamt.Dialogs.Playing;

/// <summary>How the client's lines are cut into writes.</summary>
public enum DialogMode
{
    Whole,
    Line,
    Byte,
}
