using Postamt.Dialogs.Playing;
using Postamt.PostgresServer;

[assembly: AssemblyFixture(typeof(DatabaseHouse))]

namespace Postamt.Dialogs;

public sealed class DialogTests
{
    // A dialog that waits for ever fails instead of hanging the run.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static TheoryData<string, DialogMode> All()
    {
        var data = new TheoryData<string, DialogMode>();
        foreach (string file in System.IO.Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dialog", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            foreach (DialogMode mode in Enum.GetValues<DialogMode>())
                data.Add(Path.GetRelativePath(AppContext.BaseDirectory, file).Replace('\\', '/'), mode);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Dialog_is_kept(string dialog, DialogMode mode)
    {
        DialogScript script = DialogScript.Parse(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, dialog)));
        await using DialogStage stage = await DialogStages.OpenAsync(dialog.Split('/')[0], script.Options);
        await new DialogPlayer(stage, mode).PlayAsync(script).WaitAsync(Patience);
    }

    [Fact]
    public async Task A_wrong_reply_fails_the_dialog()
    {
        DialogScript script = DialogScript.Parse("S: 220 {{.*}}\nC: NOOP\nS: 250 something else\n");
        await using DialogStage stage = await DialogStages.OpenAsync("smtp", script.Options);
        await Assert.ThrowsAsync<DialogException>(() => new DialogPlayer(stage, DialogMode.Whole).PlayAsync(script).WaitAsync(Patience));
    }
}
