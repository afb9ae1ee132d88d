using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pathwise.Numerics;

/// <summary>The machine's own width.</summary>
internal static unsafe class Lanes
{
    /// <summary>Numbers in either precision.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Load<T, TNumber>(TNumber* from) where T : unmanaged, ILanes<T> where TNumber : unmanaged =>
        typeof(TNumber) == typeof(float) ? T.LoadSingle(in *(float*)from) : T.Load(in *(double*)from);

    /// <summary>
    /// The lanes of the widest vectors that the machine computes with: those of <see cref="Lanes512"/>, <see cref="Lanes256"/> or <see cref="Lanes128"/>. The compiler knows the number, so
    /// that of a selection by it one branch remains.
    /// </summary>
    public static int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.IsHardwareAccelerated ? Lanes512.Count : Vector256.IsHardwareAccelerated ? Lanes256.Count : Lanes128.Count;
    }
}
