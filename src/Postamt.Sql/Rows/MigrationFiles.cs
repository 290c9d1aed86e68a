using System.Globalization;
using System.Reflection;

namespace Postamt.Sql.Rows;

/// <param name="Sql">The file. A first line <c>-- beside: N</c> says that programs which know schema N go on working with what it makes.</param>
internal sealed record Migration(int Number, string Name, string Sql)
{
    private const string Beside = "-- beside: ";

    /// <summary>The oldest schema whose programs may use the database afterwards: its own, unless the file says that older ones do no harm.</summary>
    public int Oldest => Sql.StartsWith(Beside, StringComparison.Ordinal)
        ? int.Parse(Sql.AsSpan(Beside.Length, Sql.IndexOf('\n', StringComparison.Ordinal) - Beside.Length).Trim(), CultureInfo.InvariantCulture)
        : Number;
}

/// <summary>The numbered SQL files in this program: Migrations/ENGINE/NNNN-name.sql.</summary>
internal static class MigrationFiles
{
    /// <summary>Those of an engine, ascending.</summary>
    public static List<Migration> Of(string engine)
    {
        var assembly = Assembly.GetExecutingAssembly();
        var prefix = $"Migrations/{engine}/";
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => Read(assembly, name, prefix.Length))];
    }

    private static Migration Read(Assembly assembly, string resource, int prefix)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        var file = resource[prefix..^".sql".Length];
        return new Migration(int.Parse(file.AsSpan(0, 4), CultureInfo.InvariantCulture), file[5..], reader.ReadToEnd());
    }
}
