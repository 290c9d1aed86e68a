using Postamt.Mail.Headers;

namespace Postamt.Mail.Mime;

/// <summary>The Content-* fields of the header section being read. One object serves all sections of a message in turn.</summary>
internal sealed class ContentFields(MimeLimits limits, KeptBudget budget)
{
    public string Type { get; private set; } = "text";

    public string Subtype { get; private set; } = "plain";

    public IReadOnlyList<MimeParameter> Parameters { get; private set; } = [];

    public string Encoding { get; private set; } = "7bit";

    public string? Id { get; private set; }

    public string? Description { get; private set; }

    public string? Md5 { get; private set; }

    public ContentDisposition? Disposition { get; private set; }

    public IReadOnlyList<string> Languages { get; private set; } = [];

    public string? Location { get; private set; }

    /// <summary>A field of this section can be read in two ways.</summary>
    public bool IsAmbiguous { get; private set; }

    /// <summary>RFC 2045 6.4: only these leave the octets of a composite type as they are.</summary>
    public bool IsIdentityEncoded => Encoding is "7bit" or "8bit" or "binary" or "";

    private bool _hasType;
    private bool _hasEncoding;

    /// <param name="defaultMessage">RFC 2046 5.1.5: in a digest a part without Content-Type is a message.</param>
    public void Reset(bool defaultMessage)
    {
        (Type, Subtype) = defaultMessage ? ("message", "rfc822") : ("text", "plain");
        Parameters = defaultMessage ? [] : DefaultParameters;
        Encoding = "7bit";
        Id = Description = Md5 = Location = null;
        Disposition = null;
        Languages = [];
        _hasType = _hasEncoding = IsAmbiguous = false;
    }

    public void Take(KnownField field, ReadOnlySpan<byte> value)
    {
        switch (field)
        {
            case KnownField.ContentType:
                TakeType(value);
                break;
            case KnownField.ContentTransferEncoding:
                TakeEncoding(value);
                break;
            case KnownField.ContentDisposition:
                TakeDisposition(value);
                break;
            case KnownField.ContentId:
                Id ??= Text(value);
                break;
            case KnownField.ContentDescription:
                Description ??= Text(value);
                break;
            case KnownField.ContentMd5:
                Md5 ??= Text(value);
                break;
            case KnownField.ContentLocation:
                Location ??= Text(value);
                break;
            case KnownField.ContentLanguage when Languages.Count == 0:
                Languages = LanguageTags(value);
                break;
        }
    }

    // RFC 2045 5.2: a message without Content-Type is plain US-ASCII text.
    private static IReadOnlyList<MimeParameter> DefaultParameters { get; } = [new("charset", "us-ascii")];

    private void TakeType(ReadOnlySpan<byte> value)
    {
        if (_hasType)
        {
            IsAmbiguous = true;
            return;
        }
        _hasType = true;
        var reader = new ParameterReader(value);
        var type = reader.Token();
        var slash = reader.TryTake((byte)'/');
        var subtype = slash ? reader.Token() : default;
        if (type.IsEmpty || subtype.IsEmpty || type.Length > 127 || subtype.Length > 127)
        {
            // RFC 2045 5.2: what cannot be read is taken as plain text.
            IsAmbiguous = true;
            (Type, Subtype, Parameters) = ("text", "plain", DefaultParameters);
            return;
        }
        Type = CommonText.Make(type, lower: true);
        Subtype = CommonText.Make(subtype, lower: true);
        Parameters = reader.Parameters(limits, budget);
        Note(reader);
    }

    private void TakeEncoding(ReadOnlySpan<byte> value)
    {
        if (_hasEncoding)
        {
            IsAmbiguous = true;
            return;
        }
        _hasEncoding = true;
        var reader = new ParameterReader(value);
        var token = reader.Token();
        if (token.Length is 0 or > 127)
        {
            IsAmbiguous = true;
            return;
        }
        Encoding = CommonText.Make(token, lower: true);
        IsAmbiguous |= Encoding is not ("7bit" or "8bit" or "binary" or "base64" or "quoted-printable")
            || !reader.IsAtEnd();
    }

    private void TakeDisposition(ReadOnlySpan<byte> value)
    {
        if (Disposition is not null)
        {
            IsAmbiguous = true;
            return;
        }
        var reader = new ParameterReader(value);
        var type = reader.Token();
        // RFC 2183 2.8: an unknown disposition is an attachment; so is one without a name.
        var name = type.Length is 0 or > 127 ? "attachment" : CommonText.Make(type, lower: true);
        Disposition = new ContentDisposition(name, reader.Parameters(limits, budget));
        if (reader.IsCut)
            budget.Exceed();
    }

    private void Note(ParameterReader reader)
    {
        IsAmbiguous |= reader.IsMalformed;
        if (reader.IsCut)
            budget.Exceed();
    }

    private string? Text(ReadOnlySpan<byte> value)
    {
        var text = HeaderText.Trim(value);
        return budget.TryTake(text.Length) ? HeaderText.ToText(text) : null;
    }

    private IReadOnlyList<string> LanguageTags(ReadOnlySpan<byte> value)
    {
        var tags = new List<string>();
        var reader = new ParameterReader(value);
        do
        {
            var tag = reader.Token();
            if (!tag.IsEmpty && tag.Length <= 35 && tags.Count < 20 && budget.TryTake(tag.Length))
                tags.Add(CommonText.Make(tag, lower: false));
        }
        while (reader.TryTake((byte)','));
        return tags;
    }
}
