namespace Postamt.Server.Trying;

/// <summary>Says how far the start is, a line a step; counts on one line where there is a terminal.</summary>
internal sealed class TryProgress(TextWriter output, bool quiet)
{
    private bool _counting;

    internal void Step(string done)
    {
        if (quiet) return;
        if (_counting) output.WriteLine();
        _counting = false;
        output.WriteLine($"✓ {done}");
    }

    internal void Count(string what, int done, int all)
    {
        if (quiet || Console.IsOutputRedirected) return;
        const int width = 30;
        var filled = all == 0 ? width : width * done / all;
        output.Write($"\r  {what} [{new string('#', filled)}{new string('.', width - filled)}] {done}/{all}");
        _counting = true;
    }
}
