namespace Postamt.Load.Machines;

/// <summary>The source tree this program was built from: the nearest folder upwards that has Postamt.slnx.</summary>
internal static class Checkout
{
    internal static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "Postamt.slnx")))
                folder = folder.Parent ?? throw new LoadException($"There is no Postamt.slnx above {AppContext.BaseDirectory}: the bench runs from a source tree.");
            return folder.FullName;
        }
    }

    /// <summary>The server, built in the same configuration as this program.</summary>
    internal static string Program =>
        Path.Combine(Root, "src", "Postamt.Server", "bin", AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug", "net10.0", "postamt.dll");
}
