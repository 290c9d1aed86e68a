namespace Postamt.Directory.Rules;

/// <summary>Under which texts stores find things, so that every engine compares alike.</summary>
public static class DirectoryKeys
{
    /// <summary>A company's or department's name: compatibility form, lower case, without spaces around it.</summary>
    public static string OfName(string name) => TextRules.NameKey(name);
}
