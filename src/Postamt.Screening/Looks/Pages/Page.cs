namespace Postamt.Screening.Looks.Pages;

/// <summary>What an HTML part shows and does.</summary>
/// <param name="Text">What a reader sees, tags taken out.</param>
/// <param name="Tags">Number of opening tags by name, in lower case; at most a hundred names.</param>
/// <param name="Marks">Attributes that say something about its making, as <c>tag:attribute=value</c> in lower case, at most 40 characters each and 200 of them.</param>
/// <param name="RemotePictures">Pictures that are fetched from elsewhere when the mail is opened.</param>
/// <param name="HiddenTexts">Elements whose style hides what stands in them.</param>
/// <param name="Forms">Forms that send what is typed in somewhere.</param>
/// <param name="IsRefreshed">It leads elsewhere by itself.</param>
public sealed record Page(string Text, IReadOnlyDictionary<string, int> Tags, IReadOnlyList<string> Marks, int RemotePictures, int HiddenTexts, int Forms, bool IsRefreshed)
{
    public int Count(string tag) => Tags.GetValueOrDefault(tag);

    public bool HasScript => Tags.ContainsKey("script");
}
