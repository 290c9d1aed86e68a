using System.Text.RegularExpressions;
using Postamt.Rules.Tree;

namespace Postamt.Rules.Seams;

/// <summary>Every statement lives in Postamt.Sql. SELECT and DELETE are IMAP commands too, so a literal counts when it reads on like SQL.</summary>
public sealed partial class SqlOnlyInSql : Rule
{
    [Theory]
    [InlineData("SELECT id FROM account")]
    [InlineData("  INSERT INTO ledger VALUES (1)")]
    [InlineData("UPDATE node SET epoch = 1")]
    [InlineData("DELETE FROM lease")]
    [InlineData("CREATE TABLE x (a)")]
    [InlineData("CREATE UNIQUE INDEX x ON y (a)")]
    [InlineData("PRAGMA journal_mode = WAL")]
    public void A_statement_in_another_room_fails(string statement) =>
        Breaks("SQL", ("src/Postamt.Queue/A.cs", $"class A {{ const string B = \"{statement}\"; }}"));

    [Fact]
    public void A_raw_or_interpolated_statement_fails()
    {
        Breaks("SQL", ("src/Postamt.Queue/A.cs", "class A { const string B = \"\"\"\n    SELECT id\n    FROM account\n    \"\"\"; }"));
        Breaks("SQL", ("src/Postamt.Queue/A.cs", "class A { string B(int t) => $\"SELECT id FROM t{t}\"; }"));
    }

    [Fact]
    public void Imap_commands_and_the_room_itself_are_fine() =>
        Keeps(("src/Postamt.Imap/A.cs", "class A { const string B = \"SELECT\", C = \"DELETE\", D = \"SELECT INBOX\"; }"), ("src/Postamt.Sql/A.cs", "class A { const string B = \"SELECT id FROM account\"; }"));

    private protected override IEnumerable<Violation> Check(SourceTree tree) =>
        from file in tree.Source
        where file.Project != "Postamt.Sql"
        from text in file.Syntax.Strings()
        where Statement().IsMatch(text.Value)
        select file.At(text.Node, "SQL outside of Postamt.Sql");

    [GeneratedRegex(@"^\s*(SELECT\b.*\bFROM\s|INSERT\s+(OR\s+\w+\s+)?INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|(CREATE|ALTER|DROP)\s+(UNIQUE\s+|VIRTUAL\s+)?(TABLE|INDEX)\s|PRAGMA\s+\w)", RegexOptions.Singleline)]
    private static partial Regex Statement();
}
