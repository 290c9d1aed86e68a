namespace Postamt.Running;

/// <summary>The source tree this assembly was built from: the nearest folder upwards that has Postamt.slnx.</summary>
public static class Checkout
{
    /// <summary>The program, built in the same configuration as this assembly.</summary>
    public static string Program =>
        Path.Combine(Root, "src", "Postamt.Server", "bin", AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug", "net10.0", "postamt.dll");

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
}
