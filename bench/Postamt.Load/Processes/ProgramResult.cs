namespace Postamt.Load.Processes;

internal sealed record ProgramResult(string Command, int ExitCode, string Text, string Error)
{
    public override string ToString() => $"{Command}: exit code {ExitCode}\n{Text}\n{Error}".Trim();
}
