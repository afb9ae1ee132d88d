using System.Runtime.ExceptionServices;

namespace Pathwise.Execution;

/// <summary>Threads that share one piece of work after another.</summary>
internal sealed class Team : IDisposable
{
    /// <summary>Kernels of large graphs have large frames.</summary>
    const int StackBytes = 16 << 20;

    readonly Barrier? _barrier;
    Action<int>? _work;

    /// <summary>What is done of pieces, kept here so that a run allocates nothing.</summary>
    readonly Action<int> _handOut;
    readonly Lock _failing = new();
    Action<int, long>? _piece;
    long _pieces, _next;
    (long Piece, Exception Exception)? _failure;

    /// <summary>A team of so many; one is the calling thread itself.</summary>
    public Team(int members)
    {
        (Members, _handOut) = (members, HandOut);
        if (members == 1) return;
        _barrier = new(members + 1);
        for (int m = 0; m < members; m++)
        {
            int member = m;
            new Thread(() => Serve(member), StackBytes) { IsBackground = true }.Start();
        }
    }

    /// <summary>The number of threads.</summary>
    public int Members { get; }

    /// <summary>The number of threads that are asked for (0: one for each processor), but not more than there are pieces.</summary>
    public static int Size(int threads, long pieces) => (int)Math.Min(threads > 0 ? threads : Environment.ProcessorCount, Math.Max(pieces, 1));

    /// <summary>Does a piece of work on all threads at the same time, each told which it is. The work may not throw.</summary>
    public void Run(Action<int> work)
    {
        if (_barrier is null)
        {
            work(0);
            return;
        }
        _work = work;
        _barrier.SignalAndWait();
        _barrier.SignalAndWait();
        _work = null;
    }

    /// <summary>
    /// Does pieces 0, 1, … of some work, handed out in order to whichever thread is free; the work is told which thread and which piece. After a failure no more are handed out. Every piece before it is running or done and may
    /// fail too: the failure of the first piece is the one thrown.
    /// </summary>
    public void Run(long pieces, Action<int, long> work)
    {
        (_piece, _pieces, _next, _failure) = (work, pieces, -1, null);
        Run(_handOut);
        _piece = null;
        if (_failure is { Exception: var exception }) ExceptionDispatchInfo.Throw(exception);
    }

    void HandOut(int member)
    {
        long piece = -1;
        try
        {
            while ((piece = Interlocked.Increment(ref _next)) < _pieces) _piece!(member, piece);
        }
        catch (Exception e)
        {
            lock (_failing)
                if (_failure is null || piece < _failure.Value.Piece) _failure = (piece, e);
            Interlocked.Exchange(ref _next, _pieces);
        }
    }

    /// <summary>The first of a member's share of so many elements, at a multiple of any vector; of the member after the last, their number.</summary>
    public int Share(int count, int member) => member == Members ? count : (int)((long)count * member / Members) / 16 * 16;

    /// <summary>The same once, by a team that is then dismissed.</summary>
    public static void Run(int members, Action<int> work)
    {
        using var team = new Team(members);
        team.Run(work);
    }

    void Serve(int member)
    {
        while (true)
        {
            _barrier!.SignalAndWait();
            if (_work is not { } work) return;
            work(member);
            _barrier.SignalAndWait();
        }
    }

    public void Dispose()
    {
        // Without work they leave.
        _barrier?.SignalAndWait();
    }
}
