using Postamt.Attacks.Oracle;
using Postamt.Attacks.Running;
using Xunit.Sdk;
using Xunit.v3;

// One server for all: what an attack costs is read off its process, so attacks come one after the other.
[assembly: AssemblyFixture(typeof(PostOffice))]
[assembly: Parallelization(Mode = ParallelMode.None)]

namespace Postamt.Attacks.Running;

/// <summary>The house that all attacks of this assembly are played against.</summary>
public sealed class PostOffice : IAsyncLifetime
{
    private House? _house;

    internal House House => _house!;

    public async ValueTask InitializeAsync()
    {
        _house = await House.StartAsync();
        // What is compiled and cached at first use is no attack's cost.
        for (var i = 0; i < 5; i++)
            Assert.Empty(await new NextMail(_house).FindingsAsync());
    }

    public async ValueTask DisposeAsync()
    {
        if (_house is not null)
            await _house.DisposeAsync();
    }
}
