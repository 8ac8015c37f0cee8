// Gradient norm and the optimiser. Needs vectors.cuh.

// Sum of squares of `count` vectors, one partial sum for each block.
extern "C" __global__ void __launch_bounds__(512) sum_of_squares(const Vector* numbers, float* parts, long long count) {
    __shared__ float shared[16];
    float sum = 0;
    for (long long at = (long long)blockIdx.x * blockDim.x + threadIdx.x; at < count; at += (long long)gridDim.x * blockDim.x) {
        float values[8];
        unpack(load(&numbers[at]), values);
#pragma unroll
        for (int k = 0; k < 8; k++)
            sum += values[k] * values[k];
    }
    sum = block_sum(sum, shared);
    if (threadIdx.x == 0)
        parts[blockIdx.x] = sum;
}

// AdamW (Loshchilov and Hutter, ICLR 2019, algorithm 2) over vectors of eight: fp32 master weights and moments, bf16 gradients and weights.
extern "C" __global__ void adamw(
    const Vector* gradients, Vector* weights, float4* master, float4* first, float4* second, long long count,
    float beta1, float beta2, float root, float epsilon, float kept, float step) {
    long long at = (long long)blockIdx.x * blockDim.x + threadIdx.x;
    if (at >= count)
        return;
    float slope[8], weight[8];
    unpack(load(&gradients[at]), slope);
#pragma unroll
    for (int half = 0; half < 2; half++) {
        float4 w = master[2 * at + half], m = first[2 * at + half], v = second[2 * at + half];
        float* ws = (float*)&w;
        float* ms = (float*)&m;
        float* vs = (float*)&v;
#pragma unroll
        for (int k = 0; k < 4; k++) {
            float g = slope[4 * half + k];
            ms[k] = beta1 * ms[k] + (1 - beta1) * g;
            vs[k] = beta2 * vs[k] + (1 - beta2) * g * g;
            ws[k] = kept * ws[k] - step * ms[k] / (sqrtf(vs[k]) / root + epsilon);
            weight[4 * half + k] = ws[k];
        }
        master[2 * at + half] = w;
        first[2 * at + half] = m;
        second[2 * at + half] = v;
    }
    weights[at] = pack(weight);
}
