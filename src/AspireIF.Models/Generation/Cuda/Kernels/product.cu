// output[row, o] = sum over k of input[row, k] weight[o, k] for few rows: the weights are read once, at the speed of the memory, and everything
// that follows a product in a decoder happens to its accumulators before they leave the chip.
//
// A tile is BLOCKS * 64 outputs by ROWS rows. The weights are the tensor cores' first operand (outputs in the M dimension), so that a batch
// of 16 wastes nothing. One warp fetches with the bulk copy engine, STAGES deep; its first weights are asked for before the previous kernel
// has ended. One or two warpgroups multiply. The blocks of a cluster share the depth; the block that finishes a row is sent the others' sums of
// it, or, with large tiles, fetches them.
//
// FOLLOW says what becomes of the sums (per row: scale = 1 / rms of the row, whose squares earlier kernels have summed in parts):
//   QUERY_KEY_VALUE  bf16(scale * sum + bias); the outputs come from three matrices
//   RESIDUAL         stream += sum + bias; normed = bf16(stream * gain of the next norm); squares of the stream, a part per tile
//   GATED            bf16(silu(scale * gate) * scale * up); the tile's first block are gates, its second the matching ups
//   LOGITS           bf16(scale * sum); per row and tile the maximum and the sums of exp((logit - maximum) / temperature) and of exp(logit - maximum)
// BITS of a weight: 16, matrices of the model in bf16; 8, as in weights8.cuh, the matrices of one product one behind the other. ONCE marks weights of 16 to be let go of first.

#define QUERY_KEY_VALUE 0
#define RESIDUAL 1
#define GATED 2
#define LOGITS 3

// A warpgroup takes all rows, and, with many, one of two blocks: the fewer and wider the products, the less they read of shared memory.
#define GROUPS (ROWS >= 128 || BITS == 8 ? BLOCKS : 1)
#define GROUP_BLOCKS (BLOCKS / GROUPS)
#define MULTIPLIERS (GROUPS * 128)
#define WARPS (MULTIPLIERS / 32 + 1)
#define BLOCK_BYTES (512 * BITS)
#define WEIGHT_BYTES (BLOCKS * BLOCK_BYTES)
#define STAGE_BYTES (WEIGHT_BYTES + ROWS * 128)
#define PART_STRIDE (BLOCKS * 64 + 4) // floats from one row's part to the next: no two lanes of a store on one bank
#define OWN_ROWS ((ROWS + SPLITS - 1) / SPLITS) // that a block finishes: row r is finished by block r % SPLITS of the cluster
#define SENDS (SPLITS > 1 && ROWS <= 128) // a larger tile has no room for what it would be sent: its blocks fetch
#define READERS (BITS == 8 ? MULTIPLIERS : MULTIPLIERS / 32) // that say when they have read a stage: threads that read it themselves, warps whose tensor cores do
#define SENT_BYTES (ROWS * PART_STRIDE * 4)
#define RING_BYTES (STAGES * STAGE_BYTES > SENT_BYTES ? STAGES * STAGE_BYTES : SENT_BYTES)

struct ProductArguments
{
    const bf16 *bias[3];     // of each matrix, or null
    const float *squares;    // [parts, rowStride]; null where no norm precedes
    const bf16 *gain;        // RESIDUAL: of the norm that follows, [outputs]
    float *stream;           // RESIDUAL: [rows, outputs]
    float *squaresOut;       // RESIDUAL: [tiles, rowStride]
    bf16 *output;            // [rows, outputs]
    float4 *statistics;      // LOGITS: [rows, tiles]
    const float *temperature; // LOGITS: [rows]
    int depth;
    int outputs;
    int firstBlocks, secondBlocks; // blocks of 64 outputs of the first matrix; of the first and second together
    int parts, rowStride;
    int rowTiles;
    float epsilon;
    Turn turn;
};

// Adds four neighbouring values (two with one block) of a row's sums.
DEVICE void addPart(u32 from, float *x)
{
    if (FOLLOW == GATED)
    {
        const float2 gate = loadShared2(from), up = loadShared2(from + 64 * 4);
        x[0] += gate.x, x[1] += gate.y, x[2] += up.x, x[3] += up.y;
    }
    else if (BLOCKS == 2)
    {
        const float4 part = loadShared4(from);
        x[0] += part.x, x[1] += part.y, x[2] += part.z, x[3] += part.w;
    }
    else
    {
        const float2 part = loadShared2(from);
        x[0] += part.x, x[1] += part.y;
    }
}

extern "C" __global__ void __launch_bounds__(MULTIPLIERS + 32, 1)
#if BITS == 8
    product(const __grid_constant__ PackedWeights packed, const __grid_constant__ TensorMap input, const __grid_constant__ ProductArguments arguments)
#else
    product(const __grid_constant__ TensorMap first, const __grid_constant__ TensorMap second, const __grid_constant__ TensorMap third,
            const __grid_constant__ TensorMap input, const __grid_constant__ ProductArguments arguments)
#endif
{
    extern __shared__ u8 memory[];
    __shared__ alignas(8) u64 barriers[2 * STAGES + 2];
    __shared__ float scales[ROWS];
    const int warp = threadIdx.x / 32, lane = threadIdx.x % 32;
    const int rank = SPLITS == 1 ? 0 : clusterRank();
    // Tiles of the same outputs follow one another: the second finds their weights in the L2 cache.
    const int tile = blockIdx.x / SPLITS / arguments.rowTiles, firstRow = blockIdx.x / SPLITS % arguments.rowTiles * ROWS;
    const u32 stages = (sharedAddress(memory) + 1023) & ~1023u;
    const u32 filled = sharedAddress(barriers), emptied = filled + 8 * STAGES, started = filled + 16 * STAGES, received = started + 8;
    const u32 parts = stages + RING_BYTES; // [block of the cluster, own row, PART_STRIDE]
    const int slices = (arguments.depth + 63) / 64;
    const int from = slices * rank / SPLITS, to = slices * (rank + 1) / SPLITS;

#if BITS == 8
    auto packedBlock = [&](int b) { return FOLLOW == GATED ? tile + b * packed.secondBlock : tile * BLOCKS + b; };
    auto copyBlock = [&](int b, int slice, u32 target, u32 barrier) {
        copyPacked(target, packed.slices + ((long long)packedBlock(b) * slices + slice) * PACKED_BYTES, barrier);
    };
#else
    // The matrix that a block of the tile comes from, and its first row there.
    auto source = [&](int b, int &y) -> const TensorMap * {
        const int block = tile * BLOCKS + b;
        y = (FOLLOW == GATED ? tile : block) * 64;
        if (FOLLOW == GATED)
            return b == 0 ? &first : &second;
        if (FOLLOW != QUERY_KEY_VALUE || block < arguments.firstBlocks)
            return &first;
        y -= (block < arguments.secondBlocks ? arguments.firstBlocks : arguments.secondBlocks) * 64;
        return block < arguments.secondBlocks ? &second : &third;
    };
    auto copyBlock = [&](int b, int slice, u32 target, u32 barrier) {
        int y;
        const TensorMap *map = source(b, y);
        copyWeightBox<ONCE>(target, map, slice * 64, y, barrier);
    };
#endif
    auto copyWeights = [&](int i) {
        const int stage = i % STAGES;
        arriveExpecting(filled + 8 * stage, STAGE_BYTES);
#pragma unroll
        for (int b = 0; b < BLOCKS; b++)
            copyBlock(b, from + i, stages + stage * STAGE_BYTES + b * BLOCK_BYTES, filled + 8 * stage);
    };
    auto copyRows = [&](int i) {
        const int stage = i % STAGES;
        copySharedBox(stages + stage * STAGE_BYTES + WEIGHT_BYTES, &input, (from + i) * 64, firstRow, filled + 8 * stage);
    };

    launchNext();
    if (threadIdx.x == 0)
    {
        for (int i = 0; i < STAGES; i++)
        {
            initBarrier(filled + 8 * i, 1);
            initBarrier(emptied + 8 * i, READERS);
        }
        initBarrier(started, 1);
        initBarrier(received, 1);
        fenceBarriers();
        if (SENDS)
            arriveExpecting(received, (SPLITS - 1) * ((ROWS - rank + SPLITS - 1) / SPLITS) * BLOCKS * 256);
    }
    __syncthreads();
    if (SENDS)
        arriveInCluster();

    // A warp finishes a row at a time. What that needs is asked for as early as can be.
    const int width = FOLLOW == GATED ? 2 : BLOCKS * 2; // outputs of a lane
    const int output = (FOLLOW == GATED ? tile * 64 : tile * BLOCKS * 64) + lane * width;
    const bool inside = output < arguments.outputs; // the number of outputs is a multiple of 8
    float bias[4] = {0, 0, 0, 0}, gain[4] = {0, 0, 0, 0};
    if (inside && FOLLOW == QUERY_KEY_VALUE)
    {
        const int block = output / 64, matrix = block < arguments.firstBlocks ? 0 : block < arguments.secondBlocks ? 1 : 2;
        const int before = matrix == 0 ? 0 : matrix == 1 ? arguments.firstBlocks : arguments.secondBlocks;
        if (arguments.bias[matrix])
            for (int i = 0; i < width; i++)
                bias[i] = toFloat(arguments.bias[matrix][output - before * 64 + i]);
    }
    if (inside && FOLLOW == RESIDUAL)
        for (int i = 0; i < width; i++)
        {
            gain[i] = toFloat(arguments.gain[output + i]);
            if (arguments.bias[0])
                bias[i] = toFloat(arguments.bias[0][output + i]);
        }
    const int turns = (ROWS + WARPS * SPLITS - 1) / (WARPS * SPLITS); // rows of a warp
    const int unrolled = FOLLOW == RESIDUAL ? turns : 4;
    const bool few = turns <= 8; // registers hold them beside the sums
    float stream[FOLLOW == RESIDUAL ? turns : 1][4];
    auto loadStream = [&]() {
#pragma unroll
        for (int t = 0; t < turns; t++)
        {
            const int r = warp * SPLITS + rank + t * WARPS * SPLITS;
            const float *from = arguments.stream + (long long)(firstRow + r) * arguments.outputs + output;
            float4 x = make_float4(0, 0, 0, 0);
            if (r < ROWS && inside && BLOCKS == 2)
                x = loadFresh4(from);
            if (r < ROWS && inside && BLOCKS == 1)
                x.x = loadFresh(from), x.y = loadFresh(from + 1);
            stream[t][0] = x.x, stream[t][1] = x.y, stream[t][2] = x.z, stream[t][3] = x.w;
        }
    };

#if BITS == 8
    float weightScales[GROUP_BLOCKS][2];
#define SCALED(b, i) (sums[b][i] * weightScales[b][(i & 2) / 2])
    if (warp < MULTIPLIERS / 32)
        loadScales<GROUP_BLOCKS>(weightScales, packed, warp % 4 * 16 + lane / 4, [&](int b) { return packedBlock(warp / 4 * GROUP_BLOCKS + b); });
#else
#define SCALED(b, i) sums[b][i]
#endif
    float sums[GROUP_BLOCKS][ROWS / 2];
    static_assert(FOLLOW == RESIDUAL || ROWS <= MULTIPLIERS, "a thread for each row's scale");
    float squares[32]; // parts of one row's sum
    const int early = min(STAGES, to - from);
    // Two functions: written out where they are called, the same steps took 2% longer with 16 rows and 4 to 7% with 8 bits (the compiler's layout, H200).
    auto fetchFirst = [&]() {
        prefetchMap(&input);
        awaitTurn(arguments.turn);
        for (int i = 0; i < early; i++)
            copyWeights(i);
        waitForPrevious();
        arrive(started);
        for (int i = 0; i < early; i++)
            copyRows(i);
        if (early == to - from)
            endTurn(arguments.turn);
    };
    auto fetchNext = [&](int i) {
        waitFor(emptied + 8 * (i % STAGES), (i / STAGES - 1) & 1);
        copyWeights(i);
        copyRows(i);
        if (i == to - from - 1)
            endTurn(arguments.turn);
    };
    if (warp < MULTIPLIERS / 32)
    {
        __syncwarp();
        waitFor(started, 0);
        if (FOLLOW != RESIDUAL)
        {
#pragma unroll
            for (int i = 0; i < 32; i++) // asked for now, needed after the products
                squares[i] = threadIdx.x < ROWS && i < arguments.parts ? loadFresh(arguments.squares + i * arguments.rowStride + firstRow + threadIdx.x) : 0;
        }
        if (FOLLOW == RESIDUAL && few)
            loadStream();
        const u32 firstBlock = warp / 4 * GROUP_BLOCKS;
#pragma unroll
        for (int b = 0; b < GROUP_BLOCKS; b++)
#pragma unroll
            for (int i = 0; i < ROWS / 2; i++)
                sums[b][i] = 0;
        auto arrived = [&](int i) {
            waitFor(filled + 8 * (i % STAGES), i / STAGES & 1);
            return stages + i % STAGES * STAGE_BYTES;
        };
        auto release = [&](int i) { // once the products of slice i - 1 are done
            commitProducts();
            waitForProducts<1>();
            if (i > 0 && (BITS == 8 || lane == 0))
                arrive(emptied + 8 * ((i - 1) % STAGES));
        };
#if BITS == 8
        multiplyPacked<GROUP_BLOCKS, ROWS>(sums, to - from, firstBlock * BLOCK_BYTES, WEIGHT_BYTES, arrived, release);
#else
        for (int i = 0; i < to - from; i++)
        {
            const u32 data = arrived(i);
            beginProducts();
#pragma unroll
            for (int k = 0; k < 4; k++)
#pragma unroll
                for (int b = 0; b < GROUP_BLOCKS; b++)
                    Product<ROWS>::add(sums[b], matrixDescriptor(data + (firstBlock + b) * BLOCK_BYTES + k * 32), matrixDescriptor(data + WEIGHT_BYTES + k * 32));
            release(i);
        }
#endif
        waitForProducts<0>();
        if (FOLLOW != RESIDUAL && threadIdx.x < ROWS)
        {
            float sum = 0;
#pragma unroll
            for (int i = 0; i < 32; i++)
                sum += squares[i];
            for (int i = 32; i < arguments.parts; i++)
                sum += loadFresh(arguments.squares + i * arguments.rowStride + firstRow + threadIdx.x);
            scales[threadIdx.x] = rsqrtf(sum / arguments.depth + arguments.epsilon);
        }
    }
    else if (lane == 0)
    {
        fetchFirst();
        for (int i = early; i < to - from; i++)
            fetchNext(i);
    }
    waitFor(started, 0);

    if (FOLLOW == RESIDUAL && (!few || warp == MULTIPLIERS / 32))
        loadStream();
    __syncthreads(); // all products have read their operands: the stages become the sums' place
    if (warp < MULTIPLIERS / 32)
    {
#pragma unroll
        for (int b = 0; b < GROUP_BLOCKS; b++)
#pragma unroll
            for (int i = 0; i < ROWS / 2; i++)
            {
                const int output = (warp / 4 * GROUP_BLOCKS + b) * 64 + warp % 4 * 16 + lane / 4 + (i & 2) * 4, row = i / 4 * 8 + lane % 4 * 2 + (i & 1);
                asm volatile("st.shared.f32 [%0], %1;" ::"r"(stages + (row * PART_STRIDE + output) * 4), "f"(SCALED(b, i)) : "memory");
            }
    }
    if (SPLITS > 1 && !SENDS)
        clusterBarrier();
    else
        __syncthreads();
    if (SENDS)
    {
        waitForCluster(); // all blocks have begun
        for (int i = threadIdx.x; i < ROWS * BLOCKS * 16; i += MULTIPLIERS + 32)
        {
            const int r = i / (BLOCKS * 16), column = i % (BLOCKS * 16) * 4, owner = r % SPLITS;
            if (owner != rank)
                send4(inBlock(parts + ((rank * OWN_ROWS + r / SPLITS) * PART_STRIDE + column) * 4, owner),
                      loadShared4(stages + (r * PART_STRIDE + column) * 4), inBlock(received, owner));
        }
        waitFor(received, 0);
    }

#pragma unroll unrolled
    for (int t = 0; t < turns; t++)
    {
        const int r = warp * SPLITS + rank + t * WARPS * SPLITS;
        if (r >= ROWS)
            break;
        const long long row = firstRow + r;
        float x[4] = {0, 0, 0, 0};
#pragma unroll
        for (int from = 0; from < SPLITS; from++)
        {
            const u32 mine = stages + r * PART_STRIDE * 4, sent = parts + (from * OWN_ROWS + r / SPLITS) * PART_STRIDE * 4;
            addPart((SPLITS == 1 || (SENDS && from == rank) ? mine : SENDS ? sent : inBlock(mine, from)) + lane * width * 4, x);
        }
        if (FOLLOW == GATED)
        {
            const float scale = scales[r];
            if (inside)
                *(u32 *)(arguments.output + row * arguments.outputs + output) =
                    toPair(silu(x[0] * scale) * (x[2] * scale), silu(x[1] * scale) * (x[3] * scale));
            continue;
        }
        if (FOLLOW == RESIDUAL)
        {
            float squares = 0;
            if (inside)
            {
#pragma unroll
                for (int i = 0; i < width; i++)
                {
                    x[i] += bias[i] + stream[t][i];
                    squares += x[i] * x[i];
                }
                float *target = arguments.stream + row * arguments.outputs + output;
                if (BLOCKS == 2)
                    *(float4 *)target = make_float4(x[0], x[1], x[2], x[3]);
                else
                    *(float2 *)target = make_float2(x[0], x[1]);
#pragma unroll
                for (int i = 0; i < width; i++)
                    x[i] *= gain[i];
            }
            squares = warpSum(squares);
            if (lane == 0)
                arguments.squaresOut[(long long)tile * arguments.rowStride + row] = squares;
        }
        else
        {
            const float scale = scales[r];
#pragma unroll
            for (int i = 0; i < width; i++)
                x[i] = x[i] * scale + bias[i];
        }
        if (inside)
        {
            bf16 *target = arguments.output + row * arguments.outputs + output;
            if (BLOCKS == 2)
                *(uint2 *)target = make_uint2(toPair(x[0], x[1]), toPair(x[2], x[3]));
            else
                *(u32 *)target = toPair(x[0], x[1]);
        }
        if (FOLLOW == LOGITS)
        {
            // Of the rounded logits, as they will be read again.
            const float inverse = 1 / fmaxf(arguments.temperature[row], 1e-5f);
            float maximum = -INFINITE, weighted = 0, plain = 0;
#pragma unroll
            for (int i = 0; i < width; i++)
            {
                x[i] = inside ? lowFloat(toPair(x[i], 0)) : -INFINITE;
                maximum = fmaxf(maximum, x[i]);
            }
            maximum = warpMax(maximum);
#pragma unroll
            for (int i = 0; i < width; i++)
                if (inside)
                {
                    plain += expf(x[i] - maximum);
                    weighted += expf((x[i] - maximum) * inverse);
                }
            plain = warpSum(plain);
            weighted = warpSum(weighted);
            if (lane == 0)
                arguments.statistics[row * (gridDim.x / arguments.rowTiles) + tile] = make_float4(maximum, weighted, plain, 0);
        }
    }
    if (SPLITS > 1 && !SENDS)
        clusterBarrier(); // no block may leave while another fetches its part
}
