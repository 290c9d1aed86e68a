namespace Postamt.Interop.Programs;

/// <summary>What a foreign program came to. Output is decoded as Latin-1, so that each octet is one character.</summary>
internal sealed record ProgramResult(string Command, int ExitCode, byte[] Output, string Error)
{
    public string Text => System.Text.Encoding.Latin1.GetString(Output);

    /// <summary>For messages of failed assertions: everything the program said.</summary>
    public override string ToString() => $"{Command}\nexit code {ExitCode}\n{Text}\n{Error}";
}
