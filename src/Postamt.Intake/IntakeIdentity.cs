using Postamt.Directory.Login;
using Postamt.Smtp.Server;

namespace Postamt.Intake;

/// <summary>A signed-in sender, as the protocol carries it.</summary>
public sealed record IntakeIdentity(LoginIdentity Login)
    : SmtpIdentity(Login.Name, Login.Account.ToString());
