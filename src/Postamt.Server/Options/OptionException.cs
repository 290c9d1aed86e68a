namespace Postamt.Server.Options;

/// <summary>A start option that cannot be used; the message is the whole sentence for the person who gave it.</summary>
internal sealed class OptionException(string message) : Exception(message);
