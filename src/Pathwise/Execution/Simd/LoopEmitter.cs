using System.Reflection.Emit;
using System.Runtime.Intrinsics.Arm;

namespace Pathwise.Execution;

/// <summary>
/// Loops: the body is emitted once. Scalar carries stay in registers from step to step; rows of scanned, collected and saved arrays are found
/// by one offset for each size of row. A body too large for one method is several, which the loop calls; what goes in and out, and offsets, then go by memory.
/// </summary>
internal sealed partial class KernelEmitter
{
    /// <summary>Where the loops that are being emitted are.</summary>
    readonly List<StepOffset> _steps = [];

    /// <summary>Whether a loop's body of so many mentions is methods of its own.</summary>
    bool IsDivided(int mentions) => _mayDivideLoops && mentions > MostMentions;

    /// <summary>Mentions of locals in the method that a loop is emitted in. (A body is counted once, however deep it lies.)</summary>
    int MentionsOf(Loop loop)
    {
        int mentions = MentionsOfBody(loop);
        return IsDivided(mentions) ? 0 : mentions;
    }

    int MentionsOfBody(Loop loop) => loop.Body.Order.Sum(node => node.Op is Loop inside ? MentionsOf(inside) : node.Op is Elementwise ? _perPass * (node.Inputs.Length + 1) : 0);

    void EmitLoop(Scope outer, Node node, Loop loop)
    {
        var body = loop.Body;
        var inner = new Scope();
        // Registers are a method's own: where the body is other methods, all that goes in and out goes by memory.
        bool isDivided = IsDivided(MentionsOfBody(loop));
        int stepsAround = _steps.Count;
        // The offsets of the current step in arrays of one size of row, from the step of the loop around.
        var offsets = new List<StepOffset>();
        var held = new List<Location.Register>();
        var readItems = outer.Items[node].Select(item => ((Item)item.Op).Index).ToHashSet();
        var reads = Graph.OrderOf(body.Outputs).SelectMany(n => n.Inputs).Concat(body.Outputs).ToHashSet();

        var steps = loop.Limit is { } limit ? LargestLane(node.Inputs[loop.CapturedStart + limit], outer.Of[node.Inputs[loop.CapturedStart + limit]]) : null;

        // Captured values, then carries, then the rows of this step. Captured values in memory are operands there, so that registers are left for what changes.
        Location Captured(Node value) => isDivided && outer.Of[value] is Location.Register register ? Rows(value, register) : Foreign(outer.Of[value]);
        for (int i = loop.CapturedStart; i < node.Inputs.Length; i++) inner.Of[body.Parameters[1 + i]] = Captured(node.Inputs[i]);
        var carries = new Location[loop.Carries];
        var inMemory = SumsInMemory(loop);
        for (int i = 0; i < loop.Carries; i++)
        {
            var parameter = body.Parameters[1 + i];
            var initial = outer.Of[node.Inputs[i]];
            if (body.Outputs[i].Op is ProductOverPaths) carries[i] = AllocateSums(parameter.Shape);
            else if (parameter.Shape.Count == 1 && !isDivided && !inMemory.Contains(i)) carries[i] = Hold(node.Inputs[i], initial, parameter.PerPath, held);
            else StoreRows(node.Inputs[i], initial, (Location.Tile)(carries[i] = Allocate(parameter.Shape.Count)));
            inner.Of[parameter] = carries[i];
        }
        for (int i = 0; i < loop.Scans; i++)
        {
            var parameter = body.Parameters[1 + loop.Carries + i];
            inner.Of[parameter] = outer.Of[node.Inputs[loop.Carries + i]] switch
            {
                Location.Tile tile => tile with { Step = Step(tile.Step, (long)parameter.Shape.Count * TileOperations.RowBytes) },
                Location.Shared shared => shared with { Step = Step(shared.Step, (long)parameter.Shape.Count * _vectors.ElementBytes) },
                _ => Captured(node.Inputs[loop.Carries + i]),
            };
        }
        Location.Tile? Saved(int item, Node row) => readItems.Contains(item)
            ? Allocate((long)loop.Steps * row.Shape.Count) with { Step = Step(null, (long)row.Shape.Count * TileOperations.RowBytes) } : null;
        var history = Enumerable.Range(0, loop.Carries).Select(i => Saved(loop.HistoryStart + i, body.Parameters[1 + i])).ToArray();
        var collected = Enumerable.Range(0, loop.Collects).Select(i => Saved(loop.Carries + i, body.Outputs[loop.Carries + i])).ToArray();

        // What a step computes to be collected is computed where it is kept.
        var constant = body.Independent(leaf => leaf.IsConstant);
        bool IsComputed(Node output) => output.Op is not Leaf && !constant.Contains(output);
        for (int i = 0; i < loop.Collects; i++)
            if (collected[i] is { } rows && IsComputed(body.Outputs[loop.Carries + i])) inner.StoresOf(body.Outputs[loop.Carries + i]).Add(rows);

        var inPlace = new HashSet<int>();
        for (int i = 0; i < loop.Carries; i++)
            if (carries[i] is Location.Tile rows && IsComputed(body.Outputs[i]) && MayTakeItsPlace(body, i) && inPlace.Add(i)) inner.StoresOf(body.Outputs[i]).Insert(0, rows);

        LocalBuilder? index = loop.Counter is not null || reads.Contains(body.Parameters[0]) ? _il.DeclareLocal(_vectors.Type) : null;
        if (index is not null)
        {
            if (steps is null || !loop.Backward) _vectors.Number(_il, loop.Backward ? loop.Steps - 1 : 0);
            else _vectors.NumberBefore(_il, steps);
            _il.Emit(OpCodes.Stloc, index);
            var register = new Location.Register([index]);
            _foreign.Add(register);
            inner.Of[body.Parameters[0]] = isDivided ? Allocate(1) : register;
        }
        var left = _il.DeclareLocal(typeof(int));
        if (steps is null) _il.Emit(OpCodes.Ldc_I4, loop.Steps); else _il.Emit(OpCodes.Ldloc, steps);
        _il.Emit(OpCodes.Stloc, left);
        var (start, end) = (_il.DefineLabel(), _il.DefineLabel());
        if (steps is not null)
        {
            _il.Emit(OpCodes.Ldloc, left);
            _il.Emit(OpCodes.Brfalse, end);
        }
        if (isDivided) foreach (var step in _steps.Take(stepsAround)) StoreSlot(step);
        _il.MarkLabel(start);

        if (isDivided)
        {
            if (index is not null) StoreRows(body.Parameters[0], new Location.Register([index]), (Location.Tile)inner.Of[body.Parameters[0]]);
            foreach (var step in offsets) StoreSlot(step);
            EmitMethods(EmitStep);
        }
        else EmitStep();

        foreach (var offset in offsets) Advance(offset.Local, loop.Backward ? -offset.RowBytes : offset.RowBytes);
        if (index is not null)
        {
            _il.Emit(OpCodes.Ldloc, index);
            _vectors.Number(_il, loop.Backward ? -1 : 1);
            _vectors.Add(_il);
            _il.Emit(OpCodes.Stloc, index);
        }
        if (loop.Counter is { } counter)
        {
            // The step was the last, if no path has counted it.
            for (int v = 0; v < _perPass; v++)
            {
                Load(body.Parameters[1 + counter], carries[counter], v);
                _il.Emit(OpCodes.Ldloc, index!);
                _vectors.LanesWhereEqual(_il);
                if (v > 0) _il.Emit(OpCodes.Or);
            }
            _il.Emit(OpCodes.Brfalse, end);
        }
        _il.Emit(OpCodes.Ldloc, left);
        _il.Emit(OpCodes.Ldc_I4_1);
        _il.Emit(OpCodes.Sub);
        _il.Emit(OpCodes.Dup);
        _il.Emit(OpCodes.Stloc, left);
        _il.Emit(OpCodes.Brtrue, start);
        _il.MarkLabel(end);
        _steps.RemoveRange(stepsAround, offsets.Count);

        if (index is not null) Release(new Location.Register([index]));
        foreach (var register in held)
        {
            _foreign.Remove(register);
            if (!carries.Contains(register)) Release(register);
        }
        // A final carry that nobody reads is given back at once.
        var items = outer.Items[node].ToLookup(item => ((Item)item.Op).Index);
        for (int i = 0; i < loop.Carries; i++)
            if (!items[i].Any() && carries[i] is Location.Register unread) Release(unread);
        foreach (var item in outer.Items[node])
        {
            int i = ((Item)item.Op).Index;
            Produced(outer, item, i < loop.Carries ? carries[i] : i >= loop.HistoryStart ? history[i - loop.HistoryStart]! with { Step = null } : collected[i - loop.Carries]! with { Step = null });
        }

        void EmitStep()
        {
            for (int i = 0; i < loop.Carries; i++) if (history[i] is { } rows) StoreRows(body.Parameters[1 + i], carries[i], rows);
            EmitBody(inner, body, constant, isWhole: false, mayEnd: isDivided);
            for (int i = 0; i < loop.Collects; i++)
                if (collected[i] is { } rows && !IsComputed(body.Outputs[loop.Carries + i])) StoreRows(body.Outputs[loop.Carries + i], inner.Of[body.Outputs[loop.Carries + i]], rows);
            Carry(body, loop, inner, carries, inPlace);
            foreach (var register in inner.Pending.Keys) Release(register);
        }

        StepOffset Step(StepOffset? around, long rowBytes)
        {
            if (offsets.Find(offset => offset.Around == around && offset.RowBytes == rowBytes) is { } known) return known;
            var local = _il.DeclareLocal(typeof(nint));
            if (steps is null || !loop.Backward) _il.Emit(OpCodes.Ldc_I8, loop.Backward ? (loop.Steps - 1) * rowBytes : 0);
            else
            {
                _il.Emit(OpCodes.Ldloc, steps);
                _il.Emit(OpCodes.Ldc_I4_1);
                _il.Emit(OpCodes.Sub);
                _il.Emit(OpCodes.Conv_I8);
                _il.Emit(OpCodes.Ldc_I8, rowBytes);
                _il.Emit(OpCodes.Mul);
            }
            _il.Emit(OpCodes.Conv_I);
            AddStep(around);
            _il.Emit(OpCodes.Stloc, local);
            var offset = new StepOffset(around, rowBytes, local);
            offsets.Add(offset);
            _steps.Add(offset);
            return offset;
        }
    }

    /// <summary>Leaves an offset where other methods find it.</summary>
    void StoreSlot(StepOffset step)
    {
        step.Slot ??= Allocate(1).Offset;
        _il.Emit(OpCodes.Ldarg_1);
        AddOffset(step.Slot.Value);
        _il.Emit(OpCodes.Ldloc, step.Local);
        _il.Emit(OpCodes.Stind_I);
    }

    /// <summary>Emits something as methods of its own, which are called here one after another.</summary>
    void EmitMethods(Action body)
    {
        var here = (_il, _mentions, _methods, _free);
        LocalBuilder[] locals = [.. _steps.Select(step => step.Local)];
        _methods = [];
        BeginMethod();
        body();
        EndMethod();
        var made = _methods;
        (_il, _mentions, _methods, _free) = here;
        for (int i = 0; i < locals.Length; i++) _steps[i].Local = locals[i];
        foreach (var method in made)
        {
            _il.Emit(OpCodes.Ldarg_0);
            _il.Emit(OpCodes.Ldarg_1);
            _il.Emit(OpCodes.Ldarg_2);
            _il.Emit(OpCodes.Call, method);
        }
    }

    /// <summary>The largest of the numbers that the paths of a pass have, as a whole number.</summary>
    LocalBuilder LargestLane(Node node, Location location)
    {
        for (int v = 0; v < _perPass; v++)
        {
            Load(node, location, v);
            if (v > 0) _vectors.Max(_il);
        }
        var largest = _il.DeclareLocal(typeof(int));
        _vectors.LargestLane(_il);
        _il.Emit(OpCodes.Stloc, largest);
        return largest;
    }

    /// <summary>
    /// Whether an array's next value can be written over the present one: element by element, or one row of it, when nothing reads the present one any more. (Comparisons
    /// may be made later than where they stand, and so may what is made element by element, which reads a scalar by a copy of its own; a gather is made there.)
    /// </summary>
    static bool MayTakeItsPlace(Graph body, int carry)
    {
        var (present, next) = (body.Parameters[1 + carry], body.Outputs[carry]);
        return next is { Op: Elementwise or Put, PerPath: true } && !body.Outputs.Contains(present) && body.Outputs.Count(output => ReferenceEquals(output, next)) == 1
            && body.Order.Where(node => node.Inputs.Contains(present)).All(node => node.Id <= next.Id && (node.Op is Gather or Put || (next.Op is Elementwise && node.Op is Elementwise and not Comparison)));
    }

    /// <summary>
    /// The sums that a loop carries in memory: where all that it carries leaves fewer than six registers free, what is only added to is read and written once a step, so that the compiler does not have to find room again and again.
    /// </summary>
    HashSet<int> SumsInMemory(Loop loop)
    {
        int registers = _vectors.Bytes == 64 || AdvSimd.IsSupported ? 32 : 16;
        int[] scalars = CarriedScalars(loop);
        int excess = scalars.Length - (registers - 6) / _perPass;
        return excess <= 0 ? [] : [.. scalars.Where(i => IsSum(loop.Body, i)).TakeLast(excess)];
    }

    /// <summary>Whether every step adds to a carry, which serves nothing else.</summary>
    static bool IsSum(Graph body, int carry)
    {
        var (present, next) = (body.Parameters[1 + carry], body.Outputs[carry]);
        bool adds = next.PerPath && next.Op switch
        {
            Binary<Add> => next.Inputs.Contains(present),
            FusedMultiplyAdd => ReferenceEquals(next.Inputs[2], present),
            _ => false,
        };
        return adds && MayTakeItsPlace(body, carry) && body.Order.Sum(node => node.Inputs.Count(input => ReferenceEquals(input, present))) == 1;
    }

    /// <summary>A scalar in registers of the loop's own.</summary>
    Location.Register Hold(Node node, Location location, bool perPath, List<Location.Register> held)
    {
        var register = Loaded(node, location, perPath);
        held.Add(register);
        _foreign.Add(register);
        return register;
    }

    /// <summary>A location from outside the loop; registers among them are not the body's to give back.</summary>
    Location Foreign(Location location)
    {
        if (location is not Location.Register register || _foreign.Contains(register)) return location;
        var view = new Location.Register(register.Locals);
        _foreign.Add(view);
        return view;
    }

    static bool IsPartOf(Location location, Location carry, long rows) => location.Equals(carry)
        || (location is Location.Tile { Step: null } part && carry is Location.Tile whole && part.Offset >= whole.Offset && part.Offset < whole.Offset + rows * TileOperations.RowBytes);

    /// <summary>The next carries take the place of the present ones. One that is handed on under another index is set aside first.</summary>
    void Carry(Graph body, Loop loop, Scope inner, Location[] carries, HashSet<int> inPlace)
    {
        var next = Enumerable.Range(0, loop.Carries).Select(i => inner.Of[body.Outputs[i]]).ToArray();
        for (int i = 0; i < loop.Carries; i++)
        {
            if (!Enumerable.Range(0, loop.Carries).Any(j => j != i && IsPartOf(next[i], carries[j], body.Outputs[j].Shape.Count))) continue;
            if (next[i] is Location.Register register)
            {
                var aside = Loaded(body.Outputs[i], register, perPath: register.Locals.Length > 1);
                inner.Pending[aside] = 1;
                next[i] = aside;
            }
            else
            {
                var aside = Allocate(body.Outputs[i].Shape.Count);
                StoreRows(body.Outputs[i], next[i], aside);
                next[i] = aside;
            }
        }
        for (int i = 0; i < loop.Carries; i++)
        {
            // What takes the place of the present one was stored when it was made.
            if (next[i].Equals(carries[i]) || inPlace.Contains(i)) continue;
            if (carries[i] is Location.Tile rows) StoreRows(body.Outputs[i], next[i], rows);
            else Move(body.Outputs[i], next[i], ((Location.Register)carries[i]).Locals);
        }
    }
}
