using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Postamt.Sql.Engines;

namespace Postamt.Engines.Plans;

/// <param name="Room">The namespace of the code that runs it.</param>
/// <param name="Owner">The type that does.</param>
internal sealed record Statement(string Room, string Owner, string Text);

/// <summary>
/// Every SQL statement of the program: the texts its compiled code loads that begin with a verb of SQL. A new one is here without a word
/// anywhere, also when no test runs it.
/// </summary>
internal static class Statements
{
    private const string Root = "Postamt.Sql";

    private static readonly string[] Verbs = ["SELECT ", "INSERT ", "UPDATE ", "DELETE ", "WITH "];

    /// <summary>The engines' own rooms: the other one never sees their statements.</summary>
    private static readonly string[] OfOneEngine = [Root + ".Sqlite", Root + ".Postgres"];

    /// <summary>Copies read all there is, a piece after the other.</summary>
    private const string Copying = Root + ".Moving";

    /// <summary>Those an engine runs, ascending, each once.</summary>
    /// <param name="engine">Sqlite or Postgres.</param>
    public static IReadOnlyList<Statement> Of(string engine) =>
        [.. All().Where(statement => !OfOneEngine.Any(room => IsIn(statement, room)) || IsIn(statement, $"{Root}.{engine}")).Where(statement => statement.Owner != OtherEngine(engine) && statement.Room != Copying)];

    private static bool IsIn(Statement statement, string room) => statement.Room == room || statement.Room.StartsWith(room + ".", StringComparison.Ordinal);

    private static string OtherEngine(string engine) => engine == "Sqlite" ? nameof(PostgresEngine) : nameof(EmbeddedEngine);

    private static IEnumerable<Statement> All()
    {
        var assembly = typeof(SqlEngine).Assembly;
        using var file = new PEReader(File.OpenRead(assembly.Location));
        var metadata = file.GetMetadataReader();
        var found = new HashSet<Statement>();
        foreach (var handle in metadata.TypeDefinitions)
        {
            var type = metadata.GetTypeDefinition(handle);
            var outer = Outermost(metadata, type);
            var (room, owner) = (metadata.GetString(outer.Namespace), metadata.GetString(outer.Name));
            foreach (var method in type.GetMethods().Select(metadata.GetMethodDefinition).Where(method => method.RelativeVirtualAddress != 0))
                found.UnionWith(Loaded(metadata, file.GetMethodBody(method.RelativeVirtualAddress)).Where(IsSql).Select(text => new Statement(room, owner, text)));
        }
        return found.OrderBy(statement => statement.Owner, StringComparer.Ordinal).ThenBy(statement => statement.Text, StringComparer.Ordinal);
    }

    /// <summary>A text that ends in the middle is a part of one that is put together for a table whose name is not known here.</summary>
    private static bool IsSql(string text) => Array.Exists(Verbs, verb => text.TrimStart().StartsWith(verb, StringComparison.Ordinal)) && text[^1] is not (' ' or '(');

    private static TypeDefinition Outermost(MetadataReader metadata, TypeDefinition type)
    {
        while (!type.GetDeclaringType().IsNil) type = metadata.GetTypeDefinition(type.GetDeclaringType());
        return type;
    }

    /// <summary>The operands of ldstr: a token of the user strings, whose table has the number 0x70.</summary>
    private static IEnumerable<string> Loaded(MetadataReader metadata, MethodBodyBlock body)
    {
        var code = body.GetILBytes() ?? [];
        for (var at = 0; at + 4 < code.Length; at++)
        {
            if (code[at] != OpCodes.Ldstr.Value || code[at + 4] != 0x70) continue;
            var offset = BitConverter.ToInt32(code, at + 1) & 0xffffff;
            if (offset < metadata.GetHeapSize(HeapIndex.UserString) && TryRead(metadata, offset) is { } text) yield return text;
        }
    }

    /// <summary>Null where the four octets were no token after all.</summary>
    private static string? TryRead(MetadataReader metadata, int offset)
    {
        try
        {
            return metadata.GetUserString(MetadataTokens.UserStringHandle(offset));
        }
        catch (BadImageFormatException)
        {
            return null;
        }
    }
}
