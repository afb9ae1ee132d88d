namespace Pathwise.Execution;

/// <summary>Threads that share a piece of work.</summary>
internal static class Workers
{
    /// <summary>Kernels of large graphs have large frames.</summary>
    const int StackBytes = 16 << 20;

    /// <summary>The number of threads that are asked for (0: one for each processor), but not more than there are pieces.</summary>
    public static int Count(int threads, long pieces) => (int)Math.Min(threads > 0 ? threads : Environment.ProcessorCount, Math.Max(pieces, 1));

    /// <summary>Does a piece of work on so many threads at a time, on this one if it is one. The work may not throw.</summary>
    public static void Run(int threads, Action work)
    {
        if (threads == 1)
        {
            work();
            return;
        }
        var workers = Enumerable.Range(0, threads).Select(_ => new Thread(() => work(), StackBytes) { IsBackground = true }).ToArray();
        foreach (var worker in workers) worker.Start();
        foreach (var worker in workers) worker.Join();
    }
}
