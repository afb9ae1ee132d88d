namespace Pathwise.Learning.BayesianNetworks;

/// <summary>How the randomness of a layer's weights reaches its outputs. All ways give each path's outputs the same law, so all gradients have the same mean; they differ in how paths hang together, and so in variance and cost.</summary>
public enum WeightNoise
{
    /// <summary>
    /// The outputs are drawn themselves, on every path afresh: with normal weights they are normal, y = Mx + b + √(Vx² + v)·ε (Kingma, Salimans and Welling, Variational dropout and the local reparameterization trick, NeurIPS 2015).
    /// No weight is ever drawn, and paths are independent. The variance of a batch's gradient falls as one over its size.
    /// </summary>
    Local,

    /// <summary>
    /// One draw of the weights for all paths, with signs of each path's own: ΔWₙ = ΔW ∘ rₙsₙᵀ (Wen, Vicol, Ba, Tran and Grosse, Flipout: efficient pseudo-independent weight perturbations on mini-batches, ICLR 2018). Each path's
    /// weights have the right law, and what a gradient has that is linear in the draw is uncorrelated between paths.
    /// </summary>
    Flipout,

    /// <summary>One draw of the weights for all paths (Blundell, Cornebise, Kavukcuoglu and Wierstra, Weight uncertainty in neural networks, ICML 2015). The variance of a batch's gradient does not fall below that of the draw.</summary>
    Shared,

    /// <summary>A draw of the weights for every path: for small layers, and for predictions in which a path is one network.</summary>
    PerPath,
}
