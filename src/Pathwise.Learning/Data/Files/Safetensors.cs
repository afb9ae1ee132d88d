using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace Pathwise.Learning.Data;

/// <summary>Named arrays, and what is noted beside them.</summary>
/// <param name="Arrays">The arrays by name.</param>
/// <param name="Notes">Texts by name: the file's metadata.</param>
public sealed record NamedArrays(IReadOnlyDictionary<string, DataArray> Arrays, IReadOnlyDictionary<string, string> Notes);

/// <summary>
/// Files of named arrays in the safetensors format: the length of a header in 8 bytes, the header in JSON (type, shape and place of every array), and the numbers, lowest byte first. Files that other
/// programs have written are read too. (Hugging Face, safetensors: format, 2022.)
/// </summary>
public static class Safetensors
{
    /// <summary>The longest header that is read.</summary>
    const long MostHeader = 100_000_000;

    const string NotesName = "__metadata__";

    /// <summary>
    /// The arrays of a file, of types F64, F32, F16, I64, I32, I16, I8, U32, U16, U8 and BOOL. PW4001 if the file cannot be read, PW4003 if it is none, PW4004 if it is cut short or its arrays overlap or leave holes, PW4005 of other types,
    /// PW4006 if a shape is empty or too large.
    /// </summary>
    public static NamedArrays Read(string path) => ByteReader.Read(path, Read);

    internal static NamedArrays Read(ByteReader reader)
    {
        Span<byte> start = stackalloc byte[8];
        reader.Read(start, "the length of the header");
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(start);
        if (length is < 2 or > (ulong)MostHeader) throw reader.Malformed($"a header of {length.ToString(CultureInfo.InvariantCulture)} bytes is declared", "name a safetensors file");
        var header = Header(reader, reader.Numbers<byte>((int)length, bigEndian: false, "the header"));
        var notes = new Dictionary<string, string>(StringComparer.Ordinal);
        if (header[NotesName] is JsonObject noted)
            foreach (var (name, value) in noted) notes[name] = Text(value) ?? throw reader.Malformed($"the note '{name}' is no text", "metadata are texts");
        var arrays = new Dictionary<string, DataArray>(StringComparer.Ordinal);
        long place = 0;
        foreach (var entry in header.Where(entry => entry.Key != NotesName).Select(entry => Entry.Of(entry.Key, entry.Value, reader)).OrderBy(entry => entry.Start).ThenBy(entry => entry.End).ToArray())
        {
            if (entry.Start != place) throw reader.Broken($"array '{entry.Name}' begins at byte {entry.Start} of the numbers, where the array before ends at {place}");
            var shape = entry.Extents.Length == 0 ? Shape.Scalar : reader.Shape(entry.Extents);
            if (entry.End - entry.Start != shape.Count * entry.ElementBytes) throw reader.Broken($"array '{entry.Name}' of shape {shape} has {entry.End - entry.Start} bytes");
            arrays[entry.Name] = new(entry.Type.Read(reader, shape.Count, bigEndian: false, $"array '{entry.Name}'"), shape);
            place = entry.End;
        }
        reader.End("the arrays");
        return new(arrays, notes);
    }

    static JsonObject Header(ByteReader reader, byte[] bytes)
    {
        try
        {
            // Names that come twice make JsonObject throw where they are looked up.
            if (Utf8.IsValid(bytes) && JsonNode.Parse(bytes, documentOptions: new() { MaxDepth = 8 }) is JsonObject header && header.Count >= 0) return header;
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            throw reader.Malformed($"the header is not read: {e.Message}", "get the file again");
        }
        throw reader.Malformed("the header is no JSON object in UTF-8", "name a safetensors file");
    }

    static string? Text(JsonNode? node)
    {
        try
        {
            return node is JsonValue value && value.TryGetValue(out string? text) ? text : null;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, escaped.
            return null;
        }
    }

    /// <summary>What a header says of an array.</summary>
    sealed record Entry(string Name, StoredType Type, int ElementBytes, long[] Extents, long Start, long End)
    {
        public static Entry Of(string name, JsonNode? node, ByteReader reader)
        {
            try
            {
                var (type, bytes) = node!["dtype"]!.GetValue<string>() switch
                {
                    "F64" => (StoredType.Double, 8),
                    "F32" => (StoredType.Single, 4),
                    "F16" => (StoredType.Half, 2),
                    "I64" => (StoredType.Int64, 8),
                    "I32" => (StoredType.Int32, 4),
                    "I16" => (StoredType.Int16, 2),
                    "I8" => (StoredType.Int8, 1),
                    "U32" => (StoredType.UInt32, 4),
                    "U16" => (StoredType.UInt16, 2),
                    "U8" or "BOOL" => (StoredType.UInt8, 1),
                    var other => throw reader.Unsupported($"array '{name}' is of type '{other}'", "write it as F32 or F64"),
                };
                long[] extents = [.. node["shape"]!.AsArray().Select(extent => extent!.GetValue<long>())], offsets = [.. node["data_offsets"]!.AsArray().Select(offset => offset!.GetValue<long>())];
                if (offsets is [>= 0 and var start, var end] && end >= start) return new(name, type, bytes, extents, start, end);
            }
            catch (Exception e) when (e is NullReferenceException or InvalidOperationException or FormatException or OverflowException)
            {
                // Said below.
            }
            throw reader.Malformed($"the entry of array '{name}' has no sensible dtype, shape and data_offsets", "get the file again");
        }
    }

    /// <summary>
    /// Writes named arrays and notes, in the order of names, so that equal contents are equal files. The file takes its place at once when it is complete: whoever is stopped half-way leaves the file that was there before. PW4010 if it cannot be written.
    /// </summary>
    public static void Write(string path, IReadOnlyDictionary<string, DataArray> arrays, IReadOnlyDictionary<string, string>? notes = null)
    {
        string unfinished = path + ".part";
        WrittenFile.Write(path, () =>
        {
            using (var stream = File.Create(unfinished))
            {
                Write(stream, arrays, notes ?? new Dictionary<string, string>(StringComparer.Ordinal));
                stream.Flush(flushToDisk: true);
            }
            File.Move(unfinished, path, overwrite: true);
        });
    }

    internal static void Write(Stream stream, IReadOnlyDictionary<string, DataArray> arrays, IReadOnlyDictionary<string, string> notes)
    {
        var header = new JsonObject();
        if (notes.Count > 0) header[NotesName] = new JsonObject(notes.OrderBy(note => note.Key, StringComparer.Ordinal).Select(note => KeyValuePair.Create(note.Key, (JsonNode?)note.Value)));
        var ordered = arrays.OrderBy(entry => entry.Key, StringComparer.Ordinal).ToArray();
        long place = 0;
        foreach (var (name, array) in ordered)
        {
            var (type, bytes) = array.ElementType.Name switch { nameof(Byte) => ("U8", 1), nameof(Int32) => ("I32", 4), nameof(Int64) => ("I64", 8), nameof(Single) => ("F32", 4), _ => ("F64", 8) };
            header[name] = new JsonObject
            {
                ["dtype"] = type,
                ["shape"] = new JsonArray([.. array.Shape.Extents.ToArray().Select(extent => (JsonNode)extent)]),
                ["data_offsets"] = new JsonArray(place, place += (long)array.Shape.Count * bytes),
            };
        }
        byte[] text = JsonSerializer.SerializeToUtf8Bytes(header);
        // Padded with spaces, so that the numbers begin at a multiple of 8 bytes.
        int length = (text.Length + 7) / 8 * 8;
        Span<byte> start = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(start, (ulong)length);
        stream.Write(start);
        stream.Write(text);
        for (int i = text.Length; i < length; i++) stream.WriteByte((byte)' ');
        if (!BitConverter.IsLittleEndian) throw new NotSupportedException("the machine's lowest byte is not first");
        foreach (var (_, array) in ordered) array.WriteTo(stream);
    }
}
