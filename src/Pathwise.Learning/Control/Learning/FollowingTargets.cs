namespace Pathwise.Learning.Control;

/// <summary>Parts of a model that follow other parts slowly, θ̄ ← θ̄ + τ(θ − θ̄).</summary>
internal sealed class FollowingTargets<TModel>
{
    readonly int _from, _to, _length;
    readonly MovingAverage _average;

    /// <param name="layout">Where parameters lie.</param>
    /// <param name="member">What is followed.</param>
    /// <param name="target">What follows.</param>
    /// <param name="rate">τ.</param>
    public FollowingTargets(FlatParameters<TModel> layout, string member, string target, double rate)
    {
        (int Start, int Length) Of(string name)
        {
            var places = layout.Places.Where(place => place.Name.Split('.', '[')[0] == name).ToArray();
            return (places[0].Start, places.Sum(place => place.Shape.Count));
        }
        ((_from, _length), (_to, _)) = (Of(member), Of(target));
        _average = new(1 - rate);
    }

    public void Follow(float[] parameters) => _average.Update<float>(parameters.AsSpan(_to, _length), parameters.AsSpan(_from, _length), 0);
}
