namespace Postamt.Directory.Operations;

/// <summary>A text that must not be written anywhere: prints and serialises as ***.</summary>
public sealed record Secret(string Value)
{
    public override string ToString() => "***";
}
