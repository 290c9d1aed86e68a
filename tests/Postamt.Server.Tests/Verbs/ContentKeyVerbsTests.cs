namespace Postamt.Server.Tests.Verbs;

public sealed class ContentKeyVerbsTests : OfficeTest
{
    private string KeyFile => Path.Combine(Folder, "content.key");

    [Fact]
    public async Task A_key_is_made_and_counted_and_its_value_never_shown()
    {
        var made = await RunAsync("content-key", "new", KeyFile);
        made.Shows(KeyFile, "--content-key");
        var key = (await File.ReadAllTextAsync(KeyFile, TestContext.Current.CancellationToken)).Split(' ');
        made.Shows(key[1]);
        var status = await RunAsync("content-key", "status", "--content-key", KeyFile);
        status.Shows(key[1], "new contents are stored with it");
        foreach (var said in new[] { made, status }) Assert.DoesNotContain(key[2].Trim(), said.Out + said.Error, StringComparison.Ordinal);
        Assert.Equal(2, (await RunAsync("content-key", "new", KeyFile, "--json")).Json.GetProperty("keys").GetInt32());
        Assert.Contains("\"isNewest\": true", (await RunAsync("content-key", "status", "--json", "--content-key", KeyFile)).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_file_that_cannot_be_used_is_refused_with_a_sentence()
    {
        (await RunAsync("content-key", "status", "--content-key", KeyFile)).Refuses("there is no such file");
        await File.WriteAllTextAsync(KeyFile, "no key", TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(KeyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await RunAsync("content-key", "new", KeyFile)).Refuses("line 1 is not a content key");
    }

    [Fact]
    public async Task Nothing_is_damaged_in_a_new_post_office()
    {
        (await RunAsync("content", "damaged")).Shows("No content is known to be damaged.");
        (await RunAsync("content", "damaged", "--json")).Shows("[]");
    }
}
