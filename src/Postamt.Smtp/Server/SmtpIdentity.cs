namespace Postamt.Smtp.Server;

/// <summary>Somebody who has signed in; the room that decides derives its own.</summary>
/// <param name="Name">For log and trace header.</param>
/// <param name="Account">One account's only; its connections are counted under it.</param>
public abstract record SmtpIdentity(string Name, string Account);
