using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Postamt.Cluster.Identity;
using Postamt.Directory.Entities;
using Postamt.Mail.Addresses;

namespace Postamt.Directory.Operations;

/// <summary>The form operations take in the audit log: ids as numbers, addresses and domains as texts, secrets as ***.</summary>
internal static class OperationJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        // The audit row has a column for the subject.
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { static type => Drop(type, "Subject") } },
        Converters =
        {
            new JsonStringEnumConverter(),
            new Writer<EmailAddress>(static (json, address) => json.WriteStringValue(address.ToString())),
            new Writer<DomainName>(static (json, domain) => json.WriteStringValue(domain.Ascii)),
            new Writer<AccountId>(static (json, id) => json.WriteNumberValue(id.Value)),
            new Writer<CompanyId>(static (json, id) => json.WriteNumberValue(id.Value)),
            new Writer<DepartmentId>(static (json, id) => json.WriteNumberValue(id.Value)),
            new Writer<CredentialId>(static (json, id) => json.WriteNumberValue(id.Value)),
            new Writer<Secret>(static (json, secret) => json.WriteStringValue(secret.ToString())),
        },
    };

    public static string Write<TResult>(Operation<TResult> operation) => JsonSerializer.Serialize(operation, operation.GetType(), Options);

    private static void Drop(JsonTypeInfo type, string property)
    {
        for (var i = type.Properties.Count - 1; i >= 0; i--)
        {
            if (type.Properties[i].Name == property) type.Properties.RemoveAt(i);
        }
    }

    private sealed class Writer<T>(Action<Utf8JsonWriter, T> write) : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("audit details are not read back into operations");

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => write(writer, value);
    }
}
