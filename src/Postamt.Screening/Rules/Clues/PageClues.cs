using Postamt.Screening.Looks;
using Postamt.Screening.Looks.Pages;

namespace Postamt.Screening.Rules.Clues;

/// <summary>What the pages of a mail are made of.</summary>
internal sealed class PageClues
{
    public int Pages { get; private set; }

    /// <summary>Characters a reader sees, spaces left out.</summary>
    public int Shown { get; private set; }

    public int RemotePictures { get; private set; }

    public int Hidden { get; private set; }

    public int Forms { get; private set; }

    public bool HasScript { get; private set; }

    public bool IsRefreshed { get; private set; }

    public int TinyTexts { get; private set; }

    /// <summary>The colour of text that has the colour of the page; empty for none. Text behind a table of another colour may stand in that, and is not asked about.</summary>
    public string Faded { get; private set; } = "";

    /// <summary>Fonts larger than a letter has.</summary>
    public int LargeFonts { get; private set; }

    /// <summary>How its source is written.</summary>
    public SourceClues Source { get; } = new();

    public static PageClues Of(MailLook look)
    {
        var clues = new PageClues();
        foreach (var text in look.Texts)
        {
            if (text.Page is { } page) clues.Add(page, text.Text);
        }
        return clues;
    }

    private void Add(Page page, string source)
    {
        Pages++;
        foreach (var letter in page.Text) Shown += char.IsWhiteSpace(letter) ? 0 : 1;
        RemotePictures += page.RemotePictures;
        Hidden += page.HiddenTexts;
        Forms += page.Forms;
        HasScript |= page.HasScript;
        IsRefreshed |= page.IsRefreshed;
        ReadMarks(page);
        Source.Read(source);
    }

    private void ReadMarks(Page page)
    {
        var ground = "";
        var others = false;
        foreach (var mark in page.Marks)
        {
            if (mark.StartsWith("body:bgcolor=", StringComparison.Ordinal)) ground = Colour(mark[13..]);
            else if (mark.Contains(":bgcolor=", StringComparison.Ordinal)) others |= Colour(mark[(mark.IndexOf('=', StringComparison.Ordinal) + 1)..]) != (ground.Length == 0 ? "ffffff" : ground);
            else if (mark.StartsWith("font:color=", StringComparison.Ordinal) && !others && Colour(mark[11..]) == (ground.Length == 0 ? "ffffff" : ground)) Faded = Colour(mark[11..]);
            else if (mark is "font:size=1px" or "font:size=0" || mark.Contains("font-size:1px", StringComparison.Ordinal) || mark.Contains("font-size: 1px", StringComparison.Ordinal)) TinyTexts++;
            else if (mark is "font:size=+3" or "font:size=+4" or "font:size=+5" or "font:size=5" or "font:size=6" or "font:size=7") LargeFonts++;
        }
    }

    private static string Colour(string value) => value.Trim().TrimStart('#') switch
    {
        "white" or "fff" => "ffffff",
        "black" or "000" => "000000",
        var other => other,
    };
}
