namespace Postamt.Imap.Sessions;

/// <summary>RFC 9051 3. Flags, so that the command table can name several.</summary>
[Flags]
internal enum SessionState
{
    NotAuthenticated = 1,
    Authenticated = 2,
    Selected = 4,
    Inside = Authenticated | Selected,
    Any = NotAuthenticated | Inside,
}
