namespace Postamt.Cluster.Identity;

/// <summary>A company (tenant). Every account, blob, queue, ledger and audit row carries one.</summary>
public readonly record struct CompanyId(long Value)
{
    /// <summary>Rows that belong to the installation itself.</summary>
    public static CompanyId Installation => default;

    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
