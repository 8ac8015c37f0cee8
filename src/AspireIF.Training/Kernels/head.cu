// The output head's softmax. Needs vectors.cuh.

// What some logits say: their largest, the sum of exp(logit - largest), and the sum of logit times that.
struct Mass { float largest, sum, weighted; };

__device__ __forceinline__ Mass joined(Mass a, Mass b) {
    float largest = fmaxf(a.largest, b.largest);
    float left = a.sum > 0 ? __expf(a.largest - largest) : 0, right = b.sum > 0 ? __expf(b.largest - largest) : 0;
    return { largest, a.sum * left + b.sum * right, a.weighted * left + b.weighted * right };
}

// Log-probability of each row's target, entropy of the row, and the logarithm of the sum of exponentials, in one pass over the logits. One block for each row.
extern "C" __global__ void __launch_bounds__(512) head_softmax(
    const Vector* logits, const long long* targets, float* log_probs, float* entropies, float* normalisers, int width) {
    __shared__ Mass shared[16];
    const Vector* row = logits + (long long)blockIdx.x * width;
    Mass mass = { -1e30f, 0, 0 };
    for (int at = threadIdx.x; at < width; at += blockDim.x) {
        float values[8];
        unpack(load(&row[at]), values);
        float largest = mass.largest;
#pragma unroll
        for (int k = 0; k < 8; k++)
            largest = fmaxf(largest, values[k]);
        float factor = __expf(mass.largest - largest);
        mass.sum *= factor;
        mass.weighted *= factor;
        mass.largest = largest;
#pragma unroll
        for (int k = 0; k < 8; k++) {
            float e = __expf(values[k] - largest);
            mass.sum += e;
            mass.weighted += e * values[k];
        }
    }
#pragma unroll
    for (int step = 16; step > 0; step >>= 1) {
        Mass other = { __shfl_xor_sync(0xffffffffu, mass.largest, step), __shfl_xor_sync(0xffffffffu, mass.sum, step), __shfl_xor_sync(0xffffffffu, mass.weighted, step) };
        mass = joined(mass, other);
    }
    if ((threadIdx.x & 31) == 0)
        shared[threadIdx.x >> 5] = mass;
    __syncthreads();
    if (threadIdx.x == 0) {
        for (int i = 1; i < blockDim.x / 32; i++)
            mass = joined(mass, shared[i]);
        float normaliser = mass.largest + logf(mass.sum);
        long long target = targets[blockIdx.x];
        u32 word = row[target / 8].words[target % 8 / 2];
        log_probs[blockIdx.x] = (target & 1 ? high_of(word) : low_of(word)) - normaliser;
        entropies[blockIdx.x] = normaliser - mass.weighted / mass.sum;
        normalisers[blockIdx.x] = normaliser;
    }
}

// In place from logits to the gradient by them of sum over rows of slope * log-probability: slope * ([column is the target] - probability).
extern "C" __global__ void __launch_bounds__(512) head_softmax_gradient(Vector* logits, const long long* targets, const float* normalisers, const float* slopes, int width) {
    Vector* row = logits + (long long)blockIdx.x * width;
    float normaliser = normalisers[blockIdx.x], slope = slopes[blockIdx.x];
    int target = (int)targets[blockIdx.x];
    for (int at = threadIdx.x; at < width; at += blockDim.x) {
        float values[8];
        unpack(load(&row[at]), values);
#pragma unroll
        for (int k = 0; k < 8; k++)
            values[k] = slope * ((at * 8 + k == target ? 1.0f : 0.0f) - __expf(values[k] - normaliser));
        row[at] = pack(values);
    }
}
