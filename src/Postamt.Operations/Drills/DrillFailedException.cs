namespace Postamt.Operations.Drills;

/// <summary>What a drill looked at was not as it should be. The message is a part of a sentence, without its end.</summary>
public sealed class DrillFailedException(string what) : Exception(what);
