namespace Postamt.Rules.Tree;

/// <summary>The repository's files, or a handful of made-up ones: a rule cannot tell the difference.</summary>
internal sealed class SourceTree
{
    private static readonly HashSet<string> NotSource = new(StringComparer.Ordinal)
    {
        "bin", "obj", "node_modules", "artifacts", "data", ".git", ".vs", ".idea", "TestResults", "BenchmarkDotNet.Artifacts",
    };

    private static readonly Lazy<SourceTree> Found = new(Read);

    private readonly Dictionary<string, SourceFile> _byPath;

    private SourceTree(IEnumerable<SourceFile> files) =>
        _byPath = files.ToDictionary(file => file.Path, StringComparer.Ordinal);

    /// <summary>The tree this assembly was built from: the nearest folder upwards that has Postamt.slnx.</summary>
    public static SourceTree Ours => Found.Value;

    public IEnumerable<SourceFile> Files => _byPath.Values.OrderBy(file => file.Path, StringComparer.Ordinal);

    public IEnumerable<SourceFile> Source => CSharp("src");

    public IEnumerable<SourceFile> AllCode => CSharp("src").Concat(CSharp("tests")).Concat(CSharp("bench"));

    public static SourceTree Of(params (string Path, string Text)[] files) =>
        new(files.Select(file => new SourceFile(file.Path, () => file.Text)));

    public SourceFile? Find(string path) => _byPath.GetValueOrDefault(path);

    private static SourceTree Read()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Postamt.slnx")))
            root = root.Parent ?? throw new DirectoryNotFoundException("no Postamt.slnx above " + AppContext.BaseDirectory);

        return new SourceTree(Walk(root).Select(file =>
            new SourceFile(Path.GetRelativePath(root.FullName, file.FullName), () => File.ReadAllText(file.FullName))));
    }

    private static IEnumerable<FileInfo> Walk(DirectoryInfo folder) =>
        folder.EnumerateFiles().Concat(folder.EnumerateDirectories()
            .Where(inner => !NotSource.Contains(inner.Name) && inner.LinkTarget is null)
            .SelectMany(Walk));

    private IEnumerable<SourceFile> CSharp(string top) =>
        Files.Where(file => file.Top == top && file.Name.EndsWith(".cs", StringComparison.Ordinal));
}
