namespace Postamt.Interop.Running;

internal sealed record Account(string Address, string Password);
