using System.Xml.Linq;
using Postamt.Rules.Tree;

namespace Postamt.Rules.Seams;

/// <summary>Internals are shown to tests; only Mail shows its two sealed proofs to the rooms that may make them.</summary>
public sealed class Friends : Rule
{
    private static readonly HashSet<string> MailFriends = new(StringComparer.Ordinal) { "Postamt.Sql", "Postamt.Intake", "Postamt.Screening" };

    [Fact]
    public void A_new_friend_of_mail_fails() =>
        Breaks("Postamt.Smtp", ("src/Postamt.Mail/Postamt.Mail.csproj", Showing("Postamt.Smtp")));

    [Fact]
    public void A_room_that_shows_its_inside_to_a_room_fails() =>
        Breaks("Postamt.Sql", ("src/Postamt.Queue/Postamt.Queue.csproj", Showing("Postamt.Sql")), ("src/Postamt.Sql/Postamt.Sql.csproj", "<Project />"));

    [Fact]
    public void Tests_and_the_named_friends_are_fine() =>
        Keeps(("src/Postamt.Mail/Postamt.Mail.csproj", Showing("Postamt.Intake", "Postamt.Mail.Tests")), ("src/Postamt.Queue/Postamt.Queue.csproj", Showing("Postamt.Ram", "Postamt.Engines")));

    private protected override IEnumerable<Violation> Check(SourceTree tree)
    {
        foreach (var file in tree.Files.Where(file => file.Top == "src" && file.Name.EndsWith(".csproj", StringComparison.Ordinal)))
        {
            foreach (var friend in XDocument.Parse(file.Text).Descendants("InternalsVisibleTo").Select(element => (string?)element.Attribute("Include") ?? ""))
            {
                var room = References.Rooms.Names.Contains(friend);
                if (room && !(file.Project == "Postamt.Mail" && MailFriends.Contains(friend)))
                    yield return file.At(1, $"{file.Project} shows its internals to {friend}");
            }
        }
    }

    private static string Showing(params string[] friends) =>
        "<Project><ItemGroup>" + string.Concat(friends.Select(friend => $"<InternalsVisibleTo Include=\"{friend}\" />")) + "</ItemGroup></Project>";
}
