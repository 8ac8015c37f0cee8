// Weights of 8 bits for product.cu: e4m3 (Micikevicius et al. 2022, FP8 Formats for Deep Learning), with a scale for each output, as pack.cu leaves them.
// Only the weights have so few bits: they become bf16 in registers, from where the tensor cores take them as their first operand, and the scales meet the sums.
//
// 64 outputs by 64 of the depth are 4,096 bytes that lie together, in the order of the operand's registers (PTX ISA, wgmma.mma_async, matrix A of m64k16):
// thread t of 128 reads the 16 bytes at 16 t and at 16 (128 + t), each two steps of 16 of the depth with two words a step. Of a word, bytes 1 and 3 are two
// neighbours in the depth of output 16 (t / 32) + t % 32 / 4, bytes 0 and 2 those of the output 8 further.

#define PACKED_BYTES 4096

struct PackedWeights
{
    const u8 *slices;    // [blocks of 64 outputs, slices of 64 of the depth, 4096]
    const float *scales; // [blocks of 64 outputs, 64]
    int secondBlock;     // GATED: of the first ups
};

// A block's slice into shared memory.
DEVICE void copyPacked(u32 target, const u8 *slice, u32 barrier)
{
    asm volatile("cp.async.bulk.shared::cluster.global.mbarrier::complete_tx::bytes [%0], [%1], %2, [%3];" ::"r"(target),
                 "l"(slice), "r"(PACKED_BYTES), "r"(barrier)
                 : "memory");
}

// Bytes 1 and 3 as bf16. Exponent and mantissa keep their bits; the exponents' biases, 7 and 127, differ by 120, which also makes normal numbers of what was below them.
DEVICE u32 widened(u32 codes)
{
    u32 pair;
    asm("mul.rn.bf16x2 %0, %1, %2;" : "=r"(pair) : "r"((codes & 0x80008000u) | (codes >> 4 & 0x07f007f0u)), "r"(0x7b807b80u)); // 2^120
    return pair;
}

// A thread's operands of a slice for some blocks of outputs.
template <int Blocks>
DEVICE void widen(u32 (*operands)[16], u32 slice)
{
#pragma unroll
    for (int b = 0; b < Blocks; b++)
#pragma unroll
        for (int half = 0; half < 2; half++)
        {
            u32 words[4];
            asm volatile("ld.shared.v4.u32 {%0, %1, %2, %3}, [%4];"
                         : "=r"(words[0]), "=r"(words[1]), "=r"(words[2]), "=r"(words[3])
                         : "r"(slice + b * PACKED_BYTES + half * 2048 + threadIdx.x % 128 * 16)
                         : "memory");
#pragma unroll
            for (int i = 0; i < 4; i++)
            {
                operands[b][half * 8 + i * 2] = widened(words[i]);
                operands[b][half * 8 + i * 2 + 1] = widened(words[i] << 8);
            }
        }
}

// Product of wgmma.cuh with the first operand in registers.
template <int N>
struct RegisterProduct;

template <>
struct RegisterProduct<16>
{
    static __device__ __forceinline__ void add(float *x, const u32 *a, u64 b)
    {
        asm volatile("{ .reg .pred add; setp.ne.b32 add, 1, 0; wgmma.mma_async.sync.aligned.m64n16k16.f32.bf16.bf16 {"
                     "%0, %1, %2, %3, %4, %5, %6, %7"
                     "}, {%8, %9, %10, %11}, %12, add, 1, 1, 0; }"
                     : "+f"(x[0]), "+f"(x[1]), "+f"(x[2]), "+f"(x[3]), "+f"(x[4]), "+f"(x[5]), "+f"(x[6]), "+f"(x[7])
                     : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "l"(b));
    }
};

template <>
struct RegisterProduct<32>
{
    static __device__ __forceinline__ void add(float *x, const u32 *a, u64 b)
    {
        asm volatile("{ .reg .pred add; setp.ne.b32 add, 1, 0; wgmma.mma_async.sync.aligned.m64n32k16.f32.bf16.bf16 {"
                     "%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15"
                     "}, {%16, %17, %18, %19}, %20, add, 1, 1, 0; }"
                     : "+f"(x[0]), "+f"(x[1]), "+f"(x[2]), "+f"(x[3]), "+f"(x[4]), "+f"(x[5]), "+f"(x[6]), "+f"(x[7]),
                       "+f"(x[8]), "+f"(x[9]), "+f"(x[10]), "+f"(x[11]), "+f"(x[12]), "+f"(x[13]), "+f"(x[14]), "+f"(x[15])
                     : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "l"(b));
    }
};

template <>
struct RegisterProduct<64>
{
    static __device__ __forceinline__ void add(float *x, const u32 *a, u64 b)
    {
        asm volatile("{ .reg .pred add; setp.ne.b32 add, 1, 0; wgmma.mma_async.sync.aligned.m64n64k16.f32.bf16.bf16 {"
                     "%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15,"
                     "%16, %17, %18, %19, %20, %21, %22, %23, %24, %25, %26, %27, %28, %29, %30, %31"
                     "}, {%32, %33, %34, %35}, %36, add, 1, 1, 0; }"
                     : "+f"(x[0]), "+f"(x[1]), "+f"(x[2]), "+f"(x[3]), "+f"(x[4]), "+f"(x[5]), "+f"(x[6]), "+f"(x[7]),
                       "+f"(x[8]), "+f"(x[9]), "+f"(x[10]), "+f"(x[11]), "+f"(x[12]), "+f"(x[13]), "+f"(x[14]), "+f"(x[15]),
                       "+f"(x[16]), "+f"(x[17]), "+f"(x[18]), "+f"(x[19]), "+f"(x[20]), "+f"(x[21]), "+f"(x[22]), "+f"(x[23]),
                       "+f"(x[24]), "+f"(x[25]), "+f"(x[26]), "+f"(x[27]), "+f"(x[28]), "+f"(x[29]), "+f"(x[30]), "+f"(x[31])
                     : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "l"(b));
    }
};

// The scales of a thread's outputs, the first one and that 8 further, of some blocks.
template <int Blocks, class Block>
DEVICE void loadScales(float (*scales)[2], const PackedWeights &packed, int first, Block block)
{
#pragma unroll
    for (int b = 0; b < Blocks; b++)
#pragma unroll
        for (int half = 0; half < 2; half++)
            scales[b][half] = packed.scales[block(b) * 64 + first + half * 8];
}

// Adds the products of slice i, whose weights and rows lie at the given places of its stage, for a warpgroup. `arrived` waits for the slice and says where its stage is;
// `release` commits the products and lets go of the slice before.
template <int Blocks, int Rows, class Arrived, class Release>
DEVICE void multiplySlice(float (*sums)[Rows / 2], u32 (*operands)[16], int i, u32 weights, u32 rows, Arrived arrived, Release release)
{
    const u32 data = arrived(i);
    widen<Blocks>(operands, data + weights);
    beginProducts();
#pragma unroll
    for (int k = 0; k < 4; k++)
#pragma unroll
        for (int b = 0; b < Blocks; b++)
            RegisterProduct<Rows>::add(sums[b], operands[b] + k * 4, matrixDescriptor(data + rows + k * 32));
    release(i);
}

// The same for all slices: while the tensor cores take one, the next becomes bf16 in other registers.
template <int Blocks, int Rows, class Arrived, class Release>
DEVICE void multiplyPacked(float (*sums)[Rows / 2], int slices, u32 weights, u32 rows, Arrived arrived, Release release)
{
    u32 even[Blocks][16], odd[Blocks][16];
    int i = 0;
    for (; i + 1 < slices; i += 2)
    {
        multiplySlice<Blocks, Rows>(sums, even, i, weights, rows, arrived, release);
        multiplySlice<Blocks, Rows>(sums, odd, i + 1, weights, rows, arrived, release);
    }
    if (i < slices)
        multiplySlice<Blocks, Rows>(sums, even, i, weights, rows, arrived, release);
}
