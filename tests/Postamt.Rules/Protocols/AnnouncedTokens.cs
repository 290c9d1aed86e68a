using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Postamt.Rules.Tree;

namespace Postamt.Rules.Protocols;

/// <summary>
/// What is announced is shown to work: each EHLO keyword and each CAPABILITY token has a dialog of its name. The tokens
/// are the string constants of one class each; the dialog's file name is the token in lower case.
/// </summary>
public sealed partial class AnnouncedTokens : Rule
{
    private static readonly (string Project, string Class, string Dialogs)[] Lists =
    [
        ("Postamt.Smtp", "EhloKeywords", "tests/Postamt.Dialogs/smtp/ehlo-"),
        ("Postamt.Imap", "Capabilities", "tests/Postamt.Dialogs/imap/capability-"),
    ];

    [Fact]
    public void A_keyword_without_a_dialog_fails() =>
        Breaks("ehlo-chunking.dialog", ("src/Postamt.Smtp/Server/EhloKeywords.cs", "static class EhloKeywords { public const string Chunking = \"CHUNKING\"; }"));

    [Fact]
    public void A_dialog_in_which_nobody_speaks_fails() =>
        Breaks("capability-idle.dialog", ("src/Postamt.Imap/Capabilities.cs", "static class Capabilities { public const string Idle = \"IDLE\"; }"), ("tests/Postamt.Dialogs/imap/capability-idle.dialog", "# later\n"));

    [Fact]
    public void A_server_without_its_list_fails() =>
        Breaks("EhloKeywords", ("src/Postamt.Smtp/Server/SmtpSession.cs", "class SmtpSession { }"));

    [Fact]
    public void Each_token_with_its_dialog_is_fine() =>
        Keeps(("src/Postamt.Imap/Capabilities.cs", "static class Capabilities { public const string Plain = \"AUTH=PLAIN\"; }"), ("tests/Postamt.Dialogs/imap/capability-auth=plain.dialog", "C: a CAPABILITY\nS: * CAPABILITY AUTH=PLAIN\n"));

    private protected override IEnumerable<Violation> Check(SourceTree tree)
    {
        foreach (var (project, name, dialogs) in Lists)
        {
            var lists = tree.Source.Where(file => file.Project == project)
                .SelectMany(file => file.All<ClassDeclarationSyntax>().Where(type => type.Identifier.ValueText == name).Select(type => (File: file, Type: type)))
                .ToList();
            if (lists.Count == 0)
            {
                if (tree.Source.FirstOrDefault(file => file.Project == project && (file.Path.Contains("/Server/", StringComparison.Ordinal) || file.Path.Contains("/Commands/", StringComparison.Ordinal))) is { } server)
                    yield return server.At(1, $"{project} has no class {name} with what it announces");
                continue;
            }

            foreach (var (file, type) in lists)
            {
                foreach (var (node, value) in type.Strings().Where(text => Token().IsMatch(text.Value)).DistinctBy(text => text.Value))
                {
                    var path = dialogs + value.ToLowerInvariant() + ".dialog";
                    if (tree.Find(path) is not { } dialog)
                        yield return file.At(node, $"{value} has no dialog {path}");
                    else if (!Spoken().IsMatch(dialog.Text))
                        yield return dialog.At(1, $"{path} has no line that begins with C: or S:");
                }
            }
        }
    }

    [GeneratedRegex("^[A-Z0-9][A-Za-z0-9=+_-]+$")]
    private static partial Regex Token();

    [GeneratedRegex(@"^\s*[CS]:", RegexOptions.Multiline)]
    private static partial Regex Spoken();
}
