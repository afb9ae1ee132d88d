namespace Pathwise.Language;

/// <summary>The errors of model files. Each has a page in docs/errors.</summary>
internal static class Errors
{
    public static PathwiseException Unreadable(string file, string why, string cure) => new("PW1001", $"{file}: {why}", cure);

    public static PathwiseException Limit(Place place, string what, string cure) => new("PW1002", what, cure, place);

    public static PathwiseException Syntax(Place place, string what, string? cure = null) => new("PW1003", what, cure ?? "see the grammar in docs/language.md", place);

    public static PathwiseException Unknown(Place place, string kind, string name, IEnumerable<string> known)
    {
        string[] names = [.. known.Order(StringComparer.Ordinal)];
        string cure = Suggestion.For(name, names) is { } near ? $"did you mean '{near}'?"
            : names.Length is > 0 and <= 12 ? $"known here: {string.Join(", ", names)}" : "define it first, or see docs/language.md for what is known";
        return new("PW1004", $"unknown {kind} '{name}'", cure, place);
    }

    public static PathwiseException UsedBefore(Place place, string name, Place later) =>
        new("PW1005", $"'{name}' is used before it is defined", $"its definition is on line {later.Line}: definitions come before their uses, and may not go round in a circle", place);

    public static PathwiseException Redefined(Place place, string name, string as_) =>
        new("PW1006", $"'{name}' is already {as_}", "choose another name", place);

    public static PathwiseException Arguments(Place place, string function, string expected, int found) =>
        new("PW1007", $"{function} takes {expected}, found {found}", "see docs/language.md for functions, laws and their arguments", place);

    public static PathwiseException Kind(Place place, string expected, string found, string? cure = null) => new("PW1008", $"found {found}, expected {expected}", cure ?? "conditions come from comparisons, numbers from everything else", place);

    public static PathwiseException DivisionByZero(Place place) => new("PW1009", "division by zero", "the divisor is a constant that is 0", place);

    public static PathwiseException NotConstant(Place place, string what) => new("PW1010", $"{what} must be a constant", "use numbers and const names", place);

    public static PathwiseException NotFinite(Place place, string what) => new("PW1011", $"{what} is not a finite number", "keep constants inside the domain of their functions", place);

    public static PathwiseException Sde(Place place, string what, string cure) => new("PW1012", what, cure, place);

    public static PathwiseException Calculus(Place place, string what, string cure) => new("PW2005", what, cure, place);

    public static PathwiseException Expect(Place place, string what, string cure) => new("PW1013", what, cure, place);

    public static PathwiseException State(Place place, string name) =>
        new("PW1014", $"'{name}' is a path, not a number", $"write {name}(T) for its value at the end, or a functional of the path such as mean({name})", place);

    public static PathwiseException Override(string what, string cure) => new("PW1015", what, cure);
}
