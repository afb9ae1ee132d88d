using Pathwise.Language;

namespace Pathwise.Language.Tests;

/// <summary>Every mistake is met with its place, and says what was found and what to do.</summary>
public class ErrorTests
{
    [Theory]
    [InlineData("param sigma = 1\nexpect v = sigam", "PW1004", 2, 12, "did you mean 'sigma'")]
    [InlineData("param a = 1\nexpect v = epx(a)", "PW1004", 2, 12, "did you mean 'exp'")]
    [InlineData("expect v = (1 +", "PW1003", 1, 16, "the end of the line")]
    [InlineData("x = b\nb = x\nexpect v = x", "PW1005", 1, 5, "line 2")]
    [InlineData("x = x\nexpect v = x", "PW1005", 1, 5, "used before")]
    [InlineData("param a = 1\nexpect v = a / 0", "PW1009", 2, 16, "division by zero")]
    [InlineData("param a = 1\nexpect v = a / (2 - 2)", "PW1009", 2, 19, "division by zero")]
    [InlineData("const z = 0\nparam a = 1\nexpect v = a / z", "PW1009", 3, 16, "division by zero")]
    [InlineData("param a = 1\nexpect v = exp(a, 2)", "PW1007", 2, 12, "takes one argument, found 2")]
    [InlineData("z ~ normal(1)\nexpect v = z", "PW1007", 1, 5, "2 arguments (mean, standard deviation), found 1")]
    [InlineData("z ~ norml(0, 1)\nexpect v = z", "PW1004", 1, 5, "did you mean 'normal'")]
    [InlineData("z ~ normal(0, 1) by socre\nexpect v = z", "PW1004", 1, 21, "estimator")]
    [InlineData("x = 1 $ 2\nexpect v = x", "PW1003", 1, 7, "'$'")]
    [InlineData("x = 1 2\nexpect v = x", "PW1003", 1, 7, "found '2'")]
    [InlineData("x = 1e999\nexpect v = x", "PW1011", 1, 5, "not a finite number")]
    [InlineData("const c = log(0 - 1)\nexpect v = c", "PW1011", 1, 11, "not a finite number")]
    [InlineData("param a = 1\nconst c = a\nexpect v = c", "PW1010", 2, 11, "must be a constant")]
    [InlineData("param a = 1\nexpect v = if a then 1 else 0", "PW1008", 2, 15, "expected a condition")]
    [InlineData("param a = 1\nexpect v = 1 + (a > 0)", "PW1008", 2, 19, "expected a number")]
    [InlineData("param a = 1\na = 2\nexpect v = a", "PW1006", 2, 1, "already defined on line 1")]
    [InlineData("exp = 2\nexpect v = 1", "PW1006", 1, 1, "a function")]
    [InlineData("param a = 1", "PW1013", 1, 1, "no expectation")]
    [InlineData("expect v = 1\nexpect w = 2", "PW1013", 2, 1, "second expectation")]
    [InlineData("sde t in [0, 1], steps 10, scheme milstien\n    X(0) = 1\n    dX = X dW\nexpect v = X(1)", "PW1004", 1, 35, "did you mean 'milstein'")]
    [InlineData("sde t in [1, 1], steps 10, scheme euler\n    X(1) = 1\n    dX = X dW\nexpect v = X(1)", "PW1012", 1, 11, "is empty")]
    [InlineData("sde t in [0, 1], steps 0, scheme euler\n    X(0) = 1\n    dX = X dW\nexpect v = X(1)", "PW1012", 1, 24, "0 steps")]
    [InlineData("sde t in [0, 1], steps 2.5, scheme euler\n    X(0) = 1\n    dX = X dW\nexpect v = X(1)", "PW1012", 1, 24, "2.5 steps")]
    [InlineData("sde t in [0, 1], steps 9, scheme euler\n    dX = 1 dW\nexpect v = X(1)", "PW1012", 2, 5, "no initial value")]
    [InlineData("sde t in [0, 1], steps 9, scheme euler\n    X(0) = 1\n    dX = 1 dW\nexpect v = X", "PW1014", 4, 12, "is a path")]
    [InlineData("sde t in [0, 1], steps 9, scheme euler\n    X(0) = 1\n    dX = 1 dW\nexpect v = X(0.5)", "PW1012", 4, 14, "start and at the end")]
    [InlineData("sde t in [0, 1], steps 9, scheme euler\n    X(0) = 1\n    dX = X o dW\nexpect v = X(1)", "PW2005", 1, 34, "Stratonovich")]
    [InlineData("sde t in [0, 1], steps 9, scheme heun\n    X(0) = 1\n    dX = X dW\nexpect v = X(1)", "PW2005", 1, 34, "euler")]
    [InlineData("sde t in [0, 1], steps 9, scheme heun, tolerance 0\n    X(0) = 1\n    dX = X o dW\nexpect v = X(1)", "PW1012", 1, 50, "a tolerance of 0")]
    [InlineData("sde t in [0, 1], steps 9, scheme euler, tolerance 0.1\n    X(0) = 1\n    dX = X dW\nexpect v = X(1)", "PW2003", 1, 1, "milstein")]
    [InlineData("sde t in [0, 1], steps 9, scheme heun\n    X(0) = 1\n    dX = X o dW1 + X dW2\nexpect v = X(1)", "PW1012", 3, 22, "meet in one block")]
    [InlineData("sde t in [0, 1], steps 9, scheme euler\n    X(0) = 1\n    dX = X dW + 1 dN\nexpect v = X(1)", "PW1012", 3, 19, "no rate")]
    [InlineData("sde t in [0, 1], steps 9, scheme euler\n    X(0) = 1\n    dX = X dW\n    rate(N) = 1\nexpect v = X(1)", "PW1004", 4, 15, "unknown jumps")]
    [InlineData("sde t in [0, 1], steps 9, scheme euler\n    X(0) = 1\n    dX = J dW + J dN\n    rate(N) = 1\n    J ~ normal(0, 1)\nexpect v = X(1)", "PW1012", 3, 10, "drawn anew")]
    [InlineData("sde t in [0, 1], steps 9, scheme euler\n    X(0) = 1\n    dX = 1 dW + J dN\n    rate(N) = 1\n    J ~ normal(0, 1)\nexpect v = J", "PW1012", 6, 12, "drawn anew")]
    [InlineData("sde t in [0, 1], steps 9, scheme euler\n    X(0) = 1\n    dX = 1 dW + 1 o dN\n    rate(N) = 1\nexpect v = X(1)", "PW1012", 3, 21, "neither calculus")]
    [InlineData("sde t in [0, 1], steps 9, scheme sra\n    X(0) = 1\n    dX = X dW\nexpect v = X(1)", "PW2003", 1, 1, "additive")]
    [InlineData("sde t in [0, 1], steps 9, scheme euler\nexpect v = 1", "PW1012", 1, 1, "no equation")]
    [InlineData("sde t in [0, 1], steps 9, scheme euler\n    X(0) = 1\n    a = b\n    b = a\n    dX = a dW\nexpect v = X(1)", "PW1005", 3, 9, "used before")]
    [InlineData("param a = 1\nexpect v = mean(a)", "PW1007", 2, 12, "with a state of an sde")]
    [InlineData("  param a = 1\n      expect v = a", "PW1003", 2, 7, "indented")]
    public void Mistakes(string text, string id, int line, int column, string words)
    {
        var e = Assert.Throws<PathwiseException>(() => Model.Parse(text, "m.pw"));
        Assert.Equal(id, e.Id);
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
        Assert.Equal((line, column), (e.Place.Line, e.Place.Column));
    }

    [Fact]
    public void Noncommutative_noise_refuses_Milstein()
    {
        string heston = File.ReadAllText(Samples.Path("heston.pw")).Replace("scheme euler", "scheme milstein", StringComparison.Ordinal);
        Assert.Equal("PW2003", Assert.Throws<PathwiseException>(() => Model.Parse(heston, "m.pw")).Id);
    }

    [Fact]
    public void Limits()
    {
        void Refused(string text) => Assert.Equal("PW1002", Assert.Throws<PathwiseException>(() => Model.Parse(text, "m.pw")).Id);
        Refused("expect v = " + new string('(', 300) + "1" + new string(')', 300));
        Refused("expect v = " + string.Concat(Enumerable.Repeat("if 1 > 0 then 1 else ", 300)) + "1");
        Refused("expect v = 1" + string.Concat(Enumerable.Repeat(" + 1", 100_000)));
        Assert.Equal("PW1001", Assert.Throws<PathwiseException>(() => Model.Parse(new string('#', 2_000_000), "m.pw")).Id);
        Assert.Equal("PW1001", Assert.Throws<PathwiseException>(() => Model.Parse("param a = 1\0", "m.pw")).Id);
    }

    [Fact]
    public void Long_statements_within_the_limits_are_read()
    {
        double Value(string text) => Model.Parse(text, "m.pw").Program.Result.AsReal() is var r ? (double)r : 0;
        Assert.Equal(9001, Value("expect v = 1" + string.Concat(Enumerable.Repeat(" + 1", 9000))));
        Assert.Equal(1, Value("expect v = 1" + string.Concat(Enumerable.Repeat(" ^ 1", 9000))));
        Assert.Equal(1, Value("expect v = " + new string('-', 10_000) + "1"));
        Assert.Equal(1, Value("expect v = " + new string('(', 250) + "1" + new string(')', 250)));
    }

    [Fact]
    public void Files_that_cannot_be_models()
    {
        string Id(string file) => Assert.Throws<PathwiseException>(() => Model.Read(file)).Id;
        Assert.Equal("PW1001", Id("no-such-file.pw"));
        Assert.Equal("PW1001", Id(Path.GetTempPath()));
        string temporary = Path.GetTempFileName();
        File.WriteAllBytes(temporary, [0xFF, 0xFE, 0x00, 0x80]);
        Assert.Equal("PW1001", Id(temporary));
        using (var stream = File.OpenWrite(temporary)) stream.SetLength(100_000_000);
        Assert.Equal("PW1001", Id(temporary));
        File.Delete(temporary);
    }

    [Fact]
    public void Every_error_has_a_page()
    {
        string root = Samples.Root;
        var ids = Directory.EnumerateFiles(Path.Combine(root, "src"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => System.Text.RegularExpressions.Regex.Matches(File.ReadAllText(file), "(?<=\")PW\\d{4}(?=\")", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(5)).Select(m => m.Value))
            .Distinct().Order().ToArray();
        Assert.NotEmpty(ids);
        var missing = ids.Where(id => !File.Exists(Path.Combine(root, "docs", "errors", id + ".md")));
        Assert.Equal([], missing);
    }
}
