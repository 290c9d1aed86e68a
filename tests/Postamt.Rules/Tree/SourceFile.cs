using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Postamt.Rules.Tree;

/// <summary>One file of the tree; text and syntax are read when a rule asks for them.</summary>
internal sealed class SourceFile(string path, Func<string> read)
{
    private readonly Lazy<string> _text = new(read);
    private readonly Lazy<SyntaxNode> _syntax = new(() => CSharpSyntaxTree.ParseText(read()).GetRoot());

    /// <summary>Relative to the root, with forward slashes.</summary>
    public string Path { get; } = path;

    public string Text => _text.Value;

    public SyntaxNode Syntax => _syntax.Value;

    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    /// <summary>"src", "tests", "bench" or another first folder; empty for a file of the root.</summary>
    public string Top => Segment(0);

    /// <summary>The second folder of the path, where src, tests and bench keep one project each; empty if there is none.</summary>
    public string Project => Segment(1);

    public int Lines => Text.Length == 0 ? 0 : Text.AsSpan().Count('\n') + (Text[^1] == '\n' ? 0 : 1);

    public Violation At(SyntaxNode node, string what) => At(node.GetLocation(), what);

    public Violation At(SyntaxToken token, string what) => At(token.GetLocation(), what);

    public Violation At(SyntaxTrivia trivia, string what) => At(trivia.GetLocation(), what);

    public Violation At(int line, string what) => new(Path, line, what);

    /// <summary>The line, counted from 1, of a position in <see cref="Text"/>.</summary>
    public int LineOf(int position) => Text.AsSpan(0, position).Count('\n') + 1;

    private Violation At(Location location, string what) => new(Path, location.GetLineSpan().StartLinePosition.Line + 1, what);

    private string Segment(int index)
    {
        var parts = Path.Split('/');
        return index < parts.Length - 1 ? parts[index] : "";
    }
}
