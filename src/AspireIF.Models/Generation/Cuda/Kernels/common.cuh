// What the kernels share. Compiled by NVRTC without any header of a CUDA toolkit: types, bf16 and the instructions of
// compute capability 9.0 (PTX ISA 8.x) are spelled out here.

typedef unsigned char u8;
typedef unsigned short bf16; // the upper half of a float
typedef unsigned int u32;
typedef unsigned long long u64;

struct alignas(64) TensorMap
{
    u64 words[16]; // made by cuTensorMapEncodeTiled
};

#define DEVICE static __device__ __forceinline__
#define INFINITE __int_as_float(0x7f800000)
#define FULL_WARP 0xffffffffu

DEVICE float toFloat(bf16 x)
{
    return __uint_as_float((u32)x << 16);
}

DEVICE float lowFloat(u32 pair)
{
    return __uint_as_float(pair << 16);
}

DEVICE float highFloat(u32 pair)
{
    return __uint_as_float(pair & 0xffff0000u);
}

// Two floats, rounded to nearest even; the first goes to the lower half.
DEVICE u32 toPair(float low, float high)
{
    u32 pair;
    asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(pair) : "f"(high), "f"(low));
    return pair;
}

DEVICE float exp2Fast(float x)
{
    float y;
    asm("ex2.approx.ftz.f32 %0, %1;" : "=f"(y) : "f"(x));
    return y;
}

DEVICE float silu(float x)
{
    return x / (1 + exp2Fast(-1.44269504f * x));
}

DEVICE float warpSum(float x)
{
#pragma unroll
    for (int lane = 16; lane > 0; lane >>= 1)
        x += __shfl_xor_sync(FULL_WARP, x, lane);
    return x;
}

DEVICE float warpMax(float x)
{
#pragma unroll
    for (int lane = 16; lane > 0; lane >>= 1)
        x = fmaxf(x, __shfl_xor_sync(FULL_WARP, x, lane));
    return x;
}

DEVICE u32 sharedAddress(const void *pointer)
{
    return (u32)__cvta_generic_to_shared(pointer);
}

// Programmatic dependent launch: the next kernel's blocks may start as soon as all of this one's have, and bring what does not depend on it.
DEVICE void launchNext()
{
    asm volatile("griddepcontrol.launch_dependents;" ::: "memory");
}

// The previous kernel has ended, and what it wrote is visible to this grid.
DEVICE void waitForPrevious()
{
    asm volatile("griddepcontrol.wait;" ::: "memory");
}

// The same for a block.
DEVICE void waitInBlock()
{
    if (threadIdx.x == 0)
        waitForPrevious();
    __syncthreads();
}

// What another kernel of this step has written: from the L2 cache, past the first.
DEVICE float loadFresh(const float *address)
{
    float x;
    asm volatile("ld.global.cg.f32 %0, [%1];" : "=f"(x) : "l"(address) : "memory");
    return x;
}

DEVICE float4 loadFresh4(const float *address)
{
    float4 x;
    asm volatile("ld.global.cg.v4.f32 {%0, %1, %2, %3}, [%4];" : "=f"(x.x), "=f"(x.y), "=f"(x.z), "=f"(x.w) : "l"(address) : "memory");
    return x;
}

// Kernels that run at the same time take turns at the memory. A kernel's first loads, which do not depend on the one ahead, are asked for when that one
// has asked for its last: then they arrive while it finishes and its results travel, when the memory would otherwise wait. Asked for earlier,
// they would only delay it.
struct Turn
{
    const u32 *ahead; // how many have asked for their last in the kernel ahead; null without one
    u32 *asked;       // the same of this kernel
    u32 expected;     // of the kernel ahead
};

// One thread. Only the order of loads depends on it, so it does not wait forever.
DEVICE void awaitTurn(const Turn &turn)
{
#if !TURNS
    return;
#endif
    if (!turn.ahead)
        return;
    for (int i = 0; i < 1000; i++)
    {
        u32 asked;
        asm volatile("ld.relaxed.gpu.global.u32 %0, [%1];" : "=r"(asked) : "l"(turn.ahead) : "memory");
        if (asked >= turn.expected)
            return;
    }
}

DEVICE void endTurn(const Turn &turn)
{
    if (turn.asked)
        asm volatile("red.relaxed.gpu.global.add.u32 [%0], 1;" ::"l"(turn.asked) : "memory");
}

DEVICE void initBarrier(u32 barrier, u32 arrivals)
{
    asm volatile("mbarrier.init.shared::cta.b64 [%0], %1;" ::"r"(barrier), "r"(arrivals) : "memory");
}

// Makes the initialised barriers visible to the copy engine.
DEVICE void fenceBarriers()
{
    asm volatile("fence.mbarrier_init.release.cluster;" ::: "memory");
    asm volatile("fence.proxy.async.shared::cta;" ::: "memory");
}

DEVICE void arrive(u32 barrier)
{
    asm volatile("mbarrier.arrive.shared::cta.b64 _, [%0];" ::"r"(barrier) : "memory");
}

DEVICE void arriveExpecting(u32 barrier, u32 bytes)
{
    asm volatile("mbarrier.arrive.expect_tx.shared::cta.b64 _, [%0], %1;" ::"r"(barrier), "r"(bytes) : "memory");
}

DEVICE void waitFor(u32 barrier, u32 parity)
{
    u32 done;
    do
        asm volatile("{\n .reg .pred p;\n mbarrier.try_wait.parity.shared::cta.b64 p, [%1], %2;\n selp.u32 %0, 1, 0, p;\n}"
                     : "=r"(done)
                     : "r"(barrier), "r"(parity)
                     : "memory");
    while (!done);
}

// A box of a row-major matrix into shared memory; x counts elements, y rows. What lies outside the matrix arrives as zeros.
DEVICE void copyBox(u32 target, const TensorMap *map, int x, int y, u32 barrier)
{
    asm volatile("cp.async.bulk.tensor.2d.shared::cluster.global.mbarrier::complete_tx::bytes [%0], [%1, {%3, %4}], [%2];" ::"r"(target),
                 "l"(map), "r"(barrier), "r"(x), "r"(y)
                 : "memory");
}

// The same of weights; of those marked once the L2 cache lets go first (PTX ISA, createpolicy).
template <bool Once>
DEVICE void copyWeightBox(u32 target, const TensorMap *map, int x, int y, u32 barrier)
{
    if (!Once)
    {
        copyBox(target, map, x, y, barrier);
        return;
    }
    u64 policy;
    asm volatile("createpolicy.fractional.L2::evict_first.b64 %0, 1.0;" : "=l"(policy));
    asm volatile("cp.async.bulk.tensor.2d.shared::cluster.global.mbarrier::complete_tx::bytes.L2::cache_hint [%0], [%1, {%3, %4}], [%2], %5;" ::"r"(target),
                 "l"(map), "r"(barrier), "r"(x), "r"(y), "l"(policy)
                 : "memory");
}

// The same of rows that every block reads: the L2 cache lets go of them last.
DEVICE void copySharedBox(u32 target, const TensorMap *map, int x, int y, u32 barrier)
{
    u64 policy;
    asm volatile("createpolicy.fractional.L2::evict_last.b64 %0, 1.0;" : "=l"(policy));
    asm volatile("cp.async.bulk.tensor.2d.shared::cluster.global.mbarrier::complete_tx::bytes.L2::cache_hint [%0], [%1, {%3, %4}], [%2], %5;" ::"r"(target),
                 "l"(map), "r"(barrier), "r"(x), "r"(y), "l"(policy)
                 : "memory");
}

// Bytes that lie together, a multiple of 16, and that are read once: the L2 cache lets go of them first.
DEVICE void copyBytesOnce(u32 target, const void *source, u32 bytes, u32 barrier)
{
    u64 policy;
    asm volatile("createpolicy.fractional.L2::evict_first.b64 %0, 1.0;" : "=l"(policy));
    asm volatile("cp.async.bulk.shared::cluster.global.mbarrier::complete_tx::bytes.L2::cache_hint [%0], [%1], %2, [%3], %4;" ::"r"(target),
                 "l"(source), "r"(bytes), "r"(barrier), "l"(policy)
                 : "memory");
}

DEVICE u32 clusterRank()
{
    u32 rank;
    asm volatile("mov.u32 %0, %%cluster_ctarank;" : "=r"(rank));
    return rank;
}

DEVICE void clusterBarrier()
{
    asm volatile("barrier.cluster.arrive.release.aligned;\nbarrier.cluster.wait.acquire.aligned;" ::: "memory");
}

// The two halves of a cluster's barrier.
DEVICE void arriveInCluster()
{
    asm volatile("barrier.cluster.arrive.release.aligned;" ::: "memory");
}

DEVICE void waitForCluster()
{
    asm volatile("barrier.cluster.wait.acquire.aligned;" ::: "memory");
}

DEVICE void prefetchMap(const TensorMap *map)
{
    asm volatile("prefetch.tensormap [%0];" ::"l"(map) : "memory");
}

// The address, for the instructions that reach into other blocks, of this place in the shared memory of another block of the cluster.
DEVICE u32 inBlock(u32 address, u32 rank)
{
    u32 mapped;
    asm volatile("mapa.shared::cluster.u32 %0, %1, %2;" : "=r"(mapped) : "r"(address), "r"(rank));
    return mapped;
}

// From this block's shared memory, or from another's at an address of inBlock.
DEVICE float4 loadShared4(u32 address)
{
    float4 x;
    asm volatile("ld.shared::cluster.v4.f32 {%0, %1, %2, %3}, [%4];" : "=f"(x.x), "=f"(x.y), "=f"(x.z), "=f"(x.w) : "r"(address) : "memory");
    return x;
}

DEVICE float2 loadShared2(u32 address)
{
    float2 x;
    asm volatile("ld.shared::cluster.v2.f32 {%0, %1}, [%2];" : "=f"(x.x), "=f"(x.y) : "r"(address) : "memory");
    return x;
}

// Numbers into the shared memory of a block of the cluster, whose barrier counts the bytes (PTX ISA, st.async): one trip, and nothing to wait for here.
DEVICE void send4(u32 target, float4 x, u32 barrier)
{
    asm volatile("st.async.shared::cluster.mbarrier::complete_tx::bytes.v4.f32 [%0], {%1, %2, %3, %4}, [%5];" ::"r"(target), "f"(x.x), "f"(x.y), "f"(x.z), "f"(x.w), "r"(barrier) : "memory");
}

DEVICE void send2(u32 target, float2 x, u32 barrier)
{
    asm volatile("st.async.shared::cluster.mbarrier::complete_tx::bytes.v2.f32 [%0], {%1, %2}, [%3];" ::"r"(target), "f"(x.x), "f"(x.y), "r"(barrier) : "memory");
}
