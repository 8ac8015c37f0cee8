using AspireIF.Bench;

switch (args)
{
    case ["generation", .. var rest]:
        return GenerationBench.Run(rest);
    case ["tokenizer", .. var rest]:
        return TokenizerBench.Run(rest);
    case ["primer", .. var rest]:
        return PrimerBench.Run(rest);
    case ["verify", .. var rest]:
        return VerifyBench.Run(rest);
    case ["synthesis", .. var rest]:
        return SynthesisBench.Run(rest);
    case ["model", .. var rest]:
        return ModelBench.Run(rest);
    case ["likelihood", .. var rest]:
        return LikelihoodBench.Run(rest);
    case ["pretrain", .. var rest]:
        return PretrainBench.Run(rest);
    case ["policy", .. var rest]:
        return PolicyBench.Run(rest);
    case ["queue", .. var rest]:
        return QueueBench.Run(rest);
    case ["artifacts", .. var rest]:
        return ArtifactBench.Run(rest);
    case ["gpu-learner", .. var rest]:
        return AspireIF.Bench.Gpu.LearnerBench.Run(rest);
    case ["reward" or "gpu-score", .. var rest]:
        return AspireIF.Bench.Gpu.ScoreBench.Run(rest);
    case ["gpu-policy", .. var rest]:
        return AspireIF.Bench.Gpu.GrpoBench.Run(rest);
    case ["gpu-rollout", .. var rest]:
        return AspireIF.Bench.Gpu.RolloutBench.Run(rest);
    case ["gpu-prefill", .. var rest]:
        return AspireIF.Bench.Gpu.PrefillBench.Run(rest);
    case ["gpu-greedy", .. var rest]:
        return AspireIF.Bench.Gpu.GreedyCheck.Run(rest);
    case ["gpu-learner-check", .. var rest]:
        return AspireIF.Bench.Gpu.LearnerCheck.Run(rest);
    case ["gpu-decode-check", .. var rest]:
        return AspireIF.Bench.Gpu.DecodeCheck.Run(rest);
    case ["gpu-decode", .. var rest]:
        return AspireIF.Bench.Gpu.DecodeBench.Run(rest);
    case ["gpu-moments", .. var rest]:
        return AspireIF.Bench.Gpu.MomentsBench.Run(rest);
    case ["gpu-swap", .. var rest]:
        return await AspireIF.Bench.Gpu.SwapBench.RunAsync(rest);
    default:
        Console.Error.WriteLine("usage: bench NAME");
        return 2;
}
