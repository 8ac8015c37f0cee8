// Eight bf16 numbers in a 16-byte vector, and sums over a block. Arithmetic is fp32. No header is included: NVRTC needs none.

typedef unsigned int u32;

struct __align__(16) Vector { u32 words[4]; };

__device__ __forceinline__ u32 packed(float low, float high) {
    u32 word; // PTX ISA, cvt: the first operand becomes the upper half
    asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(word) : "f"(high), "f"(low));
    return word;
}

__device__ __forceinline__ float low_of(u32 word) { return __uint_as_float(word << 16); }
__device__ __forceinline__ float high_of(u32 word) { return __uint_as_float(word & 0xffff0000u); }
__device__ __forceinline__ float rounded(float x) { return low_of(packed(x, 0.0f)); }

// One 16-byte access; a copy of the struct may become four. Kernels that work in place read a vector before they write it.
__device__ __forceinline__ Vector load(const Vector* place) {
    Vector v;
    asm volatile("ld.global.v4.u32 {%0, %1, %2, %3}, [%4];" : "=r"(v.words[0]), "=r"(v.words[1]), "=r"(v.words[2]), "=r"(v.words[3]) : "l"(place));
    return v;
}

__device__ __forceinline__ void unpack(const Vector& v, float* values) {
#pragma unroll
    for (int i = 0; i < 4; i++) {
        values[2 * i] = low_of(v.words[i]);
        values[2 * i + 1] = high_of(v.words[i]);
    }
}

__device__ __forceinline__ Vector pack(const float* values) {
    Vector v;
#pragma unroll
    for (int i = 0; i < 4; i++)
        v.words[i] = packed(values[2 * i], values[2 * i + 1]);
    return v;
}

__device__ __forceinline__ float warp_sum(float x) {
#pragma unroll
    for (int step = 16; step > 0; step >>= 1)
        x += __shfl_xor_sync(0xffffffffu, x, step);
    return x;
}

// Sum over the block, for every thread. `shared` has a place for each warp and is free again after the call.
__device__ __forceinline__ float block_sum(float x, float* shared) {
    int lane = threadIdx.x & 31, warp = threadIdx.x >> 5, warps = blockDim.x >> 5;
    x = warp_sum(x);
    if (lane == 0)
        shared[warp] = x;
    __syncthreads();
    float sum = 0;
    for (int i = 0; i < warps; i++)
        sum += shared[i];
    __syncthreads();
    return sum;
}
