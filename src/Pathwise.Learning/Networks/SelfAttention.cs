using static Pathwise.Functions;

namespace Pathwise.Learning;

/// <summary>
/// Attention of tokens to each other, in several heads: with Q, K and V linear in the tokens, head h gives softmax(Q_h K_hᵀ/√d) V_h on its d = features/heads columns, the softmax over keys; the heads side by side
/// go through one more linear layer (Vaswani et al., Attention is all you need, NeurIPS 2017).
/// </summary>
/// <param name="Queries">From features to features.</param>
/// <param name="Keys">From features to features.</param>
/// <param name="Values">From features to features.</param>
/// <param name="Output">From features to features.</param>
/// <param name="Heads">The number of heads, a divisor of the number of features.</param>
public sealed record SelfAttention(Linear Queries, Linear Keys, Linear Values, Linear Output, int Heads)
{
    /// <summary>A layer with first weights, by default those of <see cref="Initialisations.XavierUniform"/>.</summary>
    public static SelfAttention Of(int features, int heads, RandomKey key, Initialisation? initialisation = null)
    {
        Setting.Extents("attention", features, heads);
        if (features % heads != 0) throw Setting.Outside("the number of heads", heads, $"a divisor of {features} features");
        Linear Layer(string name) => Linear.Of(features, features, key[name], initialisation ?? Initialisations.XavierUniform);
        return new(Layer("queries"), Layer("keys"), Layer("values"), Layer("output"), heads);
    }

    /// <summary>Of tokens (tokens, features) the same shape.</summary>
    public Real Apply(Real tokens)
    {
        if (tokens.Shape.Rank != 2) throw Setting.Misfit("attention", tokens.Shape, "one row for each token");
        var (queries, keys, values, width) = (Queries.Apply(tokens), Keys.Apply(tokens), Values.Apply(tokens), tokens.Shape[1] / Heads);
        Real Head(int h)
        {
            Real Own(Real x) => Slice(x, 1, h * width, width);
            return MatMul(Softmax(MatMul(Own(queries), Transpose(Own(keys))) * (1 / Math.Sqrt(width))), Own(values));
        }
        return Output.Apply(Concat(1, [.. Enumerable.Range(0, Heads).Select(Head)]));
    }
}

/// <summary>Attention and a residual block as transformers stack them: y = x + attention(norm(x)), then the residual block of y (Xiong et al., On layer normalization in the transformer architecture, ICML 2020).</summary>
/// <param name="Norm">The normalisation before the attention.</param>
/// <param name="Attention">The attention.</param>
/// <param name="Feed">The residual block, token by token.</param>
public sealed record AttentionBlock(LayerNorm Norm, SelfAttention Attention, Residual Feed)
{
    /// <summary>A block with first weights.</summary>
    public static AttentionBlock Of(int features, int heads, int hidden, Activation activation, RandomKey key) =>
        new(LayerNorm.Of(features), SelfAttention.Of(features, heads, key["attention"]), Residual.Of(features, hidden, activation, key["feed"]));

    /// <summary>Of tokens (tokens, features) the same shape.</summary>
    public Real Apply(Real tokens) => Feed.Apply(tokens + Attention.Apply(Norm.Apply(tokens)));
}
