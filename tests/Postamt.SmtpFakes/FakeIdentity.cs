using Postamt.Smtp.Server;

namespace Postamt.SmtpFakes;

public sealed record FakeIdentity(string Name) : SmtpIdentity(Name, Name);
