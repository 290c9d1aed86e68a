using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Postamt.Directory.Operations;
using Postamt.Store.Results;
using Spectre.Console;

namespace Postamt.Server.Verbs;

/// <summary>How verbs print: a table for people, JSON for programs, refusals as one sentence with exit code 1.</summary>
internal static class VerbResult
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <param name="columns">Heading and cell of each column.</param>
    internal static int Print<T>(IVerbHost host, bool json, IReadOnlyList<T> rows, Func<T, object> shape, params (string Heading, Func<T, string> Cell)[] columns)
    {
        if (json)
        {
            host.Out.WriteLine(JsonSerializer.Serialize(rows.Select(shape), Json));
            return 0;
        }
        var table = new Table().Border(TableBorder.Simple);
        foreach (var (heading, _) in columns) table.AddColumn(heading);
        foreach (var row in rows) table.AddRow([.. columns.Select(column => Markup.Escape(column.Cell(row)))]);
        host.Console.Write(table);
        return 0;
    }

    internal static int Print(IVerbHost host, bool json, object value, string sentence)
    {
        host.Out.WriteLine(json ? JsonSerializer.Serialize(value, Json) : sentence);
        return 0;
    }

    internal static int Finish<T>(IVerbHost host, OperationResult<T> result, Func<T, int> done) => result switch
    {
        OperationResult<T>.Done { Value: var value } => done(value),
        OperationResult<T>.Refused refused => Refuse(host, refused.Code, refused.Text),
        _ => throw new InvalidOperationException("unknown result"),
    };

    internal static int Finish<T>(IVerbHost host, StoreResult<T> result, Func<T, int> done) =>
        result.TryGet(out var value) ? done(value) : Refuse(host, result.Error.ToString()!.ToLowerInvariant(), result.Detail ?? "The data cannot be read now.");

    internal static int Refuse(IVerbHost host, string code, string text)
    {
        host.Error.WriteLine($"{text} [{code}]");
        return 1;
    }
}
