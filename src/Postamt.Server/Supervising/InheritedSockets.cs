using System.Globalization;
using System.Net.Sockets;
using Postamt.Server.Options;

namespace Postamt.Server.Supervising;

/// <summary>
/// Listening sockets that whoever started this process has opened for it, by the names of <c>--listen</c>: our supervisor, or systemd (sd_listen_fds(3), where
/// each socket unit has its FileDescriptorName). They outlive the process: while it is replaced, the kernel keeps who connects.
/// </summary>
internal sealed class InheritedSockets
{
    /// <summary>As in "smtp=12,imap=13".</summary>
    internal const string Variable = "POSTAMT_SOCKETS";

    /// <summary>sd_listen_fds(3): the first one.</summary>
    private const int FirstOfSystemd = 3;

    private readonly Dictionary<string, int> _byName;

    private InheritedSockets(Dictionary<string, int> byName) => _byName = byName;

    internal static InheritedSockets None { get; } = new([]);

    /// <exception cref="OptionException">The environment names sockets, and not in a way that can be understood.</exception>
    internal static InheritedSockets Read(Func<string, string?> variable, int processId)
    {
        if (variable(Variable) is { Length: > 0 } ours) return new InheritedSockets(OfSupervisor(ours));
        if (variable("LISTEN_FDS") is not { Length: > 0 } count || variable("LISTEN_PID") != processId.ToString(CultureInfo.InvariantCulture)) return None;
        var names = (variable("LISTEN_FDNAMES") ?? "").Split(':');
        if (!int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var sockets) || names.Length != sockets || names.Any(name => !Listening.Known.Any(known => known.Name == name)))
            throw new OptionException($"systemd passes {count} sockets named {string.Join(", ", names)}; give each socket unit a FileDescriptorName= of {string.Join(", ", Listening.Known.Select(known => known.Name))}.");
        return new InheritedSockets(names.Select((name, i) => (name, FirstOfSystemd + i)).ToDictionary());
    }

    /// <summary>A descriptor of its own for one more listener on the socket of that name; null where there is none.</summary>
    internal int? Descriptor(string name) => _byName.TryGetValue(name, out var descriptor) ? Descriptors.Duplicate(descriptor) : null;

    /// <summary>The same as a socket.</summary>
    internal Socket? Take(string name) => Descriptor(name) is { } descriptor ? new Socket(new SafeSocketHandle(descriptor, ownsHandle: true)) : null;

    /// <summary>Nobody serves on them after this process: who connects is refused, and goes elsewhere at once.</summary>
    internal void Close()
    {
        foreach (var descriptor in _byName.Values) Descriptors.Close(descriptor);
        _byName.Clear();
    }

    private static Dictionary<string, int> OfSupervisor(string text)
    {
        try
        {
            return text.Split(',').Select(each => each.Split('=')).ToDictionary(pair => pair[0], pair => int.Parse(pair[1], NumberStyles.None, CultureInfo.InvariantCulture));
        }
        catch (Exception broken) when (broken is FormatException or IndexOutOfRangeException or ArgumentException or OverflowException)
        {
            throw new OptionException($"{Variable}={text}: this is not NAME=NUMBER,…; only postamt supervise sets it.");
        }
    }
}
