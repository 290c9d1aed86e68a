using System.CommandLine;
using Postamt.Server.Options;

namespace Postamt.Server.Tests.BadDays;

public sealed class OptionFileTests
{
    [Fact]
    public void Every_start_option_may_stand_in_the_file()
    {
        var command = new Command("serve");
        new StartFlags().AddTo(command);
        Assert.Equal(command.Options.Select(option => option.Name[2..]).Where(name => name != "data").Order(StringComparer.Ordinal), OptionSource.Known);
    }
}
