namespace Postamt.Operations.Rollouts;

/// <summary>This node, as far as another version can take its place.</summary>
public interface IReplaceable
{
    /// <summary>Folder of the program that runs.</summary>
    string Program { get; }

    /// <summary>Why a program cannot be put here at all, as one that is not there; null when it can.</summary>
    string? ObstacleTo(string program);

    /// <summary>Why the last attempt to put this program here was taken back; null when it was not tried, or runs.</summary>
    string? FailureOf(string program);

    /// <summary>Ends this process in order, and has the program started in its place.</summary>
    /// <exception cref="IOException">The wish cannot be written down; the process stays.</exception>
    void ReplaceBy(string program);
}
