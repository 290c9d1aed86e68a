using System.Net;

namespace Postamt.Faults.Running;

/// <summary>Where a post office is reached, whatever stands behind it.</summary>
internal interface IDoors
{
    /// <summary>By the listener's name.</summary>
    IPEndPoint this[string name] { get; }

    /// <summary>The last it said, for messages of failed assertions.</summary>
    string Log { get; }
}
