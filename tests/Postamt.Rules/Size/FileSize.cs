using Postamt.Rules.Tree;

namespace Postamt.Rules.Size;

public sealed class FileSize : Rule
{
    private const int Most = 800;
    private const int Long = 400;

    [Fact]
    public void A_file_of_801_lines_fails() =>
        Breaks("801 lines", ("src/Postamt.Mail/A.cs", string.Concat(Enumerable.Repeat("//\n", 801))));

    [Fact]
    public void A_file_of_800_lines_is_the_longest() =>
        Keeps(("src/Postamt.Mail/A.cs", string.Concat(Enumerable.Repeat("//\n", 800))));

    private protected override IEnumerable<Violation> Check(SourceTree tree)
    {
        foreach (var file in tree.AllCode.Where(file => file.Lines > Long).OrderByDescending(file => file.Lines))
        {
            Tell($"{file.Lines} lines: {file.Path}");
            if (file.Lines > Most)
                yield return file.At(1, $"{file.Lines} lines; {Most} is the most, 150 the aim");
        }
    }
}
