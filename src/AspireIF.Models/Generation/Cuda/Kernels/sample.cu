// Chooses a token per row, with the meaning of Sampler.cs: repetition penalty, temperature, top-k, top-p, min-p, then one draw in the order of ids.
//
// The product that made the logits has left, per tile of TILE tokens, the maximum and the sums of exp((logit - maximum) / temperature) and of
// exp(logit - maximum). A row without filters is drawn from these: the tile in which the number falls, then the token in the tile.
// With a penalty or filters, filter.cuh reads the row's logits again.

// A warp draws one of a tile's tokens; the target counts from the tile's first token.
DEVICE void drawInTile(const bf16 *logits, int first, int vocabulary, float temperature, float maximum, double target, double total, double rawLogSum, SampledToken &choice)
{
    const int each = TILE / 32, lane = threadIdx.x, from = first + lane * each;
    float x[each], weights[each];
    double sum = 0;
#pragma unroll
    for (int i = 0; i < each; i++)
    {
        x[i] = from + i < vocabulary ? toFloat(logits[from + i]) : -INFINITE;
        weights[i] = temperature == 0 ? (x[i] == maximum ? 1.0f : 0.0f) : expf((x[i] - maximum) / fmaxf(temperature, 1e-5f));
        sum += weights[i];
    }
    double reached = sum;
#pragma unroll
    for (int distance = 1; distance < 32; distance *= 2)
    {
        const double other = __shfl_up_sync(FULL_WARP, reached, distance);
        if (lane >= distance)
            reached += other;
    }
    reached -= sum;
    // The last lane whose tokens begin at or before the target.
    const u32 begun = __ballot_sync(FULL_WARP, sum > 0 && reached <= target), filled = __ballot_sync(FULL_WARP, sum > 0);
    const int chosen = begun ? 31 - __clz(begun) : __ffs(filled) - 1;
    if (lane != chosen)
        return;
    int at = 0;
#pragma unroll
    for (int i = 0; i < each; i++)
    {
        if (weights[i] == 0 || reached > target)
            continue;
        at = i;
        reached += weights[i];
    }
    float logit = 0, weight = 0;
#pragma unroll
    for (int i = 0; i < each; i++)
        if (i == at)
            logit = x[i], weight = weights[i];
    choice.token = from + at;
    choice.logProb = temperature == 0 ? 0 : (float)(log((double)weight) - log(total));
    choice.rawLogProb = (float)(logit - maximum - rawLogSum);
}

extern "C" __global__ void __launch_bounds__(THREADS) sample(const __grid_constant__ SampleArguments a)
{
    extern __shared__ u32 seen[];
    __shared__ Workspace w;
    __shared__ SampledToken choice;
    const int row = blockIdx.x;
    waitInBlock();
    const SamplingRow options = a.rows[row];
    const bf16 *logits = a.logits + (long long)row * a.vocabulary;
    const float4 *statistics = a.statistics + (long long)row * a.tiles;
    const float inverse = 1 / fmaxf(options.temperature, 1e-5f);

    float largest = -INFINITE;
    for (int tile = threadIdx.x; tile < a.tiles; tile += THREADS)
        largest = fmaxf(largest, statistics[tile].x);
    const float maximum = overBlock<float, true>(largest, w.floats);

    // Neighbouring tiles to each thread.
    const int each = (a.tiles + THREADS - 1) / THREADS, from = threadIdx.x * each, to = min(a.tiles, from + each);
    double weighted = 0, plain = 0;
    for (int tile = from; tile < to; tile++)
    {
        const float4 s = statistics[tile];
        if (s.x == -INFINITE)
            continue;
        plain += (double)(s.z * expf(s.x - maximum));
        weighted += options.temperature == 0 ? (s.x == maximum ? 1 : 0) : (double)(s.y * expf((s.x - maximum) * inverse));
    }
    const double rawLogSum = log(overBlock<double, false>(plain, w.doubles));
    if (threadIdx.x == 0)
    {
        choice = {-1, __int_as_float(0x7fc00000), __int_as_float(0x7fc00000), 0};
        w.found = -1;
    }
    __syncthreads();
    const bool finite = maximum < INFINITE && maximum > -INFINITE && rawLogSum == rawLogSum && rawLogSum < 1e30;
    if (finite && options.filters)
    {
        chooseFiltered(a, options, logits, maximum, rawLogSum, w, seen, choice);
    }
    else if (finite)
    {
        const double total = overBlock<double, false>(weighted, w.doubles), earlier = before<double>(weighted, w.doubles);
        const double target = options.temperature == 0 ? 0 : uniform(options.seed, options.counter) * total;
        if (weighted > 0 && earlier <= target)
            atomicMax(&w.found, (int)threadIdx.x);
        __syncthreads();
        if (threadIdx.x == w.found)
        {
            double reached = earlier;
            for (int tile = from; tile < to; tile++)
            {
                const float4 s = statistics[tile];
                const double mass = s.x == -INFINITE ? 0 : options.temperature == 0 ? (s.x == maximum ? 1 : 0) : (double)(s.y * expf((s.x - maximum) * inverse));
                if (mass == 0)
                    continue;
                w.countAbove = tile;
                w.doubles[0] = reached;
                if (reached + mass > target)
                    break;
                reached += mass;
            }
        }
        __syncthreads();
        if (threadIdx.x < 32)
            drawInTile(logits, w.countAbove * TILE, a.vocabulary, options.temperature, maximum, target - w.doubles[0], total, rawLogSum, choice);
    }
    __syncthreads();
    if (threadIdx.x == 0)
        a.choices[row] = choice;
}
