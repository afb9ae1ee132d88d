using System.Text.Encodings.Web;
using System.Text.Json;

namespace Pathwise.Cli;

/// <summary>One JSON object on the standard output; numbers in round-trip precision.</summary>
internal static class Json
{
    static readonly JsonSerializerOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(object value) => Console.Out.WriteLine(JsonSerializer.Serialize(value, s_options));
}
