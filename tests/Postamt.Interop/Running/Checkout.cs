namespace Postamt.Interop.Running;

/// <summary>The source tree this assembly was built from: the nearest folder upwards that has Postamt.slnx.</summary>
internal static class Checkout
{
    /// <summary>The program, built in the same configuration as this assembly.</summary>
    public static string Program =>
        Path.Combine(Root, "src", "Postamt.Server", "bin", AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug", "net10.0", "postamt.dll");

    private static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!System.IO.File.Exists(Path.Combine(folder.FullName, "Postamt.slnx")))
                folder = folder.Parent ?? throw new DirectoryNotFoundException("no Postamt.slnx above " + AppContext.BaseDirectory);
            return folder.FullName;
        }
    }

    /// <summary>A file of this project's folder.</summary>
    public static string File(params string[] parts) => Path.Combine([Root, "tests", "Postamt.Interop", .. parts]);
}
