using System.Text.Json;

namespace Postamt.Server.Options;

/// <summary>Options that no flag gave: environment (POSTAMT_…), then <c>postamt.json</c> in the data folder, else in the working folder.</summary>
internal sealed class OptionSource
{
    /// <summary>Every start option but the data folder, in which the file lies.</summary>
    internal static readonly string[] Known = ["certificate", "certificate-key", "content-key", "copies", "database", "dns", "hostname", "listen", "log", "metrics-from", "node", "private-networks", "roles", "scram", "secret-key", "spare-loopback", "trusted-proxies"];

    private readonly Dictionary<string, JsonElement> _file;

    internal OptionSource(string? data)
    {
        Data = data ?? Environment.GetEnvironmentVariable("POSTAMT_DATA") ?? "./data";
        _file = ReadFile(Path.Combine(Data, "postamt.json")) ?? ReadFile("postamt.json") ?? [];
    }

    internal string Data { get; }

    internal string? Text(string name)
    {
        if (Environment.GetEnvironmentVariable(Variable(name)) is { Length: > 0 } value) return value;
        return _file.TryGetValue(name, out var element) ? element.ToString() : null;
    }

    internal IReadOnlyList<string> List(string name)
    {
        if (Environment.GetEnvironmentVariable(Variable(name)) is { Length: > 0 } value) return value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (!_file.TryGetValue(name, out var element)) return [];
        return element.ValueKind == JsonValueKind.Array ? [.. element.EnumerateArray().Select(each => each.ToString())] : [element.ToString()];
    }

    private static string Variable(string name) => "POSTAMT_" + name.ToUpperInvariant().Replace('-', '_');

    private static Dictionary<string, JsonElement>? ReadFile(string path)
    {
        if (!File.Exists(path)) return null;
        try
        {
            var options = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(File.ReadAllText(path)) ?? [];
            return options.Keys.FirstOrDefault(name => !Known.Contains(name)) is { } unknown
                ? throw new OptionException($"{path}: there is no option {unknown}; there are {string.Join(", ", Known)}.")
                : options;
        }
        catch (JsonException broken)
        {
            throw new OptionException($"{path}, line {broken.LineNumber + 1}: this is not JSON. Correct the file or move it away.");
        }
        catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
        {
            throw new OptionException($"{path} cannot be read: {closed.Message}");
        }
    }
}
