namespace Postamt.Directory.Entities;

public static class EntityStates
{
    /// <summary>What holds when several states come together: suspended before leaving before active.</summary>
    public static EntityState Worst(EntityState one, EntityState other) =>
        one == EntityState.Suspended || other == EntityState.Suspended ? EntityState.Suspended
        : one == EntityState.Leaving || other == EntityState.Leaving ? EntityState.Leaving
        : EntityState.Active;
}
