using Pathwise.Execution;

namespace Pathwise.Estimation;

/// <summary>The parameters of laws that are the same on every path, which are computed and checked before every run.</summary>
internal sealed class Domains
{
    readonly Node[] _required;
    readonly Graph _given;

    /// <summary>Computes what is given, in buffers that serve one call after another.</summary>
    Interpreter? _idle;

    /// <param name="values">The values whose laws are checked.</param>
    /// <param name="parameters">The program's parameters.</param>
    public Domains(Node[] values, Node[] parameters)
    {
        _required = [.. Graph.OrderOf(values).Where(node => node is { Op: Require, PerPath: false } && !Graph.OrderOf(node).Any(n => n.Op is Draw))];
        _given = new(parameters, [.. _required.Select(node => node.Inputs[^1])]);
        DependOnParameters = Array.Exists(_given.Order, node => node.Op is Parameter);
    }

    /// <summary>Whether what is checked depends on parameters, and not on constants alone.</summary>
    public bool DependOnParameters { get; }

    /// <summary>Throws where a parameter of a law leaves its domain.</summary>
    public void Check(Value[] parameters)
    {
        if (_required.Length == 0) return;
        // Who calls while another does takes an interpreter of its own.
        var interpreter = Interlocked.Exchange(ref _idle, null) ?? new(_given);
        var given = interpreter.Run(parameters, 1);
        for (int i = 0; i < given.Length; i++)
        {
            var require = (Require)_required[i].Op;
            foreach (double x in given[i].Data)
                if (!require.Holds(x)) throw require.Violation(x, _required[i].Place);
        }
        _idle = interpreter;
    }
}
