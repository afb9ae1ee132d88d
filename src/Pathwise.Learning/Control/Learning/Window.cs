namespace Pathwise.Learning.Control;

/// <summary>The last steps of an episode, which become experiences of n steps each: their discounted rewards, and the weight γⁿ of what is seen then. At an episode's end the rest become shorter ones.</summary>
internal sealed class Window(int steps, double discount)
{
    readonly List<(double[] Observation, double[] Action, double Reward)> _pending = [];

    /// <summary>Takes a step; experiences that it completes go to the buffer, if there is one.</summary>
    public void Add(double[] observation, double[] action, in Outcome outcome, ReplayBuffer? buffer)
    {
        _pending.Add((observation, action, outcome.Reward));
        while (_pending.Count > 0 && (_pending.Count == steps || outcome.IsOver))
        {
            double reward = 0, weight = 1;
            foreach (var step in _pending)
            {
                reward += weight * step.Reward;
                weight *= discount;
            }
            buffer?.Add(_pending[0].Observation, _pending[0].Action, reward, outcome.Observation, outcome.Terminated ? 0 : weight);
            _pending.RemoveAt(0);
        }
    }
}
