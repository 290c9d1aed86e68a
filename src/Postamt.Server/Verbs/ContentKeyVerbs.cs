using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using Postamt.Sql.DataFolders;
using Postamt.Store.Upkeep;

namespace Postamt.Server.Verbs;

/// <summary><c>content-key new|status</c>: the keys that stored contents are encrypted with.</summary>
internal static class ContentKeyVerbs
{
    internal static Command Make(IVerbHost host) => Verb.Group(
        "content-key",
        "Keys that stored contents are encrypted with",
        New(host),
        Verb.Make(host, "status", "Says how many contents need each key", async (parsed, office) =>
        {
            var found = await office.Engine.ContentUpkeep.KeysAsync(default);
            return VerbResult.Finish(host, found, keys => Print(host, parsed.GetValue(Verb.Json), keys));
        }));

    private static Command New(IVerbHost host)
    {
        var file = new Argument<string>("file") { Description = "The key file; made when it is missing" };
        var command = new Command("new", "Makes a key and puts it behind those of a file");
        command.Arguments.Add(file);
        command.SetAction(parsed =>
        {
            var path = Path.GetFullPath(parsed.GetValue(file)!);
            using var random = RandomNumberGenerator.Create();
            var (id, keys) = ContentKeyFile.Append(path, random);
            var next = keys == 1
                ? $"Start the post office with --content-key {path} and new contents are encrypted with it."
                : "Start the post office again: new contents are encrypted with it, and the others are, one by one. Keep the older keys until postamt content-key status says that no content needs them.";
            return VerbResult.Print(host, parsed.GetValue(Verb.Json), new { key = id, keys, file = path }, $"Key {id} stands in {path}. {next} Without this file the contents are lost: keep a copy away from this machine.");
        });
        return command;
    }

    private static int Print(IVerbHost host, bool json, IReadOnlyList<ContentKeyUse> keys) => VerbResult.Print(
        host,
        json,
        keys,
        key => new { key = key.Key.Length == 0 ? null : key.Key, key.Contents, key.IsNewest },
        ("Key", key => key.Key.Length == 0 ? "none" : key.Key),
        ("Contents", key => key.Contents.ToString(CultureInfo.InvariantCulture)),
        ("", key => key.IsNewest ? "new contents are stored with it" : key.Contents == 0 && key.Key.Length > 0 ? "may go" : ""));
}
