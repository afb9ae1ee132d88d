using System.Text;
using Pathwise.Language;

namespace Pathwise.Language.Tests;

/// <summary>Whatever the input, the parser answers with a model or with a located error: no crash, no hang.</summary>
public class FuzzTests
{
    static readonly string[] s_words =
    [
        "param", "const", "expect", "sde", "t", "in", "[0, 1]", ",", "steps", "10", "scheme", "euler", "milstein", "\n", "\n    ", "X(0)", "=", "dX", "X", "dt", "dW", "dW1", "o",
        "~", "normal(0, 1)", "uniform(0,1)", "bernoulli(0.5)", "detached", "by", "pathwise", "if", "then", "else", "and", "or", "not", "(", ")", "+", "-", "*", "/", "^", "<", ">=", "==",
        "1", "0", "2.5", "1e308", "a", "b", "v", "max", "mean", "integral", "corr(W1, W2)", "exp", "log", "pi", "#", "\t",
    ];

    /// <summary>SplitMix64: the sequence is the test's own and never changes.</summary>
    struct Keyed(ulong state)
    {
        ulong _state = state;

        public int Below(int n)
        {
            ulong z = _state += 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return (int)((z ^ (z >> 31)) % (ulong)n);
        }
    }

    [Fact]
    public void A_hundred_thousand_inputs()
    {
        string[] models = [.. Samples.All.Select(File.ReadAllText)];
        var keyed = new Keyed(20261124);
        int accepted = 0;
        for (int i = 0; i < 102_000; i++)
        {
            string text = (i % 3) switch { 0 => Bytes(ref keyed), 1 => Soup(ref keyed), _ => Mutated(models[keyed.Below(models.Length)], ref keyed) };
            try
            {
                Model.Parse(text, "fuzz.pw");
                accepted++;
            }
            catch (PathwiseException e) { Assert.NotEmpty(e.Cause); }
            catch (Exception e) { Assert.Fail($"{e.GetType().Name}: {e.Message} on\n{text}\n{e.StackTrace}"); }
        }
        // Mutations often leave a model whole; if none did, the test would test little.
        Assert.InRange(accepted, 1000, 90_000);
    }

    static string Bytes(ref Keyed keyed)
    {
        var text = new StringBuilder();
        for (int n = keyed.Below(80); n > 0; n--) text.Append((char)(keyed.Below(10) == 0 ? keyed.Below(0x2000) : keyed.Below(128)));
        return text.ToString();
    }

    static string Soup(ref Keyed keyed)
    {
        var text = new StringBuilder();
        for (int n = keyed.Below(40); n > 0; n--) text.Append(s_words[keyed.Below(s_words.Length)]).Append(keyed.Below(4) == 0 ? "" : " ");
        return text.ToString();
    }

    static string Mutated(string model, ref Keyed keyed)
    {
        var text = new StringBuilder(model);
        for (int n = 1 + keyed.Below(3); n > 0; n--)
        {
            int at = keyed.Below(text.Length), length = Math.Min(1 + keyed.Below(8), text.Length - at);
            switch (keyed.Below(4))
            {
                case 0: text.Remove(at, length); break;
                case 1: text.Insert(at, text.ToString(at, length)); break;
                case 2: text.Insert(at, s_words[keyed.Below(s_words.Length)]); break;
                default: text[at] = (char)(32 + keyed.Below(95)); break;
            }
            if (text.Length == 0) return "";
        }
        return text.ToString();
    }
}
