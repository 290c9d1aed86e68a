namespace Postamt.Load.Store;

/// <summary>So many producers at once make so many mails of so many octets durable.</summary>
/// <param name="IsTold">Compares PostgreSQL that tells other nodes of each change with PostgreSQL that does not, instead of the two engines.</param>
/// <param name="AtOnce">Accepts the store is given at the same time; 1 with many producers is the control, a transaction for each mail.</param>
internal sealed record StoreCase(int KibiBytes, int Producers, int AtOnce, int Mails, bool IsTold = false)
{
    internal static IReadOnlyList<StoreCase> All { get; } =
    [
        new(4, 1, 1, 3000), new(4, 20, 20, 20_000), new(4, 64, 64, 40_000), new(4, 64, 1, 6000),
        new(4, 64, 64, 40_000, IsTold: true),
        new(50, 64, 64, 10_000), new(100, 64, 64, 6000),
    ];

    internal bool IsControl => AtOnce < Producers;

    public override string ToString() => $"{KibiBytes}k@{Producers}{(IsControl ? "-single" : "")}{(IsTold ? "-told" : "")}";
}
