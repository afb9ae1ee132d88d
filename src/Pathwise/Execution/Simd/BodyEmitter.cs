using System.Reflection.Emit;

namespace Pathwise.Execution;

/// <summary>Bodies: nodes in order, neighbouring elementwise ops on arrays of one size in one loop over their elements.</summary>
internal sealed partial class KernelEmitter
{
    /// <summary>Elementwise ops in one loop over elements: more would not fit the registers.</summary>
    const int MaximumGroup = 64;

    /// <summary>Vectors of a row whose instructions are made side by side: one waits for each of its results, and the numbers of four would not fit the registers.</summary>
    const int Together = 2;

    /// <summary>Scalars computed for one vector of the tile before the next: few enough for the processor to work on both at once.</summary>
    const int MaximumRun = 64;

    /// <param name="scope">What is known.</param>
    /// <param name="body">The nodes.</param>
    /// <param name="hoisted">Those that are computed elsewhere.</param>
    /// <param name="isWhole">Whether the body is the whole graph, whose outputs are stored when they are made.</param>
    /// <param name="mayEnd">Whether it may go on in another method.</param>
    void EmitBody(Scope scope, Graph body, HashSet<Node> hoisted, bool isWhole, bool mayEnd)
    {
        Node[] order = [.. body.Order.Where(node => !hoisted.Contains(node) && node.Op is not Leaf)];
        scope.Items = order.Where(node => node.Op is Item).ToLookup(node => node.Inputs[0]);
        order = WithoutComparedInPlace(scope, order, body.Outputs);
        foreach (var node in order)
            foreach (var input in Operands(scope, node))
            {
                scope.Reads[input] = scope.Reads.GetValueOrDefault(input) + 1;
                if (hoisted.Contains(input)) Import(scope, input);
            }
        foreach (var output in body.Outputs)
        {
            if (hoisted.Contains(output)) { if (!isWhole) Import(scope, output); }
            else if (!isWhole) scope.Reads[output] = scope.Reads.GetValueOrDefault(output) + 1;
        }

        var outputs = body.Outputs.ToHashSet();
        var users = new Dictionary<Node, List<Node>>();
        foreach (var node in order)
            foreach (var input in Operands(scope, node))
            {
                if (!users.TryGetValue(input, out var list)) users[input] = list = [];
                list.Add(node);
            }

        var group = new List<Node>();
        var inGroup = new HashSet<Node>();
        var run = new List<Node>();
        void FlushRun()
        {
            EmitRun(scope, run);
            run.Clear();
        }
        void Flush()
        {
            FlushRun();
            if (group.Count == 0) return;
            EmitGroup(scope, group, node => outputs.Contains(node) || users[node].Exists(user => !inGroup.Contains(user)));
            group.Clear();
            inGroup.Clear();
        }
        foreach (var node in order)
        {
            if (node.Op is Item) continue;
            if (mayEnd && (_mentions > _partMentions || (node.Op is Loop inside && _mentions > 0 && _mentions + MentionsOf(inside) > MostMentions)))
            {
                Flush();
                BeginPart(scope);
            }
            if (node.Op is Elementwise && node.Shape.Count > 1)
            {
                if (group.Count == MaximumGroup || (group.Count > 0 && group[0].Shape.Count != node.Shape.Count)) Flush();
                group.Add(node);
                inGroup.Add(node);
                continue;
            }
            // Nodes that do not read the group or the run may come before it.
            if (Array.Exists(Operands(scope, node), inGroup.Contains)) Flush();
            if (node.Op is Elementwise && node.PerPath)
            {
                run.Add(node);
                if (run.Count == MaximumRun) FlushRun();
                continue;
            }
            if (node.Op is Loop || Array.Exists(Operands(scope, node), run.Contains)) FlushRun();
            Emit(scope, node);
        }
        Flush();
    }

    void Emit(Scope scope, Node node)
    {
        switch (node.Op)
        {
            case Loop loop: EmitLoop(scope, node, loop); break;
            case Elementwise:
                var local = TakeLocals(1);
                var operands = Operands(scope, node);
                Push(node, operands, Array.ConvertAll(operands, operand => scope.Of[operand]), 0, null);
                _il.Emit(OpCodes.Stloc, local[0]);
                Produced(scope, node, new Location.Register(local));
                break;
            default:
                if (Alias(scope, node) is { } alias) Produced(scope, node, alias);
                else Produced(scope, node, EmitArrayOp(scope, node));
                break;
        }
        foreach (var input in Operands(scope, node)) Consumed(scope, input);
    }

    /// <summary>
    /// What a node reads. A selection compares in place: the result of a comparison then goes by a mask register instead of a vector.
    /// </summary>
    static Node[] Operands(Scope scope, Node node) =>
        node.Op is Where && scope.ComparedInPlace.Contains(node.Inputs[0]) ? [.. node.Inputs[0].Inputs, .. node.Inputs[1..]] : node.Inputs;

    /// <summary>Finds the comparisons that only selections read.</summary>
    static Node[] WithoutComparedInPlace(Scope scope, Node[] order, Node[] outputs)
    {
        scope.ComparedInPlace.UnionWith(order.Where(node => node is { Op: Comparison, PerPath: true }));
        scope.ComparedInPlace.ExceptWith(outputs);
        foreach (var node in order)
            for (int i = node.Op is Where ? 1 : 0; i < node.Inputs.Length; i++) scope.ComparedInPlace.Remove(node.Inputs[i]);
        return [.. order.Where(node => !scope.ComparedInPlace.Contains(node))];
    }

    /// <summary>Pushes what an elementwise op makes of its operands.</summary>
    void Push(Node node, Node[] operands, Location[] locations, int v, ElementCounter? counter)
    {
        _mentions += operands.Length + 1;
        if (node.Op is Where) PushSelection(node, operands, locations, v, counter);
        else
        {
            for (int i = 0; i < operands.Length; i++) Load(operands[i], locations[i], v, counter);
            _vectors.Apply(_il, (Elementwise)node.Op);
        }
    }

    /// <summary>A selection, which is the smaller or the larger of two, or a value or 0, by one instruction where it is that.</summary>
    void PushSelection(Node node, Node[] operands, Location[] locations, int v, ElementCounter? counter)
    {
        int compared = operands.Length - 2, taken = compared, other = taken + 1;
        void Operand(int i) => Load(operands[i], locations[i], v, counter);
        void Condition()
        {
            for (int i = 0; i < compared; i++) Operand(i);
            if (compared == 2) _vectors.Apply(_il, (Elementwise)node.Inputs[0].Op);
        }
        bool Same(int i, int j) => ReferenceEquals(operands[i], operands[j]) || (locations[i] is Location.Number x && locations[j] is Location.Number y && x.Value.Equals(y.Value) && x.Value != 0);
        // Mask registers leave out what is not taken by themselves.
        bool IsZero(int i) => !_vectors.HasMaskRegisters && locations[i] is Location.Number { Value: 0 } zero && !double.IsNegative(zero.Value);

        bool isLess = compared == 2 && node.Inputs[0].Op == Comparison.Less && _vectors.HasLesser;
        if (isLess && Same(0, taken) && Same(1, other))
        {
            Operand(taken);
            Operand(other);
            _vectors.Lesser(_il);
        }
        else if (isLess && Same(0, other) && Same(1, taken))
        {
            Operand(taken);
            Operand(other);
            _vectors.Greater(_il);
        }
        else if (IsZero(other))
        {
            Operand(taken);
            Condition();
            _vectors.WhereTrue(_il);
        }
        else if (IsZero(taken))
        {
            Operand(other);
            Condition();
            _vectors.WhereFalse(_il);
        }
        else
        {
            Condition();
            Operand(taken);
            Operand(other);
            _vectors.Apply(_il, (Elementwise)node.Op);
        }
    }

    /// <summary>Emits scalars, all of them for one vector of the tile before the next, so that what is in between stays in registers.</summary>
    void EmitRun(Scope scope, List<Node> run)
    {
        var plan = new List<Planned>();
        foreach (var node in run)
        {
            var operands = Operands(scope, node);
            var locations = Array.ConvertAll(operands, operand => scope.Of[operand]);
            var locals = TakeLocals(_perPass);
            plan.Add(new(node, operands, locations, locals, scope.Stores.GetValueOrDefault(node) ?? []));
            scope.Stores.Remove(node);
            Produced(scope, node, new Location.Register(locals));
            foreach (var operand in operands) Consumed(scope, operand);
        }
        EmitPlan(plan, 1, null);
    }

    /// <summary>An elementwise op, where its operands are, and where its result goes: locals, and rows if something reads it there.</summary>
    sealed record Planned(Node Node, Node[] Operands, Location[] Locations, LocalBuilder[] To, List<Location.Tile> Stores);

    /// <summary>Emits ops for some vectors of the tile side by side before the next.</summary>
    void EmitPlan(List<Planned> plan, int together, ElementCounter? counter)
    {
        for (int first = 0; first < _perPass; first += together)
            foreach (var (node, operands, locations, to, stores) in plan)
                for (int v = first; v < Math.Min(first + together, _perPass); v++)
                {
                    Push(node, operands, locations, v, counter);
                    _il.Emit(OpCodes.Stloc, to[v]);
                    foreach (var rows in stores)
                    {
                        Address(rows, v * _vectors.Bytes, counter);
                        _il.Emit(OpCodes.Ldloc, to[v]);
                        _vectors.Store(_il);
                    }
                }
    }

    void EmitGroup(Scope scope, List<Node> group, Func<Node, bool> isRead)
    {
        var rows = new Dictionary<Node, Location.Tile>();
        foreach (var node in group)
            if (isRead(node)) rows[node] = scope.Stores.TryGetValue(node, out var stores) ? stores[0] : Allocate(node.Shape.Count);
        ForElements(group[0].Shape.Count, counter =>
        {
            var left = new Dictionary<Node, int>();
            foreach (var node in group)
                foreach (var input in Operands(scope, node)) left[input] = left.GetValueOrDefault(input) + 1;
            var plan = new List<Planned>();
            foreach (var node in group)
            {
                var operands = Operands(scope, node);
                var locals = TakeLocals(_perPass);
                plan.Add(new(node, operands, Array.ConvertAll(operands, operand => scope.Of[operand]), locals, rows.TryGetValue(node, out var tile) ? [tile] : []));
                scope.Of[node] = new Location.Register(locals);
                foreach (var used in operands.Append(node))
                    if (group.Contains(used) && (used == node ? left.GetValueOrDefault(node) == 0 : --left[used] == 0)) Release((Location.Register)scope.Of[used]);
            }
            EmitPlan(plan, Together, counter);
        });
        foreach (var (node, tile) in rows) Produced(scope, node, tile);
        foreach (var node in group)
            foreach (var input in Operands(scope, node))
                if (!group.Contains(input)) Consumed(scope, input);
    }

    /// <summary>Notes where a node's value is, and stores it where it must also be.</summary>
    void Produced(Scope scope, Node node, Location location)
    {
        scope.Of[node] = location;
        if (scope.Stores.TryGetValue(node, out var stores))
            foreach (var rows in stores) if (!rows.Equals(location)) StoreRows(node, location, rows);
        if (location is not Location.Register register) return;
        // A register that another scope owns, or that an alias shares, is counted where it was taken.
        if (scope.Pending.TryGetValue(register, out int pending)) scope.Pending[register] = pending + scope.Reads.GetValueOrDefault(node);
        else if (!_foreign.Contains(register)) scope.Pending[register] = scope.Reads.GetValueOrDefault(node);
        if (scope.Pending.TryGetValue(register, out pending) && pending == 0) Drop(scope, register);
    }

    void Consumed(Scope scope, Node input)
    {
        if (!scope.Of.TryGetValue(input, out var location) || location is not Location.Register register) return;
        if (!scope.Pending.TryGetValue(register, out int pending)) return;
        if (pending == 1) Drop(scope, register); else scope.Pending[register] = pending - 1;
    }

    void Drop(Scope scope, Location.Register register)
    {
        scope.Pending.Remove(register);
        Release(register);
    }

    /// <summary>Registers that outlive the body being emitted: carries and captured values of the loops around.</summary>
    readonly HashSet<Location.Register> _foreign = [];

    /// <summary>The location of a node that is only another view of its operand; null where there is something to compute.</summary>
    Location? Alias(Scope scope, Node node)
    {
        var operand = node.Inputs[0];
        var location = scope.Of[operand];
        if (node.Op is ToPaths) return location;
        if (node.Op is not Layout layout) return null;
        if (node.Op is BroadcastTo && operand.Shape.Count == 1)
        {
            return location is Location.Register or Location.Number ? location : Loaded(operand, location, operand.PerPath);
        }
        if (location is Location.Number && node.Op is not (Pad or Concatenate)) return location;
        var map = layout.Map(node);
        for (int e = 0; e < map.Length; e++) if (map[e].Input != 0 || map[e].Element != map[0].Element + e) return null;
        return location switch
        {
            Location.Shared shared => shared with { First = shared.First + map[0].Element },
            Location.Tile tile => tile with { Offset = tile.Offset + (long)map[0].Element * TileOperations.RowBytes },
            _ => location,
        };
    }
}
