using System.Text;

namespace Postamt.Load.Tables;

/// <summary>Rows of text as a Markdown table with aligned columns; numbers stand right, the first column left.</summary>
internal sealed class MarkdownTable(params string[] columns)
{
    private readonly List<string[]> _rows = [];

    internal void Add(params string[] cells)
    {
        if (cells.Length != columns.Length) throw new ArgumentException($"{columns.Length} columns, {cells.Length} cells", nameof(cells));
        _rows.Add(cells);
    }

    public override string ToString()
    {
        var widths = columns.Select((name, at) => Math.Max(3, _rows.Select(row => row[at].Length).Append(name.Length).Max())).ToArray();
        var right = columns.Select((_, at) => at > 0 && _rows.All(row => row[at].Length == 0 || char.IsAsciiDigit(row[at][0]))).ToArray();
        var text = new StringBuilder();
        void Line(IReadOnlyList<string> cells)
        {
            text.Append('|');
            for (var at = 0; at < cells.Count; at++) text.Append(' ').Append(right[at] ? cells[at].PadLeft(widths[at]) : cells[at].PadRight(widths[at])).Append(" |");
            text.Append('\n');
        }

        Line(columns);
        Line([.. widths.Select((width, at) => right[at] ? new string('-', width - 1) + ":" : new string('-', width))]);
        foreach (var row in _rows) Line(row);
        return text.ToString();
    }
}
