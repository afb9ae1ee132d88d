using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Pathwise.NoiseSources;

namespace Pathwise.Benchmarks;

/// <summary>
/// The same work by hand in C++ (benchmarks/native), with the same generator, so that results agree but for rounding. The sources are compiled
/// for this machine when the benchmark starts.
/// </summary>
sealed unsafe class NativeControls
{
    static readonly string[] s_compilers = ["g++", "clang++"];

    readonly delegate* unmanaged<ulong*, double*, double*, long, int, double*, void> _asian, _heston;
    readonly delegate* unmanaged<ulong, long, long, int, double*, long, void> _normals;
    readonly delegate* unmanaged<float*, float*, float*, int, int, double> _neural;
    readonly delegate* unmanaged<double> _peak;
    readonly delegate* unmanaged<int, void*, void*, long, double> _error64, _error32;
    readonly delegate* unmanaged<int, void*, void*, long, long, void> _sleef64, _sleef32;
    readonly delegate* unmanaged<void*, void*, long, long, void> _quantile64;

    NativeControls(string compiler, nint library)
    {
        Compiler = compiler;
        _asian = (delegate* unmanaged<ulong*, double*, double*, long, int, double*, void>)NativeLibrary.GetExport(library, "asian");
        _heston = (delegate* unmanaged<ulong*, double*, double*, long, int, double*, void>)NativeLibrary.GetExport(library, "heston");
        _normals = (delegate* unmanaged<ulong, long, long, int, double*, long, void>)NativeLibrary.GetExport(library, "normals");
        _neural = (delegate* unmanaged<float*, float*, float*, int, int, double>)NativeLibrary.GetExport(library, "neural");
        _peak = (delegate* unmanaged<double>)NativeLibrary.GetExport(library, "peak");
        _error64 = (delegate* unmanaged<int, void*, void*, long, double>)NativeLibrary.GetExport(library, "error64");
        _error32 = (delegate* unmanaged<int, void*, void*, long, double>)NativeLibrary.GetExport(library, "error32");
        _quantile64 = (delegate* unmanaged<void*, void*, long, long, void>)NativeLibrary.GetExport(library, "quantile64");
        HasSleef = NativeLibrary.TryGetExport(library, "sleef64", out nint sleef64);
        if (!HasSleef) return;
        _sleef64 = (delegate* unmanaged<int, void*, void*, long, long, void>)sleef64;
        _sleef32 = (delegate* unmanaged<int, void*, void*, long, long, void>)NativeLibrary.GetExport(library, "sleef32");
    }

    /// <summary>The compiler's name and version.</summary>
    public string Compiler { get; }

    /// <summary>Whether SLEEF is installed, with its header (Debian's libsleef-dev).</summary>
    public bool HasSleef { get; }

    /// <summary>Compiles and loads the controls; null, and the reason, where that cannot be done.</summary>
    public static NativeControls? Load(out string failure)
    {
        failure = "there is no C++ compiler (g++ or clang++) on the path";
        foreach (string compiler in s_compilers)
        {
            if (Run(compiler, ["--version"]) is not (0, var version)) continue;
            string sources = Path.Combine(AppContext.BaseDirectory, "native"), folder = Directory.CreateTempSubdirectory("pathwise-benchmarks-").FullName;
            try
            {
                string library = Path.Combine(folder, "controls.so");
                string[] arguments = ["-O3", "-march=native", "-std=c++20", "-shared", "-fPIC", .. Directory.GetFiles(sources, "*.cpp"), "-o", library];
                var result = Run(compiler, [.. arguments, "-DSLEEF", "-lsleef"]);
                if (result is not (0, _)) result = Run(compiler, arguments);
                if (result is (0, _)) return new(version.Split('\n')[0], NativeLibrary.Load(library));
                failure = $"{compiler} does not compile benchmarks/native:\n{result?.Output.Trim()}\n";
            }
            finally { Directory.Delete(folder, recursive: true); }
        }
        return null;
    }

    /// <summary>The Asian call's price and, if asked, its derivatives in spot, rate and volatility.</summary>
    public double[] Asian(Market at, long paths, bool gradient, StoredNormals? normals = null)
    {
        ulong key = Key(AsianCall.Site);
        double* values = stackalloc double[] { (double)at.Spot, (double)at.Rate, (double)at.Volatility };
        var result = new double[gradient ? 4 : 1];
        fixed (double* to = result) _asian(&key, normals is null ? null : normals.Address, values, Whole(paths), gradient ? 1 : 0, to);
        return result;
    }

    /// <summary>The price of a call under Heston's model and, if asked, its derivatives in the parameters, in their order.</summary>
    public double[] Heston(double[] at, long paths, bool gradient, StoredNormals? normals = null)
    {
        ulong* keys = stackalloc ulong[] { Key(HestonCall.Sites[0]), Key(HestonCall.Sites[1]) };
        var result = new double[gradient ? 1 + at.Length : 1];
        fixed (double* values = at, to = result) _heston(keys, normals is null ? null : normals.Address, values, Whole(paths), gradient ? 1 : 0, to);
        return result;
    }

    /// <summary>The draws of a site, as <see cref="CounterSource.Fill(Draw, long, int, Span{double}, int)"/> gives them.</summary>
    public void Normals(string site, long firstPath, int paths, int elements, Span<double> destination, int stride)
    {
        fixed (double* to = destination[..((elements - 1) * stride + paths)]) _normals(Key(site), Whole(firstPath), Whole(paths), elements, to, stride);
    }

    /// <summary>
    /// The loss of a neural SDE and, if there is room for it, its gradient. Weights, and gradient, are matrix by matrix, each with its biases after it;
    /// normals are tile by tile of 32 paths, step by step, component by component.
    /// </summary>
    public double Neural(float[] weights, float[] normals, float[]? gradient, int paths)
    {
        fixed (float* w = weights, z = normals, to = gradient) return _neural(w, z, to, paths, gradient is null ? 0 : 1);
    }

    /// <summary>The greatest rate of fused multiply-adds in single precision of one core, in GFLOP/s.</summary>
    public double Peak() => _peak();

    /// <summary>y = f(x) by SLEEF, again and again, for arrays aligned to 64 bytes.</summary>
    public void Sleef(ElementaryFunction function, Precision precision, void* x, void* y, int elements, int repeats) =>
        (precision == Precision.F64 ? _sleef64 : _sleef32)((int)function, x, y, elements, repeats);

    /// <summary>y = Φ⁻¹(x) in double precision, likewise.</summary>
    public void NormalQuantile(void* x, void* y, int elements, int repeats) => _quantile64(x, y, elements, repeats);

    /// <summary>The greatest error of y = f(x) in units in the last place.</summary>
    public double Error(ElementaryFunction function, Precision precision, void* x, void* y, int elements) =>
        (precision == Precision.F64 ? _error64 : _error32)((int)function, x, y, elements);

    static ulong Key(string site) => SiteKey.Key(0, SiteKey.Of(site));

    static long Whole(long paths) => paths % 16 == 0 ? paths : throw new InvalidOperationException($"{paths} paths are not whole groups of sixteen");

    /// <summary>The exit code and what was written; null where there is no such command.</summary>
    static (int Code, string Output)? Run(string command, string[] arguments)
    {
        try
        {
            using var child = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
            var errors = child.StandardError.ReadToEndAsync();
            string output = child.StandardOutput.ReadToEnd();
            child.WaitForExit();
            return (child.ExitCode, output + errors.Result);
        }
        catch (Win32Exception) { return null; }
    }
}
