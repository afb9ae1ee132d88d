using System.Numerics;
using Parquet;
using Parquet.Schema;

namespace Pathwise.Learning.Data;

/// <summary>Tables of numbers in Parquet files, by Parquet.Net: in a project of its own, as the library depends on no package.</summary>
public static class ParquetTable
{
    /// <summary>
    /// The table of a file whose columns are numbers (booleans become 0 and 1), as doubles. PW4001 if the file cannot be read; PW4003 if it is no Parquet file or damaged; PW4004 if its parts do not fit; PW4002, with row and
    /// column, where a value is missing or not finite; PW4005 if a column holds something else; PW4006 if it has no rows or too many numbers.
    /// </summary>
    public static Table Read(string path)
    {
        using var stream = Gzip.Open(path);
        try
        {
            ParquetFooter.Check(stream);
            return ReadAsync(stream, path).GetAwaiter().GetResult();
        }
        // The package throws exceptions of any kind on bytes that make no sense.
        catch (Exception e) when (e is not PathwiseException)
        {
            throw new PathwiseException("PW4003", $"{path}: the file cannot be read as Parquet: {e.Message}", "name a Parquet file, or write it again");
        }
    }

    static async Task<Table> ReadAsync(Stream stream, string path)
    {
        await using var reader = await ParquetReader.CreateAsync(stream);
        DataField[] fields = reader.Schema.GetDataFields();
        long rows = 0;
        for (int g = 0; g < reader.RowGroupCount; g++)
        {
            using var group = reader.OpenRowGroupReader(g);
            if (group.RowCount < 0 || rows + group.RowCount > Shape.MaximumCount) throw Size(path, rows + group.RowCount, fields.Length);
            foreach (var field in fields)
                if (group.GetMetadata(field)?.MetaData?.NumValues is { } values && values != group.RowCount)
                    throw new PathwiseException("PW4004", $"{path}: {values} values of column '{field.Name}' in a group of {group.RowCount} rows", "write the file again, with one number for each row and column");
            rows += group.RowCount;
        }
        if (rows * fields.Length is < 1 or > Shape.MaximumCount) throw Size(path, rows, fields.Length);

        var table = new double[rows * fields.Length];
        for (int g = 0, first = 0; g < reader.RowGroupCount; g++)
        {
            using var group = reader.OpenRowGroupReader(g);
            for (int c = 0; c < fields.Length; c++)
            {
                double[] column = await Column(group, fields[c], path);
                for (int r = 0; r < column.Length; r++)
                    table[(first + r) * fields.Length + c] = double.IsFinite(column[r]) ? column[r]
                        : throw new PathwiseException("PW4002", $"{path}: row {first + r + 1} of column '{fields[c].Name}' is missing or not a finite number", "leave out rows with missing values, or fill them in");
            }
            first += (int)group.RowCount;
        }
        return new([.. fields.Select(field => field.Name)], new DataArray(table, new Shape((int)rows, fields.Length)));
    }

    static Task<double[]> Column(ParquetRowGroupReader group, DataField field, string path) => field.IsArray ? throw NoNumbers(field, path) : Type.GetTypeCode(field.ClrType) switch
    {
        TypeCode.Boolean => Truths(group, field),
        TypeCode.Byte => Numbers<byte>(group, field),
        TypeCode.SByte => Numbers<sbyte>(group, field),
        TypeCode.Int16 => Numbers<short>(group, field),
        TypeCode.UInt16 => Numbers<ushort>(group, field),
        TypeCode.Int32 => Numbers<int>(group, field),
        TypeCode.UInt32 => Numbers<uint>(group, field),
        TypeCode.Int64 => Numbers<long>(group, field),
        TypeCode.UInt64 => Numbers<ulong>(group, field),
        TypeCode.Single => Numbers<float>(group, field),
        TypeCode.Double => Numbers<double>(group, field),
        TypeCode.Decimal => Numbers<decimal>(group, field),
        _ => throw NoNumbers(field, path),
    };

    static async Task<double[]> Numbers<T>(ParquetRowGroupReader group, DataField field) where T : struct, INumberBase<T> =>
        Array.ConvertAll(await Values<T>(group, field), x => x is { } number ? double.CreateTruncating(number) : double.NaN);

    static async Task<double[]> Truths(ParquetRowGroupReader group, DataField field) => Array.ConvertAll(await Values<bool>(group, field), x => x is { } truth ? truth ? 1 : 0 : double.NaN);

    static async Task<T?[]> Values<T>(ParquetRowGroupReader group, DataField field) where T : struct
    {
        var values = new T?[group.RowCount];
        if (field.IsNullable) await group.ReadAsync<T>(field, values.AsMemory());
        else
        {
            var present = new T[group.RowCount];
            await group.ReadAsync<T>(field, present.AsMemory());
            for (int i = 0; i < present.Length; i++) values[i] = present[i];
        }
        return values;
    }

    static PathwiseException NoNumbers(DataField field, string path) =>
        new("PW4005", $"{path}: column '{field.Name}' holds {(field.IsArray ? "lists" : field.ClrType.Name)}", "leave it out, or turn it into a column of numbers");

    static PathwiseException Size(string path, long rows, int columns) =>
        new("PW4006", $"{path}: {rows} rows of {columns} columns", $"tables have between 1 and {Shape.MaximumCount} numbers: split the file");
}
