namespace AspireIF.Training.Optimisation;

public enum ScheduleShape
{
    Constant,
    Linear,
    Cosine,
}

/// <summary>The learning rate of each step: a linear warm-up from 0, then constant or falling to a share of the peak.</summary>
/// <param name="Peak">The rate after the warm-up.</param>
/// <param name="WarmupSteps">Steps of the warm-up; the first step's rate is Peak / WarmupSteps.</param>
/// <param name="TotalSteps">Where a falling schedule ends; later steps keep the final rate.</param>
/// <param name="FinalShare">The final rate as a share of the peak, 0 to 1.</param>
public sealed record LearningRateSchedule(
    double Peak, long WarmupSteps = 0, long TotalSteps = 0, ScheduleShape Shape = ScheduleShape.Constant, double FinalShare = 0)
{
    /// <param name="step">The number of updates made before this one, from 0.</param>
    public double At(long step)
    {
        if (step < WarmupSteps)
            return Peak * (step + 1) / WarmupSteps;
        if (Shape == ScheduleShape.Constant)
            return Peak;
        double progress = Math.Clamp((double)(step - WarmupSteps) / Math.Max(1, TotalSteps - WarmupSteps), 0, 1);
        double remaining = Shape == ScheduleShape.Linear ? 1 - progress : (1 + Math.Cos(Math.PI * progress)) / 2;
        return Peak * (FinalShare + (1 - FinalShare) * remaining);
    }
}
