namespace Postamt.Dialogs.Playing;

/// <summary>The server did not keep to the dialog.</summary>
public sealed class DialogException(string message) : Exception(message);
