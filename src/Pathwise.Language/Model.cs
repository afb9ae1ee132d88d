using System.Text;
using Pathwise.Estimation;
using Pathwise.Graphs;
using Pathwise.Ops;

namespace Pathwise.Language;

/// <summary>A model file, read, checked and lowered to a program.</summary>
internal sealed class Model
{
    public const int MaximumBytes = 1 << 20;

    readonly Builder _builder;
    readonly string _text;

    Model(string file, string text, StochasticProgram program, Builder builder) => (File, _text, Program, _builder) = (file, text, program, builder);

    public string File { get; }
    public StochasticProgram Program { get; }

    /// <summary>The sde blocks, in order.</summary>
    public IReadOnlyList<SdeBlock> Sdes => _builder.Sdes;

    /// <summary>The first block, which commands about equations speak of.</summary>
    public SdeBlock Sde => Sdes is [var first, ..] ? first : throw Errors.Sde(new(File, 1, 1), "the model has no sde block", "give a model with equations");

    /// <summary>A formula in the states of the model's block, its names and t.</summary>
    public Func<Real, Real[], Real> Formula(string text) => _builder.Formula(text, Sde);

    /// <summary>The model's name: its file's, without directory and extension.</summary>
    public string Name => Path.GetFileNameWithoutExtension(File);

    /// <summary>The number of a value that depends on parameters alone, at theirs; null for one that depends on noise.</summary>
    public double? ValueOf(Real value) => ProgramParameter.Evaluate(value.Node, Program.Parameters) is [var number] ? number : null;

    public static Model Read(string file)
    {
        if (Directory.Exists(file)) throw Errors.Unreadable(file, "is a directory", "name a model file (.pw)");
        if (!System.IO.File.Exists(file)) throw Errors.Unreadable(file, "there is no such file", Near(file) is { } near ? $"did you mean '{near}'?" : "check the path");
        byte[] bytes;
        try
        {
            using var stream = System.IO.File.OpenRead(file);
            var buffer = new byte[MaximumBytes + 1];
            int read = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            if (read > MaximumBytes) throw Errors.Unreadable(file, "is larger than 1 MB", "a model is a short text");
            bytes = buffer[..read];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { throw Errors.Unreadable(file, "cannot be read", e.Message); }
        string text;
        try { text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes); }
        catch (DecoderFallbackException) { throw Errors.Unreadable(file, "is not a text in UTF-8", "a model is a text file"); }
        return Parse(text, file);
    }

    /// <summary>A model file in the same folder whose name is nearly this one.</summary>
    static string? Near(string file)
    {
        string folder = Path.GetDirectoryName(file) ?? "";
        try
        {
            string[] models = [.. Directory.EnumerateFiles(folder.Length == 0 ? "." : folder, "*.pw").Take(1000).Select(model => Path.GetFileName(model))];
            string name = Path.GetFileName(file);
            string? near = models.FirstOrDefault(model => model == name + ".pw") ?? Suggestion.For(name, models);
            return near is null ? null : Path.Combine(folder, near);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException) { return null; }
    }

    public static Model Parse(string text, string file)
    {
        if (text.Length > MaximumBytes) throw Errors.Unreadable(file, "is larger than 1 MB", "a model is a short text");
        if (text.Contains('\0', StringComparison.Ordinal)) throw Errors.Unreadable(file, "is a binary file", "a model is a text file");
        var builder = Built(text, file, null, []);
        return new Model(file, text, builder.Program, builder);
    }

    static Builder Built(string text, string file, MotionOf? motion, IReadOnlyList<ProgramParameter> parameters)
    {
        // Statements may be long, and their trees as deep. A level of a tree takes a character or more of text and well under 4 kB of stack.
        int stack = (int)Math.Min(256 << 20, (8 << 20) + 4096L * text.Length);
        Builder? builder = null;
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                var building = new Builder(file, motion, parameters);
                building.Build(text.TrimStart('\uFEFF'));
                builder = building;
            }
            catch (Exception e) { failure = e; }
        }, stack);
        thread.Start();
        thread.Join();
        if (failure is not null) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        return builder!;
    }

    /// <summary>
    /// The model's result and its equations' paths, solved along Brownian motions on grids of so many steps, looked at in runs of so many: all along the same noise.
    /// </summary>
    public (Real Result, IReadOnlyList<SdeBlock> Sdes)[] Along(int steps, params int[] parts) =>
        [.. parts.Select(run => Built(_text, File, new(steps, run), Program.Parameters)).Select(builder => (builder.Program.Traced.AsReal(), (IReadOnlyList<SdeBlock>)builder.Sdes))];

    /// <summary>A program of this model's parameters, at their values.</summary>
    public StochasticProgram ProgramOf(string name, Real result) => new(name, result.Node, Program.Parameters);

    /// <summary>The program with some parameters set to other values.</summary>
    public Model With(IEnumerable<(string Name, double Value)> settings)
    {
        double[][] values = [.. Program.Parameters.Select(p => p.Value)];
        foreach (var (name, value) in settings)
        {
            int index = Program.Parameters.ToList().FindIndex(p => p.Name == name);
            if (index < 0)
            {
                string? near = Suggestion.For(name, Program.Parameters.Select(p => p.Name));
                throw Errors.Override($"the model has no parameter '{name}'", near is null ? $"its parameters are {string.Join(", ", Program.Parameters.Select(p => p.Name))}" : $"did you mean '{near}'?");
            }
            if (!double.IsFinite(value)) throw Errors.Override($"the value of '{name}' is not a finite number", "give a finite number");
            values[index] = [value];
        }
        return new(File, _text, Program.At(values), _builder);
    }

    /// <summary>Lowers the statements of one file in their order.</summary>
    sealed class Builder
    {
        readonly string _file;
        readonly Dictionary<string, Meaning> _scope = new(StringComparer.Ordinal) { ["pi"] = new Scalar("the number π", default, Constant.Of(Math.PI), true) };
        readonly Dictionary<string, Place> _later = new(StringComparer.Ordinal);
        readonly List<ProgramParameter> _parameters = [];
        readonly Noise _noise = new();
        readonly Lowering _lowering;
        ExpectStatement? _expect;
        Node? _result;

        public List<SdeBlock> Sdes { get; } = [];

        /// <summary>Draws and correlations, whether or not the result uses them.</summary>
        readonly List<Node> _stated = [];

        readonly MotionOf? _motion;
        readonly IReadOnlyList<ProgramParameter> _known;

        /// <param name="file">The model's file.</param>
        /// <param name="motion">The Brownian motions to solve along, instead of increments of each step.</param>
        /// <param name="known">Parameters to use again, with their values.</param>
        public Builder(string file, MotionOf? motion, IReadOnlyList<ProgramParameter> known)
        {
            (_file, _motion, _known) = (file, motion, known);
            _lowering = new(_scope, _later);
        }

        public StochasticProgram Program { get; private set; } = null!;

        public void Build(string text)
        {
            var statements = new StatementParser(_file).Parse(Tokens.Read(text, _file));
            foreach (var name in statements.SelectMany(Defined)) _later.TryAdd(name.Identifier, name.Place);
            foreach (var statement in statements) Lower(statement);
            if (_expect is null) throw Errors.Expect(new(_file, 1, 1), "the model has no expectation", "add a line such as 'expect value = …'");
            Program = new StochasticProgram(_expect.Name.Identifier, _result!, _parameters, stated: _stated);
        }

        public Func<Real, Real[], Real> Formula(string text, SdeBlock block)
        {
            if (new StatementParser("formula").Parse(Tokens.Read($"f = {text}", "formula")) is not [Definition definition]) throw Errors.Syntax(new("formula", 1, 1), $"'{text}' is not one expression");
            return (t, x) => _lowering.Number(definition.Value, block, t, x);
        }

        static IEnumerable<Name> Defined(Statement statement) => statement switch
        {
            ParameterStatement p => p.Definitions.Select(d => d.Name),
            ConstantStatement c => c.Definitions.Select(d => d.Name),
            Definition d => [d.Name],
            DrawStatement d => [d.Name],
            SdeStatement s => s.Body.SelectMany(b => b switch { Equation e => (Name[])[e.State], Definition d => [d.Name], DrawStatement d => [d.Name], _ => [] }),
            _ => [],
        };

        void Define(Name name, Meaning meaning)
        {
            if (FunctionTable.IsKnown(name.Identifier)) throw Errors.Redefined(name.Place, name.Identifier, "a function");
            if (name.Identifier == "t") throw Errors.Redefined(name.Place, "t", "the time inside sde blocks");
            if (_scope.TryGetValue(name.Identifier, out var known))
                throw Errors.Redefined(name.Place, name.Identifier, known.Place.IsKnown ? $"defined on line {known.Place.Line}" : known.What);
            _scope[name.Identifier] = meaning;
        }

        void Lower(Statement statement)
        {
            using var at = Place.At(statement.Place);
            switch (statement)
            {
                case ParameterStatement parameters:
                    foreach (var (name, value) in parameters.Definitions)
                    {
                        double number = _lowering.Constant(value, $"the value of parameter '{name.Identifier}'");
                        var parameter = _known.FirstOrDefault(p => p.Name == name.Identifier)
                            ?? new(name.Identifier, Node.Leaf(new Parameter(Shape.Scalar, name.Identifier), perPath: false, name.Place, name.Identifier), [number]);
                        Define(name, new Scalar("a parameter", name.Place, parameter.Node, false));
                        _parameters.Add(parameter);
                    }
                    break;
                case ConstantStatement constants:
                    foreach (var (name, value) in constants.Definitions)
                        Define(name, new Scalar("a constant", name.Place, Constant.Of(_lowering.Constant(value, $"constant '{name.Identifier}'")), true));
                    break;
                case Definition definition:
                    var defined = _lowering.Number(definition.Value);
                    Define(definition.Name, new Scalar("a name", definition.Name.Place, Known(defined.Node, definition.Name.Identifier), false));
                    break;
                case DrawStatement draw: Draw(draw); break;
                case SdeStatement sde:
                    var (block, stated) = new SdeLowering(_lowering, _noise, Define, _motion).Lower(sde);
                    Sdes.Add(block);
                    _stated.AddRange(stated);
                    break;
                case ExpectStatement expect:
                    if (_expect is not null) throw Errors.Expect(expect.Place, $"a second expectation; the first is on line {_expect.Place.Line}", "keep one expectation in a model");
                    if (ExpressionParser.IsReserved(expect.Name.Identifier)) throw Errors.Redefined(expect.Name.Place, expect.Name.Identifier, "a reserved word");
                    _result = Known(_lowering.Number(expect.Value).Node, expect.Name.Identifier);
                    _expect = expect;
                    break;
            }
        }

        static Node Known(Node node, string name)
        {
            node.Name ??= name;
            return node;
        }

        void Draw(DrawStatement draw)
        {
            var call = draw.Distribution;
            if (draw.Estimator is { } name && !Estimators.ByName.ContainsKey(name.Identifier)) throw Errors.Unknown(name.Place, "estimator", name.Identifier, Estimators.ByName.Keys);
            var distribution = _lowering.Law(call);
            using var at = Place.At(draw.Name.Place);
            var sample = distribution.Sample(_noise[draw.Name.Identifier]);
            if (draw.Detached) sample = sample.Detach();
            if (draw.Estimator is { } estimator) sample = sample.By(Estimators.ByName[estimator.Identifier]);
            sample.Node.Name = draw.Name.Identifier;
            _stated.Add(sample.Node);
            Define(draw.Name, new Scalar("a draw", draw.Name.Place, sample.Node, false));
        }
    }
}
