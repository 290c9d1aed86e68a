namespace Postamt.Cluster.Identity;

/// <summary>A mailbox account, unique in the installation; every mailbox table's key starts with it.</summary>
public readonly record struct AccountId(long Value)
{
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
