namespace Postamt.Cluster.Settings;

/// <summary>The secrets cannot be opened. The message is one sentence for whoever runs the server; it holds nothing secret.</summary>
public sealed class SecretKeyException : Exception
{
    private SecretKeyException(string message)
        : base(message)
    {
    }

    public static SecretKeyException WrongKey(string present, string needed) =>
        new($"The secret key file is not the one this installation's secrets were sealed with (it holds key {present}, the secrets need key {needed}); put the right file back.");

    public static SecretKeyException Missing(string path, string needed) =>
        new($"There is no secret key file at {path}, but this installation's secrets were sealed with key {needed}; put the file back, for example from a backup.");

    public static SecretKeyException Unreadable(string path) =>
        new($"The file {path} is not a secret key file; put the right file back.");

    public static SecretKeyException TooOpen(string path) =>
        new($"The secret key file {path} can be read by others; make it readable for its owner only (chmod 600).");

    public static SecretKeyException Damaged(string name) =>
        new($"The sealed secret {name} is damaged or was moved from another place; set it anew.");
}
