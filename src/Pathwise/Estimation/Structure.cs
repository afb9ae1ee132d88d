using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;

namespace Pathwise.Estimation;

/// <summary>A real that a user's type holds, by its path.</summary>
internal sealed record NamedReal(string Name, Real Value);

/// <summary>
/// How a user's type holds its reals: a <see cref="Real"/>, an array of such, or a record whose constructor takes such, nested at will.
/// Leaves are named by their path, as in <c>Layers[0].Weight</c>. Records may hold settings too (whole numbers, <c>bool</c>, <c>double</c>, <c>string</c>, enumerations, arrays of
/// these): they are no parameters, are kept as they are, and belong to the key under which a traced program is known, as it may depend on them in any way. A member of an abstract type or an interface holds a record of some
/// type, which counts as a setting.
/// </summary>
internal abstract class Structure
{
    public abstract void Flatten(object? value, string name, List<NamedReal> leaves);
    public abstract object Build(object? like, Queue<Real> leaves);

    /// <summary>Whether values of the type can hold reals at all.</summary>
    protected abstract bool HoldsReals { get; }

    /// <summary>Whether values of the type can hold settings.</summary>
    public abstract bool HoldsSettings { get; }

    protected abstract void Collect(object? value, string name, List<(string Name, object? Value)> settings);

    /// <summary>The structure of parameters or of a row of data. One without a single real is refused: its numbers would be taken for settings, and a gradient in nothing returned.</summary>
    public static Structure Of(Type type) => Part(type) is { HoldsReals: true } structure ? structure
        : throw new PathwiseException("PW0023", $"{type.Name} holds no Real", "give what is differentiated the type Real: numbers, text and enumerations in a record are settings");

    static bool IsSetting(Type type) => type == typeof(int) || type == typeof(long) || type == typeof(bool) || type == typeof(double) || type == typeof(string) || type.IsEnum;

    static Structure Part(Type type)
    {
        if (type == typeof(Real)) return new Leaf();
        if (IsSetting(type)) return new Setting();
        if (type.IsArray && type.GetArrayRank() == 1) return new Array(type.GetElementType()!);
        if (type.IsAbstract) return new Open();
        var constructor = type.GetConstructors().OrderByDescending(c => c.GetParameters().Length).FirstOrDefault(c => c.GetParameters().Length > 0
            && c.GetParameters().All(p => type.GetProperty(p.Name!) is not null));
        if (constructor is null)
            throw new PathwiseException("PW0023", $"{type.Name} cannot hold parameters", "use a record whose constructor takes Real, arrays of Real, such records, and settings (int, long, bool, double, string, enumerations)");
        return new Record(type, constructor);
    }

    static object Given(object? value, string name) => value
        ?? throw new PathwiseException("PW0023", $"{(name.Length == 0 ? "the parameters" : name)}: null where reals are expected", "give every array and record a value");

    public List<NamedReal> Flatten(object? value)
    {
        var leaves = new List<NamedReal>();
        Flatten(value, "", leaves);
        return leaves;
    }

    /// <summary>All settings by name. Numbers are kept by their bits, so that 0 and −0 are different settings and NaN is one.</summary>
    public List<(string Name, object? Value)> Settings(object? value)
    {
        var settings = new List<(string, object?)>();
        if (HoldsSettings) Collect(value, "", settings);
        return settings;
    }

    sealed class Leaf : Structure
    {
        protected override bool HoldsReals => true;
        public override bool HoldsSettings => false;
        protected override void Collect(object? value, string name, List<(string Name, object? Value)> settings) { }
        public override void Flatten(object? value, string name, List<NamedReal> leaves) => leaves.Add(new(name.Length == 0 ? "parameter" : name, (Real)value!));
        public override object Build(object? like, Queue<Real> leaves) => leaves.Dequeue();
    }

    sealed class Setting : Structure
    {
        protected override bool HoldsReals => false;
        public override bool HoldsSettings => true;
        public override void Flatten(object? value, string name, List<NamedReal> leaves) { }
        protected override void Collect(object? value, string name, List<(string Name, object? Value)> settings) =>
            settings.Add((name, value is double number ? BitConverter.DoubleToInt64Bits(number) : value));
        public override object Build(object? like, Queue<Real> leaves) => like!;
    }

    /// <summary>A value of an abstract type: what it holds is known when it is there.</summary>
    sealed class Open : Structure
    {
        static readonly ConcurrentDictionary<Type, Structure> s_known = new();

        protected override bool HoldsReals => true;
        public override bool HoldsSettings => true;

        static Structure Of(object? value, string name) => s_known.GetOrAdd(Given(value, name).GetType(), Part);

        protected override void Collect(object? value, string name, List<(string Name, object? Value)> settings)
        {
            var structure = Of(value, name);
            settings.Add((name, value!.GetType()));
            if (structure.HoldsSettings) structure.Collect(value, name, settings);
        }

        public override void Flatten(object? value, string name, List<NamedReal> leaves) => Of(value, name).Flatten(value, name, leaves);
        public override object Build(object? like, Queue<Real> leaves) => Of(like, "").Build(like, leaves);
    }

    sealed class Array(Type element) : Structure
    {
        readonly Structure _element = Part(element);

        protected override bool HoldsReals => _element.HoldsReals;
        public override bool HoldsSettings => _element.HoldsSettings;

        protected override void Collect(object? value, string name, List<(string Name, object? Value)> settings)
        {
            if (!HoldsSettings) return;
            int i = 0;
            foreach (object? item in (System.Array)Given(value, name)) _element.Collect(item, $"{name}[{(i++).ToString(CultureInfo.InvariantCulture)}]", settings);
        }

        public override void Flatten(object? value, string name, List<NamedReal> leaves)
        {
            int i = 0;
            foreach (object? item in (System.Array)Given(value, name)) _element.Flatten(item, $"{name}[{(i++).ToString(CultureInfo.InvariantCulture)}]", leaves);
        }

        public override object Build(object? like, Queue<Real> leaves)
        {
            var source = (System.Array)like!;
            var built = System.Array.CreateInstance(element, source.Length);
            for (int i = 0; i < source.Length; i++) built.SetValue(_element.Build(source.GetValue(i), leaves), i);
            return built;
        }
    }

    sealed record Member(string Name, MethodInvoker Get, Structure Structure);

    sealed class Record(Type type, ConstructorInfo constructor) : Structure
    {
        readonly ConstructorInvoker _constructor = ConstructorInvoker.Create(constructor);
        readonly Member[] _members =
            [.. constructor.GetParameters().Select(p => new Member(p.Name!, MethodInvoker.Create(type.GetProperty(p.Name!)!.GetMethod!), Part(p.ParameterType)))];

        protected override bool HoldsReals => System.Array.Exists(_members, member => member.Structure.HoldsReals);
        public override bool HoldsSettings => System.Array.Exists(_members, member => member.Structure.HoldsSettings);

        protected override void Collect(object? value, string name, List<(string Name, object? Value)> settings)
        {
            foreach (var (member, get, structure) in _members)
                if (structure.HoldsSettings) structure.Collect(get.Invoke(Given(value, name)), name.Length == 0 ? member : $"{name}.{member}", settings);
        }

        public override void Flatten(object? value, string name, List<NamedReal> leaves)
        {
            foreach (var (member, get, structure) in _members)
                structure.Flatten(get.Invoke(Given(value, name)), name.Length == 0 ? member : $"{name}.{member}", leaves);
        }

        public override object Build(object? like, Queue<Real> leaves) =>
            _constructor.Invoke(System.Array.ConvertAll(_members, member => (object?)member.Structure.Build(member.Get.Invoke(like), leaves)));
    }
}
