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

struct __align__(8) Codes { unsigned char bytes[8]; };

#define ZERO 127u // the signed code of zero

// The nearest code's rank above zero for a share of 0 to 1: decade and place by arithmetic, which misses by one at most, then a look at the borders on both sides.
// `borders` begins between ranks 0 and 1; the lowest decade has `finest` codes, each decade twice as many as the one below it.
__device__ __forceinline__ u32 rank_of(float share, const float* borders, u32 finest) {
    float decade = fminf(fmaxf(floorf(7 + 0.30103f * __log2f(share)), 0), 6);
    u32 parts = finest << (u32)decade;
    float place = (share * exp2f(3.3219281f * (6 - decade)) - 0.1f) * (parts / 0.9f);
    u32 rank = parts - (finest - 1) + (u32)fminf(fmaxf(place, 0), parts - 1.0f);
    if (share > borders[rank])
        return rank + 1;
    return share > borders[rank - 1] ? rank : rank - 1;
}

__device__ __forceinline__ float warp_largest(float x) {
#pragma unroll
    for (int step = 16; step > 0; step >>= 1)
        x = fmaxf(x, __shfl_xor_sync(0xffffffffu, x, step));
    return x;
}

// The same with moments in 8 bits (Dettmers et al., ICLR 2022): a warp takes a block of 256 numbers, eight a lane. A table holds what the 256 codes stand for, then the borders between them.
extern "C" __global__ void __launch_bounds__(256) adamw_8bit(
    const Vector* gradients, Vector* weights, float4* master, Codes* first, float* first_scales, Codes* second, float* second_scales,
    const float* first_table, const float* second_table, long long count, float beta1, float beta2, float root, float epsilon, float kept, float step) {
    __shared__ float numbers1[256], borders1[256], numbers2[256], borders2[256];
    numbers1[threadIdx.x] = first_table[threadIdx.x];
    borders1[threadIdx.x] = first_table[256 + threadIdx.x];
    numbers2[threadIdx.x] = second_table[threadIdx.x];
    borders2[threadIdx.x] = second_table[256 + threadIdx.x];
    __syncthreads();
    int lane = threadIdx.x & 31;
    // All lanes of a warp go round together: they share a block's scales.
    for (long long base = (long long)blockIdx.x * 256 + (threadIdx.x & ~31); base < count; base += (long long)gridDim.x * 256) {
        long long at = base + lane, block = base >> 5;
        bool inside = at < count;
        float m[8], v[8], largest1 = 0, largest2 = 0;
        if (inside) {
            __align__(16) float w[8];
            float slope[8], weight[8], scale1 = first_scales[block], scale2 = second_scales[block];
            unpack(load(&gradients[at]), slope);
            *(float4*)w = master[2 * at];
            *(float4*)(w + 4) = master[2 * at + 1];
            Codes code1 = first[at], code2 = second[at];
#pragma unroll
            for (int k = 0; k < 8; k++) {
                m[k] = beta1 * numbers1[code1.bytes[k]] * scale1 + (1 - beta1) * slope[k];
                v[k] = beta2 * numbers2[code2.bytes[k]] * scale2 + (1 - beta2) * slope[k] * slope[k];
                w[k] = kept * w[k] - step * m[k] / (sqrtf(v[k]) / root + epsilon);
                weight[k] = w[k];
                largest1 = fmaxf(largest1, fabsf(m[k]));
                largest2 = fmaxf(largest2, v[k]);
            }
            master[2 * at] = *(float4*)w;
            master[2 * at + 1] = *(float4*)(w + 4);
            weights[at] = pack(weight);
        }
        largest1 = fmaxf(warp_largest(largest1), 1e-36f); // nothing is divided by less
        largest2 = fmaxf(warp_largest(largest2), 1e-36f);
        if (inside) {
            Codes code1, code2;
#pragma unroll
            for (int k = 0; k < 8; k++) {
                u32 rank = rank_of(fabsf(m[k]) / largest1, borders1 + ZERO, 1), square = rank_of(v[k] / largest2, borders2, 2);
                code1.bytes[k] = (unsigned char)(m[k] < 0 ? ZERO - (rank < ZERO ? rank : ZERO) : ZERO + rank); // there is no -1
                code2.bytes[k] = (unsigned char)(square == 0 && v[k] > 0 ? 1 : square); // a square that is not zero stays so: it is divided by
            }
            first[at] = code1;
            second[at] = code2;
        }
        if (lane == 0) {
            first_scales[block] = largest1;
            second_scales[block] = largest2;
        }
    }
}
