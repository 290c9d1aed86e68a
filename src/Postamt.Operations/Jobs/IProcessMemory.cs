namespace Postamt.Operations.Jobs;

/// <summary>This process as the system sees it.</summary>
public interface IProcessMemory
{
    long ResidentOctets { get; }

    /// <summary>Of all processors together, since the start.</summary>
    TimeSpan ProcessorTime { get; }

    /// <summary>Gives back what is free. Takes the longer the more is in use; nothing else runs meanwhile.</summary>
    void Release();
}
