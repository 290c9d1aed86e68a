using System.Globalization;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Postamt.Rules.Tree;

namespace Postamt.Rules.Logs;

/// <summary>A log id names one sentence for good: it is unique, a literal, and lies in its project's block of 1000.</summary>
public sealed class LogIds : Rule
{
    private static readonly Dictionary<string, int> Blocks = new(StringComparer.Ordinal)
    {
        ["Postamt.Net"] = 1000,
        ["Postamt.Smtp"] = 2000,
        ["Postamt.Intake"] = 3000,
        ["Postamt.Screening"] = 4000,
        ["Postamt.Queue"] = 5000,
        ["Postamt.Delivery"] = 6000,
        ["Postamt.Store"] = 7000,
        ["Postamt.Sql"] = 8000,
        ["Postamt.Imap"] = 9000,
        ["Postamt.Pop3"] = 10000,
        ["Postamt.Jmap"] = 11000,
        ["Postamt.ManageSieve"] = 12000,
        ["Postamt.Web"] = 13000,
        ["Postamt.Server"] = 14000,
        ["Postamt.Directory"] = 15000,
        ["Postamt.Cluster"] = 16000,
        ["Postamt.Dav"] = 17000,
        ["Postamt.Dns"] = 18000,
        ["Postamt.Operations"] = 19000,
        ["Postamt.Mail"] = 20000,
        ["Postamt.Sieve"] = 21000,
    };

    [Fact]
    public void An_id_of_another_block_fails() =>
        Breaks("2001", ("src/Postamt.Net/Log.cs", "partial class Log { [LoggerMessage(EventId = 2001, Level = LogLevel.Debug)] static partial void A(); }"));

    [Fact]
    public void An_id_used_twice_fails() =>
        Breaks("1001", ("src/Postamt.Net/Log.cs", "partial class Log { [LoggerMessage(1001, LogLevel.Debug, \"\")] static partial void A(); [LoggerMessage(EventId = 1001)] static partial void B(); }"));

    [Fact]
    public void A_message_without_an_id_fails() =>
        Breaks("literal id", ("src/Postamt.Net/Log.cs", "partial class Log { [LoggerMessage(LogLevel.Debug, \"\")] static partial void A(); }"));

    [Fact]
    public void A_message_outside_of_the_log_file_fails() =>
        Breaks("Log.cs", ("src/Postamt.Net/Loop.cs", "partial class Loop { [LoggerMessage(1001, LogLevel.Debug, \"\")] static partial void A(); }"));

    private protected override IEnumerable<Violation> Check(SourceTree tree)
    {
        var seen = new Dictionary<int, string>();
        foreach (var file in tree.Source)
        {
            foreach (var message in file.Attributes("LoggerMessage"))
            {
                if (file.Path != $"src/{file.Project}/Log.cs")
                    yield return file.At(message, $"log messages stand in src/{file.Project}/Log.cs");
                if (Id(message) is not { } id)
                    yield return file.At(message, "a log message needs a literal id");
                else if (!Blocks.TryGetValue(file.Project, out var block) || id < block || id >= block + 1000)
                    yield return file.At(message, $"{id} is not in the block of {file.Project}, {block}..{block + 999}");
                else if (!seen.TryAdd(id, file.Path))
                    yield return file.At(message, $"{id} is used in {seen[id]} already");
            }
        }
    }

    private static int? Id(AttributeSyntax message)
    {
        var arguments = message.ArgumentList?.Arguments ?? [];
        var named = arguments.FirstOrDefault(argument => argument.NameEquals?.Name.Identifier.ValueText == "EventId" || argument.NameColon?.Name.Identifier.ValueText == "eventId");
        var id = named ?? arguments.FirstOrDefault(argument => argument.NameEquals is null && argument.NameColon is null);
        return id?.Expression is LiteralExpressionSyntax literal && int.TryParse(literal.Token.ValueText, CultureInfo.InvariantCulture, out var value) ? value : null;
    }
}
