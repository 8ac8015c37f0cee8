// Weights of bf16 into those of weights8.cuh: e4m3 codes of weight / scale. An output's scale is the smallest power of two by which its largest weight is no more than 448,
// e4m3's largest number: then code times scale is a number of bf16 again, and a floating point code loses nothing by it.

struct PackedMatrix
{
    const bf16 *weights; // [outputs, depth]
    u8 *slices;          // [blocks of 64 outputs, slices of 64 of the depth, 4096]
    float *scales;       // [blocks of 64 outputs, 64]
    int outputs, depth;  // multiples of 8; what is missing to blocks and slices becomes zeros
};

struct PackArguments
{
    const PackedMatrix *matrices;
};

// x and y to the nearest code, ties to even, x in the lower byte.
DEVICE u32 codes(float x, float y)
{
    unsigned short pair;
    asm("cvt.rn.satfinite.e4m3x2.f32 %0, %1, %2;" : "=h"(pair) : "f"(y), "f"(x));
    return pair;
}

// Blocks of 128 threads, one for 16 outputs (x) of a matrix (y).
extern "C" __global__ void __launch_bounds__(128) pack(const __grid_constant__ PackArguments a)
{
    __shared__ float factors[16];
    const PackedMatrix m = a.matrices[blockIdx.y];
    const int first = blockIdx.x * 16, warp = threadIdx.x / 32, lane = threadIdx.x % 32;
    if (first >= (m.outputs + 63) / 64 * 64)
        return;
    for (int r = warp; r < 16; r += 4)
    {
        u32 largest = 0; // of two bf16 without their signs, which order as their bits do, infinities and NaN above all
        if (first + r < m.outputs)
            for (int k = lane * 8; k < m.depth; k += 256)
            {
                const uint4 eight = *(const uint4 *)(m.weights + (long long)(first + r) * m.depth + k);
                largest = max(largest, max(max(max(eight.x & 0x7fff, eight.y & 0x7fff), max(eight.z & 0x7fff, eight.w & 0x7fff)),
                                           max(max(eight.x >> 16 & 0x7fff, eight.y >> 16 & 0x7fff), max(eight.z >> 16 & 0x7fff, eight.w >> 16 & 0x7fff))));
            }
        largest = __reduce_max_sync(FULL_WARP, largest);
        if (lane == 0)
        {
            const int exponent = (int)(largest >> 7) - 8 + ((largest & 127) > 96); // 448 = (1 + 96 / 128) 2^8
            const bool finite = largest < 0x7f80;
            // Weights below 2^-118 are nothing; one that is not finite becomes the scale, and spoils the sums as it would by itself.
            m.scales[first + r] = !finite ? toFloat((bf16)largest) : exponent > 0 ? __uint_as_float((u32)exponent << 23) : 0;
            factors[r] = finite && exponent > 0 ? __uint_as_float((u32)(254 - exponent) << 23) : 0;
        }
    }
    __syncthreads();
    const int slices = (m.depth + 63) / 64, row = lane / 4;
    u8 *target = m.slices + (long long)(blockIdx.x / 4) * slices * 4096 + (blockIdx.x % 4 * 32 + lane) * 16;
    auto pair = [&](int r, int k) -> u32 {
        return first + r < m.outputs && k < m.depth ? *(const u32 *)(m.weights + (long long)(first + r) * m.depth + k) : 0;
    };
    for (int slice = warp; slice < slices; slice += 4)
#pragma unroll
        for (int half = 0; half < 2; half++)
        {
            u32 words[4];
#pragma unroll
            for (int i = 0; i < 4; i++)
            {
                const int k = slice * 64 + half * 32 + i * 8 + lane % 4 * 2;
                const u32 upper = pair(row, k), lower = pair(row + 8, k);
                const u32 both = codes(lowFloat(upper) * factors[row], highFloat(upper) * factors[row])
                    | codes(lowFloat(lower) * factors[row + 8], highFloat(lower) * factors[row + 8]) << 16;
                words[i] = __byte_perm(both, 0, 0x1302);
            }
            *(uint4 *)(target + (long long)slice * 4096 + half * 2048) = make_uint4(words[0], words[1], words[2], words[3]);
        }
}
