namespace Postamt.Directory.Entities;

/// <summary>What an account may do beyond its own mail, within its company (or, for an operator, everywhere).</summary>
public enum Role
{
    /// <summary>Its own mailbox only.</summary>
    Member,

    /// <summary>Resets passwords, reads trace of the company.</summary>
    HelpDesk,

    /// <summary>Everything within the company.</summary>
    CompanyAdministrator,

    /// <summary>Everything in the installation.</summary>
    Operator,
}
