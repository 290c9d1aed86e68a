namespace Postamt.Directory.Rules;

/// <summary>How large things in the directory may be.</summary>
public static class DirectoryLimits
{
    /// <summary>Characters of a company's, department's, account's or group's name; a From line with it stays under 998 octets.</summary>
    public const int NameLength = 100;

    /// <summary>What an owner calls a credential.</summary>
    public const int LabelLength = 60;

    /// <summary>Members of a group (THREATS 47: an expansion has at most 10 000 recipients).</summary>
    public const int GroupMembers = 10_000;

    /// <summary>Addresses of one account.</summary>
    public const int AddressesPerAccount = 500;

    /// <summary>App passwords of one account: SCRAM offers a key of each.</summary>
    public const int AppPasswordsPerAccount = 25;

    /// <summary>Levels of departments.</summary>
    public const int DepartmentDepth = 10;

    public const int DepartmentsPerCompany = 5_000;

    /// <summary>Rows of one page of a list.</summary>
    public const int PageSize = 200;

    /// <summary>Characters of a person's new password; NIST SP 800-63B-4 asks for 8 where a second factor can follow.</summary>
    public const int PasswordLength = 8;

    /// <summary>Octets of a password (THREATS 95: longer ones are refused before hashing).</summary>
    public const int PasswordOctets = 1024;

    /// <summary>Characters of a login name.</summary>
    public const int LoginNameLength = 1024;
}
