namespace Postamt.Faults.Running;

/// <summary>The source tree this assembly was built from: the nearest folder upwards that has Postamt.slnx.</summary>
internal static class Checkout
{
    /// <summary>Of this assembly, and of the program it drills.</summary>
    public static string Configuration => AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";

    public static string Program => Path.Combine(Root, "src", "Postamt.Server", "bin", Configuration, "net10.0", "postamt.dll");

    /// <summary>True when POSTAMT_FULL=1 asks for the long run.</summary>
    public static bool Full => Environment.GetEnvironmentVariable("POSTAMT_FULL") == "1";

    public static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "Postamt.slnx")))
                folder = folder.Parent ?? throw new DirectoryNotFoundException("no Postamt.slnx above " + AppContext.BaseDirectory);
            return folder.FullName;
        }
    }

    /// <summary>How often a drill strikes: what the environment says by this name, else the long or the short count.</summary>
    public static int Count(string name, int quick, int full) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), out var count) ? count : Full ? full : quick;
}
