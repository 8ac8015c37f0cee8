// The ends of a step that are not products: what the host says in, rows of the embedding in, rows that are sampled out, choices to the host.

struct EmbedArguments
{
    const bf16 *embedding; // [vocabulary, width]
    const bf16 *gain;      // of the first norm, [width]
    const int *tokens;     // [rows]; ~i for the i-th choice of the step before
    const int4 *choices;   // of the step before: the token, and what else there is to know of it
    float *stream;         // [rows, width]
    bf16 *normed;          // [rows, width]: stream * gain; the scale 1 / rms is the next product's affair
    float *squares;        // [rows]
    u32 *turns;            // of all kernels of the step
    int width, turnCount;
};

// One block of 128 threads per row.
extern "C" __global__ void __launch_bounds__(128) embed(const __grid_constant__ EmbedArguments a)
{
    __shared__ float parts[4];
    if (blockIdx.x == 0)
    {
        for (int i = threadIdx.x; i < a.turnCount; i += 128)
            a.turns[i] = 0;
        __threadfence();
        __syncthreads();
    }
    launchNext();
    waitInBlock();
    const long long row = blockIdx.x;
    const int given = a.tokens[row], token = given < 0 ? max(a.choices[~given].x, 0) : given; // -1 where logits were not finite
    const bf16 *source = a.embedding + (long long)token * a.width;
    float squares = 0;
    for (int i = threadIdx.x * 2; i < a.width; i += 256)
    {
        const u32 pair = *(const u32 *)(source + i), gain = *(const u32 *)(a.gain + i);
        const float x = lowFloat(pair), y = highFloat(pair);
        squares += x * x + y * y;
        *(float2 *)(a.stream + row * a.width + i) = make_float2(x, y);
        *(u32 *)(a.normed + row * a.width + i) = toPair(x * lowFloat(gain), y * highFloat(gain));
    }
    squares = warpSum(squares);
    if (threadIdx.x % 32 == 0)
        parts[threadIdx.x / 32] = squares;
    __syncthreads();
    if (threadIdx.x == 0)
        a.squares[row] = parts[0] + parts[1] + parts[2] + parts[3];
}

struct GatherArguments
{
    const bf16 *normed;   // [rows, width]
    const float *squares; // [parts, rowStride]
    const int *rows;      // [sampled]
    bf16 *normedOut;      // [sampled, width]
    float *squaresOut;    // [parts, rowStride]
    int width, parts, rowStride;
};

// Rows whose logits are wanted, brought together. One block of 128 threads for each.
extern "C" __global__ void __launch_bounds__(128) gather(const __grid_constant__ GatherArguments a)
{
    launchNext();
    waitInBlock();
    const long long row = a.rows[blockIdx.x];
    for (int i = threadIdx.x * 2; i < a.width; i += 256)
        *(u32 *)(a.normedOut + blockIdx.x * (long long)a.width + i) = *(const u32 *)(a.normed + row * a.width + i);
    for (int part = threadIdx.x; part < a.parts; part += 128)
        a.squaresOut[(long long)part * a.rowStride + blockIdx.x] = a.squares[(long long)part * a.rowStride + row];
}

struct CarryArguments
{
    const uint4 *source;
    uint4 *target;
    int words; // of 16 bytes
};

// What a step is told from the host's page-locked memory, or its choices there: handing over to a copy engine and back costs more than the copy. Blocks of 128 threads.
extern "C" __global__ void __launch_bounds__(128) carry(const __grid_constant__ CarryArguments a)
{
    waitForPrevious();
    const int i = blockIdx.x * 128 + threadIdx.x;
    if (i < a.words)
        a.target[i] = a.source[i];
}
