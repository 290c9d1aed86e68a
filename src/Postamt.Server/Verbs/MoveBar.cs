using System.Diagnostics;
using System.Globalization;
using Postamt.Sql.Moving;

namespace Postamt.Server.Verbs;

/// <summary>How far a copy is: a bar that moves where there is a terminal, a line each ten seconds where there is none.</summary>
internal sealed class MoveBar(TextWriter output, bool quiet) : IProgress<MoveProgress>
{
    private const int Width = 30;

    private readonly bool _moves = !Console.IsErrorRedirected;
    private readonly Stopwatch _since = Stopwatch.StartNew();
    private readonly Stopwatch _part = new();
    private string _what = "";

    public void Report(MoveProgress value)
    {
        if (quiet) return;
        var begins = value.What != _what;
        if (begins)
        {
            if (_moves && _what.Length > 0) output.WriteLine();
            _what = value.What;
            _part.Restart();
        }
        if (!begins && value.Done < value.All && _since.Elapsed < (_moves ? TimeSpan.FromMilliseconds(200) : TimeSpan.FromSeconds(10))) return;
        _since.Restart();
        var text = string.Create(CultureInfo.InvariantCulture, $"{value.What,-9} {value.Done:N0} of {value.All:N0}{Left(value)}");
        if (!_moves) output.WriteLine(text);
        else output.Write($"\r  [{new string('#', Filled(value))}{new string('.', Width - Filled(value))}] {text}   ");
    }

    internal void End()
    {
        if (!quiet && _moves && _what.Length > 0) output.WriteLine();
    }

    private static int Filled(MoveProgress value) => value.All == 0 ? Width : (int)(Width * value.Done / value.All);

    private string Left(MoveProgress value)
    {
        if (value.Done == 0 || value.Done >= value.All || _part.Elapsed.TotalSeconds < 2) return "";
        var left = TimeSpan.FromSeconds(_part.Elapsed.TotalSeconds / value.Done * (value.All - value.Done));
        return string.Create(CultureInfo.InvariantCulture, $", about {(left.TotalMinutes < 2 ? $"{left.TotalSeconds:N0} s" : $"{left.TotalMinutes:N0} min")} left");
    }
}
