using Postamt.Server.Hosting;

namespace Postamt.Server.Tests.Nodes;

/// <summary>Connections a process may have.</summary>
public sealed class OpenFilesTests
{
    [Theory]
    [InlineData(null, 20_000)]
    [InlineData(65_536, 20_000)]
    [InlineData(20_000, 9_850)]
    [InlineData(1_024, 362)]
    [InlineData(256, 32)]
    public void Each_may_take_two_files_of_those_that_are_left(int? limit, int connections) => Assert.Equal(connections, OpenFiles.Connections(20_000, limit));

    [Theory]
    [InlineData("Limit                     Soft Limit           Hard Limit           Units     \nMax open files            1024                 4096                 files     \n", 1024)]
    [InlineData("Max open files            unlimited            unlimited            files     \n", null)]
    [InlineData("", null)]
    public void The_kernel_says_how_many(string limits, int? limit) => Assert.Equal(limit, OpenFiles.LimitIn(limits));
}
