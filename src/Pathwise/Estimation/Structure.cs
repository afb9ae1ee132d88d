using System.Globalization;
using System.Reflection;

namespace Pathwise.Estimation;

/// <summary>
/// How a user's type holds its reals: a <see cref="Real"/>, an array of such, or a record whose constructor takes such, nested at will.
/// Leaves are named by their path, as in <c>Layers[0].Weight</c>.
/// </summary>
internal abstract class Structure
{
    public abstract void Flatten(object? value, string name, List<(string Name, Real Value)> leaves);
    public abstract object Build(object? like, Queue<Real> leaves);

    public static Structure Of(Type type)
    {
        if (type == typeof(Real)) return new Leaf();
        if (type.IsArray && type.GetArrayRank() == 1) return new Array(type.GetElementType()!);
        var constructor = type.GetConstructors().OrderByDescending(c => c.GetParameters().Length).FirstOrDefault(c => c.GetParameters().Length > 0
            && c.GetParameters().All(p => type.GetProperty(p.Name!) is not null));
        if (constructor is null)
            throw new PathwiseException("PW0023", $"{type.Name} cannot hold parameters", "use a record whose constructor takes Real, arrays of Real, or such records");
        return new Record(type, constructor);
    }

    static object Given(object? value, string name) => value
        ?? throw new PathwiseException("PW0023", $"{(name.Length == 0 ? "the parameters" : name)}: null where reals are expected", "give every array and record a value");

    public List<(string Name, Real Value)> Flatten(object? value)
    {
        var leaves = new List<(string, Real)>();
        Flatten(value, "", leaves);
        return leaves;
    }

    sealed class Leaf : Structure
    {
        public override void Flatten(object? value, string name, List<(string Name, Real Value)> leaves) => leaves.Add((name.Length == 0 ? "parameter" : name, (Real)value!));
        public override object Build(object? like, Queue<Real> leaves) => leaves.Dequeue();
    }

    sealed class Array(Type element) : Structure
    {
        readonly Structure _element = Of(element);

        public override void Flatten(object? value, string name, List<(string Name, Real Value)> leaves)
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

    sealed class Record(Type type, ConstructorInfo constructor) : Structure
    {
        readonly ConstructorInvoker _constructor = ConstructorInvoker.Create(constructor);
        readonly (string Name, MethodInvoker Get, Structure Structure)[] _members =
            [.. constructor.GetParameters().Select(p => (p.Name!, MethodInvoker.Create(type.GetProperty(p.Name!)!.GetMethod!), Of(p.ParameterType)))];

        public override void Flatten(object? value, string name, List<(string Name, Real Value)> leaves)
        {
            foreach (var (member, get, structure) in _members)
                structure.Flatten(get.Invoke(Given(value, name)), name.Length == 0 ? member : $"{name}.{member}", leaves);
        }

        public override object Build(object? like, Queue<Real> leaves) =>
            _constructor.Invoke(System.Array.ConvertAll(_members, member => (object?)member.Structure.Build(member.Get.Invoke(like), leaves)));
    }
}
