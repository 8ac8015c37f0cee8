// Choosing with a penalty or filters: thresholds by radix selection over the bits of the weights (they order like integers). Masses are summed
// in integers of 2^-40, so that the result does not depend on the order of the threads.

#define THREADS 1024
#define BUCKETS 2048

struct SamplingRow // 64 bytes, written by the host
{
    u64 seed, counter;
    float temperature, topP, minP, penalty;
    int topK;
    int historyLength;  // only where there is a penalty
    int filters;        // a penalty or a filter is in use
    int reserved;
    const int *history; // prompt and answer so far
    u64 padding;
};

struct SampledToken
{
    int token;
    float logProb, rawLogProb;
    int reserved;
};

struct SampleArguments
{
    const bf16 *logits;       // [rows, vocabulary]
    const float4 *statistics; // [rows, tiles]
    const SamplingRow *rows;
    SampledToken *choices;    // [rows], in memory of the host
    int vocabulary, tiles;
};

// Philox4x32-10 (Salmon et al., SC 2011) as Philox.cs has it: 53 bits of the first two words.
DEVICE double uniform(u64 seed, u64 position)
{
    u32 x0 = (u32)position, x1 = (u32)(position >> 32), x2 = 0, x3 = 0, k0 = (u32)seed, k1 = (u32)(seed >> 32);
    for (int round = 0; round < 10; round++)
    {
        const u64 a = (u64)0xD2511F53u * x0, b = (u64)0xCD9E8D57u * x2;
        x0 = (u32)(b >> 32) ^ x1 ^ k0;
        x1 = (u32)b;
        x2 = (u32)(a >> 32) ^ x3 ^ k1;
        x3 = (u32)a;
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    return (double)((((u64)x0 << 32) | x1) >> 11) * (1.0 / 9007199254740992.0);
}

// Sum, or maximum, over the block; all threads get it.
template <typename T, bool Maximum>
DEVICE T overBlock(T x, T *scratch)
{
#pragma unroll
    for (int lane = 16; lane > 0; lane >>= 1)
    {
        const T other = __shfl_xor_sync(FULL_WARP, x, lane);
        x = Maximum ? (other > x ? other : x) : x + other;
    }
    __syncthreads();
    if (threadIdx.x % 32 == 0)
        scratch[threadIdx.x / 32] = x;
    __syncthreads();
    x = scratch[0];
    for (int i = 1; i < THREADS / 32; i++)
        x = Maximum ? (scratch[i] > x ? scratch[i] : x) : x + scratch[i];
    return x;
}

// The sum of the threads before this one.
template <typename T>
DEVICE T before(T x, T *scratch)
{
    const int lane = threadIdx.x % 32;
    T sum = x;
#pragma unroll
    for (int distance = 1; distance < 32; distance *= 2)
    {
        const T other = __shfl_up_sync(FULL_WARP, sum, distance);
        if (lane >= distance)
            sum += other;
    }
    __syncthreads();
    if (lane == 31)
        scratch[threadIdx.x / 32] = sum;
    __syncthreads();
    T earlier = 0;
    for (int i = 0; i < threadIdx.x / 32; i++)
        earlier += scratch[i];
    return earlier + sum - x;
}

struct Cut // what stays: weights above the threshold, and the first so many tokens of exactly that weight
{
    u32 threshold;
    int equals;
};

struct Workspace
{
    u64 masses[BUCKETS];
    u32 counts[BUCKETS];
    double doubles[THREADS / 32];
    u64 integers[THREADS / 32];
    float floats[THREADS / 32];
    int found;
    u64 massAbove;
    u32 countAbove;
};

DEVICE u64 fixedPoint(float weight)
{
    return (u64)((double)weight * 1099511627776.0);
}

// The row's weights exp((logit - maximum) / temperature) in [0, 1].
struct Weights
{
    const bf16 *logits;
    const u32 *seen; // a bit per token of the history, or null
    float penalty, maximum, inverse;
    bool greedy;

    __device__ float logit(int token) const
    {
        float x = toFloat(logits[token]);
        if (seen && seen[token / 32] >> token % 32 & 1)
            x = x > 0 ? x / penalty : x * penalty;
        return x;
    }

    __device__ float operator()(int token) const
    {
        const float x = logit(token);
        return greedy ? (x == maximum ? 1.0f : 0.0f) : expf((x - maximum) * inverse);
    }
};

// Walks down from the heaviest weight until there are so many tokens, or so much mass, among those not below the floor.
DEVICE Cut select(const Weights &weights, int vocabulary, u32 count, u64 mass, u32 floor, Workspace &w)
{
    u32 prefix = 0;
    u64 massAbove = 0;
    u32 countAbove = 0;
    const int shifts[3] = {19, 8, 0};
    for (int level = 0; level < 3; level++)
    {
        const int shift = shifts[level], known = level == 0 ? 32 : shifts[level - 1];
        const u32 mask = level == 2 ? 255 : 2047;
        __syncthreads();
        for (int i = threadIdx.x; i < BUCKETS; i += THREADS)
            w.masses[i] = 0, w.counts[i] = 0;
        if (threadIdx.x == 0)
            w.found = -1;
        __syncthreads();
        for (int token = threadIdx.x; token < vocabulary; token += THREADS)
        {
            const float weight = weights(token);
            const u32 bits = __float_as_uint(weight);
            if (bits == 0 || bits < floor || (level > 0 && bits >> known != prefix))
                continue;
            atomicAdd(&w.counts[bits >> shift & mask], 1u);
            atomicAdd(&w.masses[bits >> shift & mask], fixedPoint(weight));
        }
        __syncthreads();
        if (threadIdx.x < 32) // lane 0 has the heaviest buckets
        {
            const int each = BUCKETS / 32, lane = threadIdx.x, top = BUCKETS - 1 - lane * each;
            u64 m = 0;
            u32 c = 0;
            for (int i = 0; i < each; i++)
                m += w.masses[top - i], c += w.counts[top - i];
            u64 earlierMass = m;
            u32 earlierCount = c;
            for (int distance = 1; distance < 32; distance *= 2)
            {
                const u64 otherMass = __shfl_up_sync(FULL_WARP, earlierMass, distance);
                const u32 otherCount = __shfl_up_sync(FULL_WARP, earlierCount, distance);
                if (lane >= distance)
                    earlierMass += otherMass, earlierCount += otherCount;
            }
            earlierMass += massAbove - m;
            earlierCount += countAbove - c;
            int last = -1; // the last bucket with tokens, should rounding leave the target unreached
            u64 lastMass = 0;
            u32 lastCount = 0;
            bool reached = false;
            for (int i = 0; i < each && !reached; i++)
            {
                const int bucket = top - i;
                if (w.counts[bucket] > 0)
                {
                    last = bucket, lastMass = earlierMass, lastCount = earlierCount;
                    reached = earlierCount + w.counts[bucket] >= count || earlierMass + w.masses[bucket] >= mass;
                }
                earlierMass += w.masses[bucket];
                earlierCount += w.counts[bucket];
            }
            const u32 reaching = __ballot_sync(FULL_WARP, reached), filled = __ballot_sync(FULL_WARP, last >= 0);
            const int chosen = reaching ? __ffs(reaching) - 1 : filled ? 31 - __clz(filled) : 0;
            if (lane == chosen)
                w.found = last, w.massAbove = lastMass, w.countAbove = lastCount;
        }
        __syncthreads();
        prefix = level == 0 ? w.found : (prefix << (known - shift)) | w.found;
        massAbove = w.massAbove;
        countAbove = w.countAbove;
    }
    const u64 each = fixedPoint(__uint_as_float(prefix));
    const u64 byMass = mass == ~0ull ? ~0ull : mass <= massAbove ? 1 : (mass - massAbove + each - 1) / (each ? each : 1);
    const u64 byCount = count == ~0u ? ~0ull : count - countAbove;
    const u64 equals = byMass < byCount ? byMass : byCount;
    return {prefix, (int)(equals < 0x7fffffff ? equals : 0x7fffffff)};
}

DEVICE void chooseFiltered(const SampleArguments &a, const SamplingRow &options, const bf16 *logits, float rawMaximum, double rawLogSum, Workspace &w, u32 *seen, SampledToken &choice)
{
    const int vocabulary = a.vocabulary;
    Weights weights = {logits, 0, options.penalty, rawMaximum, 1 / fmaxf(options.temperature, 1e-5f), options.temperature == 0};
    if (options.historyLength > 0)
    {
        for (int i = threadIdx.x; i < (vocabulary + 31) / 32; i += THREADS)
            seen[i] = 0;
        __syncthreads();
        for (int i = threadIdx.x; i < options.historyLength; i += THREADS)
        {
            const int token = options.history[i];
            atomicOr(&seen[token / 32], 1u << token % 32);
        }
        __syncthreads();
        weights.seen = seen;
        float largest = -INFINITE;
        for (int token = threadIdx.x; token < vocabulary; token += THREADS)
            largest = fmaxf(largest, weights.logit(token));
        weights.maximum = overBlock<float, true>(largest, w.floats);
    }

    Cut cut = {0, 0x7fffffff};
    if (!weights.greedy)
    {
        u64 kept = 0; // the mass that top-k leaves
        if (options.topK > 0 && options.topK < vocabulary)
            cut = select(weights, vocabulary, options.topK, ~0ull, 0, w);
        if (options.topP < 1)
        {
            u64 above = 0, equal = 0;
            for (int token = threadIdx.x; token < vocabulary; token += THREADS)
            {
                const float weight = weights(token);
                const u32 bits = __float_as_uint(weight);
                if (bits > cut.threshold)
                    above += fixedPoint(weight);
                else if (bits == cut.threshold && bits != 0)
                    equal++;
            }
            kept = overBlock<u64, false>(above, w.integers);
            equal = overBlock<u64, false>(equal, w.integers);
            kept += fixedPoint(__uint_as_float(cut.threshold)) * (equal < cut.equals ? equal : cut.equals);
            const Cut closer = select(weights, vocabulary, ~0u, (u64)(options.topP * (double)kept), cut.threshold, w);
            if (closer.threshold > cut.threshold || closer.equals < cut.equals)
                cut = closer;
        }
        const u32 least = __float_as_uint(options.minP);
        if (options.minP > 0 && least > cut.threshold)
            cut = {least, 0x7fffffff};
    }

    // Neighbouring tokens to each thread: how many of the threshold's weight come before, then the sums, then the draw.
    const int each = (vocabulary + THREADS - 1) / THREADS, from = threadIdx.x * each, to = min(vocabulary, from + each);
    u64 equals = 0;
    for (int token = from; token < to; token++)
        equals += __float_as_uint(weights(token)) == cut.threshold;
    const u64 equalsBefore = before<u64>(equals, w.integers);
    auto keeps = [&](float weight, u64 &rank) {
        const u32 bits = __float_as_uint(weight);
        return bits != 0 && (bits > cut.threshold || (bits == cut.threshold && rank++ < cut.equals));
    };
    double sum = 0;
    u64 rank = equalsBefore;
    for (int token = from; token < to; token++)
    {
        const float weight = weights(token);
        if (keeps(weight, rank))
            sum += weight;
    }
    const double total = overBlock<double, false>(sum, w.doubles), earlier = before<double>(sum, w.doubles);
    const double target = weights.greedy ? 0 : uniform(options.seed, options.counter) * total;
    __syncthreads();
    if (threadIdx.x == 0)
        w.found = -1;
    __syncthreads();
    if (sum > 0 && earlier <= target)
        atomicMax(&w.found, (int)threadIdx.x); // the last thread whose tokens begin at or before the target
    __syncthreads();
    if (threadIdx.x != w.found)
        return;
    double reached = earlier;
    rank = equalsBefore;
    float chosen = 0;
    for (int token = from; token < to; token++)
    {
        const float weight = weights(token);
        if (!keeps(weight, rank))
            continue;
        choice.token = token;
        chosen = weight;
        reached += weight;
        if (reached > target)
            break;
    }
    choice.logProb = weights.greedy ? 0 : (float)(log((double)chosen) - log(total));
    choice.rawLogProb = (float)(toFloat(logits[choice.token]) - rawMaximum - rawLogSum);
}
