using System.Globalization;

namespace Pathwise.Graphs.Drawings;

internal sealed partial class Sketcher
{
    /// <summary>Sketches a loop's body in a frame: ports and states above, exits below.</summary>
    sealed class LoopSketcher
    {
        readonly Sketcher _around, _body;
        readonly Node _node;
        readonly Loop _loop;
        readonly string[] _names;

        public LoopSketcher(Sketcher around, Node node, Loop loop)
        {
            (_around, _node, _loop) = (around, node, loop);
            _body = new(around, loop.Body, around._context);
            _names = [.. Enumerable.Range(0, loop.Carries).Select(NameOfCarry)];
        }

        string NameOfCarry(int i)
        {
            if (_loop.Body.Parameters[1 + i].Name is { } name) return Notation.Name(name);
            var output = Through(_loop.Body.Outputs[i]);
            string? folded = output.Inputs.Select(Through).Where(input => !ReferenceEquals(input, _loop.Body.Parameters[1 + i])).Select(input => input.Name).FirstOrDefault();
            return output.Op switch
            {
                Binary<Add> => folded is null ? "sum" : $"Σ{Notation.Name(folded)}",
                Binary<Maximum> => folded is null ? "largest" : $"max({Notation.Name(folded)})",
                _ => _body._context.Letters.Next(),
            };
        }

        public void Sketch()
        {
            var entries = new List<(Mention Outer, Vertex Inner)>();
            var used = _loop.Body.Order.ToHashSet();
            var parameters = _loop.Body.Parameters;
            if (used.Contains(parameters[0])) _body.Add(parameters[0], new(VertexKind.State, "n"), []);
            for (int i = 0; i < _loop.Carries; i++)
            {
                var start = _around.Of(_node.Inputs[i]);
                if (!used.Contains(parameters[1 + i])) continue;
                var state = new Vertex(VertexKind.State, _names[i]) { Note = $"from {(start.Text.Length <= LongestTerm ? start.Text : "a formula")}" };
                _body.Add(parameters[1 + i], state, []);
                entries.AddRange(start.Mentions.Select(mention => (mention, state)));
            }
            for (int i = _loop.Carries; i < _node.Inputs.Length; i++) _body._outside[parameters[1 + i]] = _node.Inputs[i];
            for (int i = 0; i < _loop.Carries; i++) _body._outputs.TryAdd(Through(_loop.Body.Outputs[i]), _names[i] + "′");
            foreach (var node in _loop.Body.Order) _body.Visit(node);

            var exits = Exits();
            entries.AddRange(_body._ports.Select(pair => (new Mention(pair.Key), pair.Value)));
            var vertex = new Vertex(VertexKind.Loop, "loop") { Text = Title(), Body = _body._sketch, Origin = _loop.ToString() };
            _around._sketch.Vertices.Add(vertex);
            _around._loops[_node] = new(vertex, _loop, _names, exits);
            foreach (var (outer, inner) in entries) _around._sketch.Edges.Add(new(outer.Vertex, vertex, null, outer.Exit, inner));
        }

        string Title()
        {
            string steps = $"{_loop.Steps.ToString(CultureInfo.InvariantCulture)} steps{(_loop.Backward ? " back" : "")}";
            return string.Join("\n", [steps, .. _names.Select(name => $"{name} ← {name}′")]);
        }

        Dictionary<int, Vertex> Exits()
        {
            var exits = new Dictionary<int, Vertex>();
            var read = _around._own.Where(node => node.Op is Item && ReferenceEquals(node.Inputs[0], _node)).Select(node => ((Item)node.Op).Index);
            foreach (int index in read.Order())
            {
                int output = index >= _loop.HistoryStart ? index - _loop.HistoryStart : index;
                if (exits.ContainsKey(output)) continue;
                var formula = _body.Of(_loop.Body.Outputs[output]);
                string name = output >= _loop.Carries ? formula.Text : _loop.Body.Parameters[1 + output].Name is null ? _names[output] : $"{_names[output]}(T)";
                var exit = exits[output] = new Vertex(VertexKind.Exit, name.Length <= WorthRepeating ? name : "rows");
                _body._sketch.Vertices.Add(exit);
                foreach (var mention in formula.Mentions) _body._sketch.Edges.Add(new(mention.Vertex, exit, null, mention.Exit));
            }
            return exits;
        }
    }
}
