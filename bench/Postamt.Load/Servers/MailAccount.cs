namespace Postamt.Load.Servers;

internal sealed record MailAccount(string Address, string Password);
