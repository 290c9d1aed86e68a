namespace Postamt.Operations.Drills;

/// <summary>Something that is broken on purpose, and made whole again.</summary>
public interface IDrill
{
    /// <summary>As in <c>drill run NAME</c>.</summary>
    string Name { get; }

    /// <summary>What it does, in a sentence.</summary>
    string Description { get; }

    /// <summary>Why it cannot be run here; null when it can.</summary>
    string? Obstacle { get; }

    /// <summary>Breaks it, and returns when it is to be made whole again, or is whole by itself.</summary>
    /// <exception cref="DrillFailedException">Something was not as it should be while it was broken, which canary mail does not show.</exception>
    Task StrikeAsync(CancellationToken abort);

    /// <summary>Makes it whole again, whatever happened before. Done at once where it is.</summary>
    Task HealAsync();
}
