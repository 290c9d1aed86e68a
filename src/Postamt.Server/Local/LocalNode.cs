using System.Net;
using System.Text.Json;
using Postamt.Server.Options;

namespace Postamt.Server.Local;

/// <summary>The running server of a data folder, as a second process sees it through the door.</summary>
internal sealed class LocalNode(string data)
{
    internal string Data => data;

    /// <exception cref="OptionException">No server runs there, or it refuses.</exception>
    internal async Task<JsonElement> AskAsync(params string[] verb)
    {
        var reply = await Door.AskAsync(data, new DoorRequest([.. verb, "--json", "--data", data], ""), CancellationToken.None)
            ?? throw new OptionException($"No server runs on the data folder {Path.GetFullPath(data)}; start it, or name the right folder with --data.");
        return reply.Exit == 0 ? reply.Json() : throw new OptionException(reply.Error.Trim());
    }

    /// <returns>Null while it does not answer.</returns>
    internal async Task<JsonElement?> TryAskAsync(params string[] verb)
    {
        try
        {
            return await AskAsync(verb);
        }
        catch (Exception away) when (away is OptionException or IOException)
        {
            return null;
        }
    }

    /// <summary>Which addresses have to begin with a PROXY header there.</summary>
    /// <param name="answer">Has the networks under "proxies".</param>
    internal static Func<IPAddress, bool> IsProxied(JsonElement answer)
    {
        List<IPNetwork> proxies = [.. answer.GetProperty("proxies").EnumerateArray().Select(each => IPNetwork.Parse(each.GetString()!))];
        return address => proxies.Exists(network => network.Contains(address));
    }
}
