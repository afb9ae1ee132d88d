using System.Text;

namespace Pathwise.NoiseSources;

/// <summary>The key of a site: a 64-bit hash of its name, so that draws elsewhere in a program never change this one's.</summary>
internal static class SiteKey
{
    /// <summary>FNV-1a over the UTF-8 bytes, finished by <see cref="Mix"/> (which spreads every bit over the word).</summary>
    public static ulong Of(string site)
    {
        ulong hash = 0xCBF29CE484222325;
        foreach (byte b in Encoding.UTF8.GetBytes(site)) hash = (hash ^ b) * 0x100000001B3;
        return Mix(hash);
    }

    /// <summary>The finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014), a bijection of 64-bit words.</summary>
    public static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>The generator's key for a seed and a site.</summary>
    public static ulong Key(long seed, ulong site) => Mix((ulong)seed + 0x9E3779B97F4A7C15) ^ site;
}
