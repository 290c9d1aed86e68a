using System.Buffers;
using Postamt.Mail.Mime;

namespace Postamt.Intake.Sessions;

/// <summary>The stored form of a message's structure.</summary>
internal static class StoredStructure
{
    public static ReadOnlyMemory<byte> Of(MessageStructure structure)
    {
        var output = new ArrayBufferWriter<byte>(1024);
        structure.Write(output);
        return output.WrittenMemory;
    }
}
