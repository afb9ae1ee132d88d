namespace Pathwise.Cli;

/// <summary>How a method learns a task.</summary>
/// <param name="Steps">Steps of the environment; of svg, updates.</param>
/// <param name="Batch">Experiences of an update; of svg, episodes side by side.</param>
/// <param name="Rate">The learning rate, of svg at the start.</param>
/// <param name="Hidden">The sizes of hidden layers.</param>
internal sealed record ControlChoices(long Steps, int Batch, double Rate, string Hidden)
{
    /// <summary>γ.</summary>
    public double Discount { get; init; } = 0.99;

    /// <summary>Whether the rate falls to 0 as half a cosine does.</summary>
    public bool RateFalls { get; init; }

    /// <summary>Of svg: the steps that a gradient goes through, and its largest norm.</summary>
    public int Window { get; init; } = 32;
    public double? Clip { get; init; }

    /// <summary>Of methods that learn by acting.</summary>
    public long RandomSteps { get; init; } = 1000;
    public int RandomHold { get; init; } = 1;
    public int StepsAhead { get; init; } = 1;
    public int Buffer { get; init; } = 100_000;
    public double RewardScale { get; init; } = 1;

    /// <summary>Of sac: the weight of entropy, and the entropy that it is found for if none is given; null is minus the number of an action's components.</summary>
    public double? Temperature { get; init; }
    public double? TargetEntropy { get; init; }

    /// <summary>The choices if nothing else is asked for.</summary>
    public static ControlChoices Of(string method, string environment) => (method, environment) switch
    {
        // A whole episode, and a discount that hardly bends the optimum of what is not discounted.
        ("svg", "lqr") => new(800, 32, 0.01, "64,64") { Discount = 0.995, RateFalls = true, Window = 50, Clip = 5 },
        // Its steps are short: 50 are a second.
        ("svg", "cart-pole") => new(800, 32, 0.005, "64,64") { RateFalls = true, Window = 50, Clip = 1 },
        ("svg", _) => new(800, 32, 0.005, "64,64") { RateFalls = true, Clip = 1 },
        ("reinforce", _) => new(20_000, 2048, 1e-3, "64,64") { RandomSteps = 0 },
        // A cost within two per cent is little beside that of random controls, which a small buffer forgets; and slopes are seen best by controls that are tried far apart.
        (_, "lqr") => new(20_000, 512, 3e-3, "64,64") { RateFalls = true, RandomSteps = 200, Buffer = 8000, RewardScale = 0.1, TargetEntropy = 0 },
        // Held actions come to the flag by chance, now and then; that of TD3's policy hardly would again, so it learns from many steps at once.
        (_, "mountain-car" or "mountain-car-smooth") => new(20_000, 128, 1e-3, "64,64") { RandomSteps = 5000, RandomHold = 30, StepsAhead = method == "td3" ? 10 : 1, RewardScale = environment == "mountain-car" ? 0.1 : 1 },
        _ => new(20_000, 256, 1e-3, "256,256"),
    };
}
