// BODY and BODYSTRUCTURE, RFC 9051 7.5.2 and 9 (body). Recursion is as deep as the index allows parts to be (MimeLimits.Depth).
using Postamt.Imap.Responses;
using Postamt.Mail.Mime;

namespace Postamt.Imap.Fetching;

internal static class BodyStructureWriter
{
    /// <param name="extended">BODYSTRUCTURE: with extension data.</param>
    public static void Write(ResponseWriter output, MessagePart part, bool extended)
    {
        output.Raw("("u8);
        if (part.Kind == PartKind.Multipart) Multipart(output, part, extended);
        else Single(output, part, extended);
        output.Raw(")"u8);
    }

    private static void Multipart(ResponseWriter output, MessagePart part, bool extended)
    {
        foreach (var child in part.Children) Write(output, child, extended);
        output.Raw(" "u8);
        output.String(part.Subtype);
        if (!extended) return;
        Parameters(output, part.ShownParameters);
        Rest(output, part);
    }

    private static void Single(ResponseWriter output, MessagePart part, bool extended)
    {
        output.String(part.ShownType);
        output.Raw(" "u8);
        output.String(part.ShownSubtype);
        Parameters(output, part.ShownParameters);
        output.Raw(" "u8);
        output.NString(part.ContentId);
        output.Raw(" "u8);
        output.NString(part.Description);
        output.Raw(" "u8);
        output.String(part.Encoding);
        output.Raw(" "u8);
        output.Number(part.BodyLength);
        if (part.Embedded is { } inner)
        {
            output.Raw(" "u8);
            EnvelopeWriter.Write(output, inner.Envelope ?? MessageEnvelope.Empty);
            output.Raw(" "u8);
            Write(output, inner, extended);
        }
        if (part.Embedded is not null || part.ShownType == "text")
        {
            output.Raw(" "u8);
            output.Number(part.Lines);
        }
        if (!extended) return;
        output.Raw(" "u8);
        output.NString(part.Md5);
        Rest(output, part);
    }

    private static void Rest(ResponseWriter output, MessagePart part)
    {
        if (part.Disposition is { } disposition)
        {
            output.Raw(" ("u8);
            output.String(disposition.Type);
            Parameters(output, ParameterContinuations.Join(disposition.Parameters));
            output.Raw(")"u8);
        }
        else
        {
            output.Raw(" NIL"u8);
        }
        Languages(output, part.Languages);
        output.Raw(" "u8);
        output.NString(part.Location);
    }

    private static void Languages(ResponseWriter output, IReadOnlyList<string> languages)
    {
        if (languages.Count == 0)
        {
            output.Raw(" NIL"u8);
            return;
        }
        output.Raw(" ("u8);
        for (var at = 0; at < languages.Count; at++)
        {
            if (at > 0) output.Raw(" "u8);
            output.String(languages[at]);
        }
        output.Raw(")"u8);
    }

    private static void Parameters(ResponseWriter output, IReadOnlyList<MimeParameter> parameters)
    {
        if (parameters.Count == 0)
        {
            output.Raw(" NIL"u8);
            return;
        }
        output.Raw(" ("u8);
        for (var at = 0; at < parameters.Count; at++)
        {
            if (at > 0) output.Raw(" "u8);
            output.String(parameters[at].Name);
            output.Raw(" "u8);
            output.String(parameters[at].Value);
        }
        output.Raw(")"u8);
    }
}
