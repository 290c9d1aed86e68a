namespace Postamt.Faults.Running;

/// <summary>What a drill came to, in the line that <c>./postamt test</c> prints under its project.</summary>
internal static class Figures
{
    public static void Print(string text)
    {
        TestContext.Current.TestOutputHelper!.WriteLine($"figure: {text}");
        TestContext.Current.SendDiagnosticMessage("{0}", text);
    }
}
