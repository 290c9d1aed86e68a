using System.Reflection;
using Postamt.Sql.Contents;
using Postamt.Sql.Rows;
using Postamt.Sql.Shared;

namespace Postamt.Sql.Tests;

/// <summary>No statement of the store reads a whole table.</summary>
public sealed class PlanTests
{
    private static readonly Type[] Stores = [typeof(ClockSql), typeof(BlobSql), typeof(MailboxSql), typeof(MessageSql), typeof(MessageReads), typeof(PlacementSql), typeof(KeywordSql), typeof(ThreadSql), typeof(QuotaSql), typeof(Filings)];

    public static TheoryData<string, string> Statements { get; } = new(Stores.SelectMany(type => type
        .GetFields(BindingFlags.NonPublic | BindingFlags.Static)
        .Where(field => field.IsLiteral && field.Name.EndsWith("Text", StringComparison.Ordinal))
        .Select(field => ($"{type.Name}.{field.Name}", (string)field.GetRawConstantValue()!))));

    [Theory]
    [MemberData(nameof(Statements))]
    public async Task Every_statement_uses_an_index(string name, string sql)
    {
        using var folder = new SqlTestFolder();
        using var engine = folder.Open();
        var values = Enumerable.Repeat(SqlValue.NoNumber, 12).ToArray();
        var plan = (await engine.Readers.ReadAsync<List<string>>(reader => reader.Query("EXPLAIN QUERY PLAN " + sql, static row => row.Text(3), values), CancellationToken.None)).Value;
        Assert.True(plan.TrueForAll(step => !step.StartsWith("SCAN", StringComparison.Ordinal)), $"{name}: {string.Join("; ", plan)}");
    }

    [Theory]
    [InlineData(typeof(SealSql), "HeadsText", "h")]
    [InlineData(typeof(QueueUpkeepSql), "AttemptsText", "attempt")]
    public async Task What_grows_with_the_years_is_not_read_whole(Type type, string field, string table)
    {
        using var folder = new SqlTestFolder();
        using var engine = folder.Open();
        var sql = (string)type.GetField(field, BindingFlags.NonPublic | BindingFlags.Static)!.GetRawConstantValue()!;
        var values = Enumerable.Repeat(SqlValue.NoNumber, 12).ToArray();
        var plan = (await engine.Readers.ReadAsync<List<string>>(reader => reader.Query("EXPLAIN QUERY PLAN " + sql, static row => row.Text(3), values), CancellationToken.None)).Value;
        Assert.DoesNotContain(plan, step => step.StartsWith("SCAN " + table, StringComparison.Ordinal) || step.StartsWith("SCAN seal_head", StringComparison.Ordinal));
        Assert.Contains(plan, step => step.StartsWith("SEARCH " + table, StringComparison.Ordinal));
    }
}
