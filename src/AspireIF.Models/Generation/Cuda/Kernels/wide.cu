// The wide products (gate and up, logits), where the L2 cache's rate limits a product of small tiles.
//
// A tile is ROWS rows (16, 32, 64, 128, 256) by OUTPUTS outputs. Here the rows are the tensor cores' first operand, so that a tile may be any multiple of 8 outputs
// wide and the tiles of gate and up fill the chip in one go. One or two warpgroups multiply; a thread of another warp fetches, and goes on with the next
// tile while the sums of the last one leave.
//
// FOLLOW, with scale = 1 / rms of the row, whose squares earlier kernels have summed in parts:
//   GATED   bf16(silu(scale * gate) * scale * up); the tile's first half are gates, its second the matching ups
//   LOGITS  bf16(scale * sum); per row and tile the maximum and the sums of exp((logit - maximum) / temperature) and of exp(logit - maximum)
// ONCE marks weights to be let go of first by the L2 cache.

#define GATED 2
#define LOGITS 3

#define GROUPS (ROWS >= 128 ? 2 : 1)
#define MULTIPLIERS (GROUPS * 128)
#define FETCHERS (GROUPS == 2 ? 128 : 32) // a whole warpgroup where registers change hands
#define ROW_BLOCKS (ROWS < 64 ? 1 : ROWS / 64 / GROUPS) // of 64 rows, of a warpgroup; with fewer rows the rest is whatever lies behind them, and is thrown away
#define WEIGHT_BYTES (OUTPUTS * 128)      // fetched in boxes of BOX outputs
#define STAGE_BYTES (ROWS * 128 + WEIGHT_BYTES)
#define STATISTICS_TILE 128 // tokens that the sampler looks at together
#define NEW_OUTPUTS (FOLLOW == GATED ? OUTPUTS / 2 : OUTPUTS)

struct WideArguments
{
    const float *squares;     // [parts, rowStride]
    bf16 *output;             // [rows, outputs]
    float4 *statistics;       // LOGITS: [rows, tiles]
    const float *temperature; // LOGITS: [rows]
    int depth, outputs, parts, rowStride, rowTiles, outputTiles;
    float epsilon;
    Turn turn;
};

DEVICE void multiplierBarrier()
{
    asm volatile("bar.sync 1, %0;" ::"n"(MULTIPLIERS) : "memory");
}

// Lane q of four has w[j], the outputs 2 q and 2 q + 1 of group j; then group q whole.
DEVICE uint4 gathered(u32 *w, int lane)
{
#pragma unroll
    for (int i = 0; i < 4; i += 2)
    {
        const bool odd = lane & 1;
        const u32 other = __shfl_xor_sync(FULL_WARP, odd ? w[i] : w[i + 1], 1);
        w[i] = odd ? other : w[i];
        w[i + 1] = odd ? w[i + 1] : other;
    }
#pragma unroll
    for (int i = 0; i < 2; i++)
    {
        const bool upper = lane & 2;
        const u32 other = __shfl_xor_sync(FULL_WARP, upper ? w[i] : w[i + 2], 2);
        w[i] = upper ? other : w[i];
        w[i + 2] = upper ? w[i + 2] : other;
    }
    return make_uint4(w[0], w[1], w[2], w[3]);
}

extern "C" __global__ void __launch_bounds__(MULTIPLIERS + FETCHERS, 1)
    wide(const __grid_constant__ TensorMap first, const __grid_constant__ TensorMap second, const __grid_constant__ TensorMap input, const __grid_constant__ WideArguments arguments)
{
    extern __shared__ u8 memory[];
    __shared__ alignas(8) u64 barriers[2 * STAGES + 1];
    __shared__ float scales[ROWS];
    const int warp = threadIdx.x / 32, lane = threadIdx.x % 32;
    const u32 stages = (sharedAddress(memory) + 1023) & ~1023u;
    const u32 filled = sharedAddress(barriers), emptied = filled + 8 * STAGES, started = filled + 16 * STAGES;
    const int slices = (arguments.depth + 63) / 64;
    const int tiles = arguments.outputTiles * arguments.rowTiles;

    launchNext();
    if (threadIdx.x == 0)
    {
        for (int i = 0; i < STAGES; i++)
        {
            initBarrier(filled + 8 * i, 1);
            initBarrier(emptied + 8 * i, MULTIPLIERS / 32);
        }
        initBarrier(started, 1);
        fenceBarriers();
    }
    __syncthreads();

    // The warpgroup that fetches leaves registers to those that multiply.
    if (warp >= MULTIPLIERS / 32)
    {
        if (GROUPS == 2)
            asm volatile("setmaxnreg.dec.sync.aligned.u32 40;");
        auto copyWeights = [&](int stage, int tile, int slice) {
            const u32 target = stages + stage * STAGE_BYTES + ROWS * 128;
            const int output = tile / arguments.rowTiles * NEW_OUTPUTS;
            arriveExpecting(filled + 8 * stage, STAGE_BYTES);
#pragma unroll
            for (int i = 0; i < NEW_OUTPUTS; i += BOX)
            {
                copyWeightBox<ONCE>(target + i * 128, &first, slice * 64, output + i, filled + 8 * stage);
                if (FOLLOW == GATED)
                    copyWeightBox<ONCE>(target + WEIGHT_BYTES / 2 + i * 128, &second, slice * 64, output + i, filled + 8 * stage);
            }
        };
        auto copyRows = [&](int stage, int tile, int slice) {
            copySharedBox(stages + stage * STAGE_BYTES, &input, slice * 64, tile % arguments.rowTiles * ROWS, filled + 8 * stage);
        };
        // The first tile's first weights, before the kernel ahead has ended.
        const int early = min(STAGES, slices);
        if (warp == MULTIPLIERS / 32 && lane == 0)
        {
            prefetchMap(&input);
            awaitTurn(arguments.turn);
            for (int i = 0; i < early; i++)
                copyWeights(i, blockIdx.x, i);
            waitForPrevious();
            arrive(started);
            for (int i = 0; i < early; i++)
                copyRows(i, blockIdx.x, i);
            int n = early;
            for (int tile = blockIdx.x; tile < tiles; tile += gridDim.x)
                for (int i = tile == blockIdx.x ? early : 0; i < slices; i++, n++)
                {
                    const int stage = n % STAGES;
                    waitFor(emptied + 8 * stage, (n / STAGES - 1) & 1);
                    copyWeights(stage, tile, i);
                    copyRows(stage, tile, i);
                }
            endTurn(arguments.turn);
        }
    }
    else
    {
        if (GROUPS == 2)
            asm volatile("setmaxnreg.inc.sync.aligned.u32 232;");
        waitFor(started, 0);
        auto release = [&](int n) {
            if (lane == 0)
                arrive(emptied + 8 * (n % STAGES));
        };
        const u32 firstRows = warp / 4 * ROW_BLOCKS * 8192;
        int n = 0, scaled = -1;
        for (int tile = blockIdx.x; tile < tiles; tile += gridDim.x)
        {
            const int outputTile = tile / arguments.rowTiles, firstRow = tile % arguments.rowTiles * ROWS;
            if (firstRow != scaled)
            {
                float squares[32]; // parts of one row's sum
#pragma unroll
                for (int i = 0; i < 32; i++)
                    squares[i] = threadIdx.x < ROWS && i < arguments.parts ? loadFresh(arguments.squares + i * arguments.rowStride + firstRow + threadIdx.x) : 0;
#pragma unroll
                for (int i = 1; i < 32; i++)
                    squares[0] += squares[i];
                for (int i = 32; threadIdx.x < ROWS && i < arguments.parts; i++)
                    squares[0] += loadFresh(arguments.squares + i * arguments.rowStride + firstRow + threadIdx.x);
                multiplierBarrier(); // everyone has read the scales of the tile before
                if (threadIdx.x < ROWS)
                    scales[threadIdx.x] = rsqrtf(squares[0] / arguments.depth + arguments.epsilon);
                multiplierBarrier();
                scaled = firstRow;
            }
            float sums[ROW_BLOCKS][OUTPUTS / 2];
#pragma unroll
            for (int m = 0; m < ROW_BLOCKS; m++)
#pragma unroll
                for (int i = 0; i < OUTPUTS / 2; i++)
                    sums[m][i] = 0;
            for (int i = 0; i < slices; i++, n++)
            {
                const int stage = n % STAGES;
                const u32 data = stages + stage * STAGE_BYTES;
                waitFor(filled + 8 * stage, n / STAGES & 1);
                beginProducts();
#pragma unroll
                for (int k = 0; k < 4; k++)
#pragma unroll
                    for (int m = 0; m < ROW_BLOCKS; m++)
                        Product<OUTPUTS>::add(sums[m], matrixDescriptor(data + firstRows + m * 8192 + k * 32), matrixDescriptor(data + ROWS * 128 + k * 32));
                commitProducts();
                waitForProducts<1>();
                if (i > 0)
                    release(n - 1);
            }
            waitForProducts<0>();
            release(n - 1);

            const int firstOutput = outputTile * NEW_OUTPUTS;
#pragma unroll
            for (int m = 0; m < ROW_BLOCKS; m++)
#pragma unroll
                for (int half = 0; half < 2; half++)
                {
                    const int r = (warp / 4 * ROW_BLOCKS + m) * 64 + warp % 4 * 16 + lane / 4 + half * 8;
                    if (ROWS < 64 && r >= ROWS) // a whole warp's
                        continue;
                    const long long row = firstRow + r;
                    const float scale = scales[r];
                    bf16 *target = arguments.output + row * arguments.outputs;
                    u32 pairs[NEW_OUTPUTS / 8];
#pragma unroll
                    for (int g = 0; g < NEW_OUTPUTS / 8; g++)
                    {
                        const float x = sums[m][g * 4 + half * 2] * scale, y = sums[m][g * 4 + half * 2 + 1] * scale;
                        if (FOLLOW == GATED)
                        {
                            const int up = NEW_OUTPUTS / 8 * 4 + g * 4 + half * 2;
                            pairs[g] = toPair(silu(x) * (sums[m][up % (OUTPUTS / 2)] * scale), silu(y) * (sums[m][(up + 1) % (OUTPUTS / 2)] * scale));
                        }
                        else
                            pairs[g] = toPair(x, y);
                    }
                    if (FOLLOW == LOGITS)
                    {
                        // Of the rounded logits, as they will be read again. The four lanes of a row.
                        const float inverse = 1 / fmaxf(arguments.temperature[row], 1e-5f);
#pragma unroll
                        for (int part = 0; part < NEW_OUTPUTS / STATISTICS_TILE; part++)
                        {
                            const int from = part * (STATISTICS_TILE / 8);
                            float maximum = -INFINITE, weighted = 0, plain = 0;
#pragma unroll
                            for (int g = from; g < from + STATISTICS_TILE / 8; g++)
                                if (firstOutput + g * 8 < arguments.outputs)
                                    maximum = fmaxf(maximum, fmaxf(lowFloat(pairs[g]), highFloat(pairs[g])));
                            maximum = fmaxf(maximum, __shfl_xor_sync(FULL_WARP, maximum, 1));
                            maximum = fmaxf(maximum, __shfl_xor_sync(FULL_WARP, maximum, 2));
#pragma unroll
                            for (int g = from; g < from + STATISTICS_TILE / 8; g++)
                                if (firstOutput + g * 8 < arguments.outputs)
                                    plain += expf(lowFloat(pairs[g]) - maximum) + expf(highFloat(pairs[g]) - maximum);
                            if (inverse == 1)
                                weighted = plain;
                            else
#pragma unroll
                                for (int g = from; g < from + STATISTICS_TILE / 8; g++)
                                    if (firstOutput + g * 8 < arguments.outputs)
                                        weighted += expf((lowFloat(pairs[g]) - maximum) * inverse) + expf((highFloat(pairs[g]) - maximum) * inverse);
#pragma unroll
                            for (int distance = 1; distance < 4; distance *= 2)
                            {
                                plain += __shfl_xor_sync(FULL_WARP, plain, distance);
                                weighted += __shfl_xor_sync(FULL_WARP, weighted, distance);
                            }
                            if (lane % 4 == 0 && firstOutput + from * 8 < arguments.outputs)
                                arguments.statistics[row * ((arguments.outputs + STATISTICS_TILE - 1) / STATISTICS_TILE) + (firstOutput + from * 8) / STATISTICS_TILE] =
                                    make_float4(maximum, weighted, plain, 0);
                        }
                    }
#pragma unroll
                    for (int g = 0; g + 4 <= NEW_OUTPUTS / 8; g += 4)
                    {
                        const uint4 group = gathered(pairs + g, lane);
                        const int output = firstOutput + (g + lane % 4) * 8;
                        if (output < arguments.outputs)
                            *(uint4 *)(target + output) = group;
                    }
#pragma unroll
                    for (int g = NEW_OUTPUTS / 32 * 4; g < NEW_OUTPUTS / 8; g++)
                        if (firstOutput + g * 8 < arguments.outputs)
                            *(u32 *)(target + firstOutput + g * 8 + lane % 4 * 2) = pairs[g];
                }
        }
    }
}
