// Attention of one new token per row over a paged cache (Kwon et al., arXiv 2309.06180), the query heads that share a key head together.
//
// The tensor cores' M dimension is the 16 tokens of a page, so that a group of up to 8 heads fills N without waste:
// scores^T [16, 8] = K [16, D] Q^T [D, 8] and output^T [D, 8] += V^T [D, 16] P^T [16, 8]. Each warp takes pages of its own through its own ring of
// bulk copies and keeps its own running softmax (Milakov and Gimelshein, arXiv 1805.02867); warps, and the SPLITS blocks of a cluster,
// meet once at the end.
//
// A page of one layer and key head is K [16, D] and then V [16, D], 16-byte chunk c of token t stored at chunk c ^ (t & 7): one bulk copy brings
// a page into shared memory in the layout that ldmatrix reads without bank conflicts.
//
// Grid: (SPLITS, key heads, rows). With APPENDED 0 the kernel turns and stores the new token's key and value itself; with 1 another kernel has.

#define WARPS 4
#define PAGE 16
#define CHUNKS (D / 8)
#define PAGE_BYTES (2 * PAGE * D * 2)
#define Q_STRIDE (D + 8) // of a head in shared memory: rows of ldmatrix on different banks
#define LOG2E 1.44269504f

struct AttentionArguments
{
    const bf16 *heads;        // [rows, query heads + 2 key heads, D]: queries, keys, values, neither normed nor turned
    const float *turns;       // [positions, cosines D / 2 | sines D / 2]
    const bf16 *queryGain, *keyGain; // [D] of the norms of Qwen3, or null
    u8 *cache;                // [pages, layers, key heads, PAGE_BYTES], from this layer's first key head
    const int *positions;     // [rows]; -1 where the row is empty
    const int *pageStarts;    // [rows]: where the row's pages begin in pages
    const int *pages;
    bf16 *output;             // [rows, query heads, D]
    long long pageStride;     // bytes from a page to the next
    int queryHeads, keyHeads;
    float scale, epsilon;
    Turn turn;
};

// A lane's elements of a head, D / 64 of each half: i, i + 1 (, i + 2, ..).
DEVICE void loadHead(const bf16 *head, int lane, float *low, float *high)
{
    const int i = lane * (D / 64);
    if (D == 128)
    {
        const u32 x = *(const u32 *)(head + i), y = *(const u32 *)(head + D / 2 + i);
        low[0] = lowFloat(x), low[D / 64 - 1] = highFloat(x);
        high[0] = lowFloat(y), high[D / 64 - 1] = highFloat(y);
    }
    else
    {
        low[0] = toFloat(head[i]);
        high[0] = toFloat(head[D / 2 + i]);
    }
}

// Norms and turns one head.
DEVICE void turnHead(const bf16 *gain, const float *cosines, const float *sines, float epsilon, int lane, float *low, float *high)
{
    const int width = D / 64, i = lane * width;
    if (gain)
    {
        float squares = 0;
#pragma unroll
        for (int j = 0; j < width; j++)
            squares += low[j] * low[j] + high[j] * high[j];
        const float scale = rsqrtf(warpSum(squares) / D + epsilon);
#pragma unroll
        for (int j = 0; j < width; j++)
        {
            low[j] *= scale * toFloat(gain[i + j]);
            high[j] *= scale * toFloat(gain[D / 2 + i + j]);
        }
    }
#pragma unroll
    for (int j = 0; j < width; j++)
    {
        const float x = low[j], y = high[j];
        low[j] = x * cosines[j] - y * sines[j];
        high[j] = y * cosines[j] + x * sines[j];
    }
}

DEVICE void loadTurns(const float *turns, int lane, float *cosines, float *sines)
{
#pragma unroll
    for (int j = 0; j < D / 64; j++)
    {
        cosines[j] = turns[lane * (D / 64) + j];
        sines[j] = turns[D / 2 + lane * (D / 64) + j];
    }
}

DEVICE int swizzled(int token, int element)
{
    return token * D + (((element / 8) ^ (token & 7)) * 8) + element % 8;
}

DEVICE void storeTurned(bf16 *row, int token, int lane, const float *low, const float *high)
{
#pragma unroll
    for (int j = 0; j < D / 64; j++)
    {
        const int i = lane * (D / 64) + j;
        row[swizzled(token, i)] = (bf16)toPair(low[j], 0);
        row[swizzled(token, D / 2 + i)] = (bf16)toPair(high[j], 0);
    }
}

DEVICE void loadMatrices(u32 *x, u32 address)
{
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0, %1, %2, %3}, [%4];" : "=r"(x[0]), "=r"(x[1]), "=r"(x[2]), "=r"(x[3]) : "r"(address) : "memory");
}

DEVICE void loadTransposed(u32 *x, u32 address)
{
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0, %1, %2, %3}, [%4];" : "=r"(x[0]), "=r"(x[1]), "=r"(x[2]), "=r"(x[3]) : "r"(address) : "memory");
}

DEVICE u32 transposed(u32 x)
{
    u32 y;
    asm volatile("movmatrix.sync.aligned.m8n8.trans.b16 %0, %1;" : "=r"(y) : "r"(x));
    return y;
}

DEVICE void multiply(float *c, const u32 *a, u32 b0, u32 b1)
{
    asm volatile("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
                 : "+f"(c[0]), "+f"(c[1]), "+f"(c[2]), "+f"(c[3])
                 : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b0), "r"(b1));
}

extern "C" __global__ void __launch_bounds__(WARPS * 32) attention(const __grid_constant__ AttentionArguments a)
{
    extern __shared__ u8 memory[];
    __shared__ alignas(8) u64 barriers[WARPS * STAGES];
    __shared__ alignas(16) bf16 queries[8 * Q_STRIDE];
    __shared__ alignas(16) bf16 newKey[D], newValue[D]; // not swizzled
    __shared__ float maxima[WARPS * 8], totals[WARPS * 8];
    __shared__ alignas(8) u64 received;
    __shared__ alignas(16) float4 parts[SPLITS == 1 ? 1 : 8 * D / 4];   // of this block's share of the outputs, [block of the cluster, ..]
    __shared__ float2 scales[SPLITS == 1 ? 1 : SPLITS * 8];             // maximum and total, [block of the cluster, head]
    const int warp = threadIdx.x / 32, lane = threadIdx.x % 32;
    const int rank = SPLITS == 1 ? 0 : clusterRank();
    const int keyHead = blockIdx.y, row = blockIdx.z;
    const int group = a.queryHeads / a.keyHeads;
    const u32 ring = ((sharedAddress(memory) + 127) & ~127u) + warp * STAGES * PAGE_BYTES;
    const u32 barrier = sharedAddress(barriers) + warp * STAGES * 8;

    launchNext();
    const int position = a.positions[row];
    const int pageCount = (position + PAGE) / PAGE; // position + 1 tokens, rounded up
    const int *pages = a.pages + a.pageStarts[row];
    const int first = rank * WARPS + warp, step = WARPS * SPLITS; // this warp's pages
    const int mine = pageCount > first ? (pageCount - first + step - 1) / step : 0;
    const int vectors = group * D / 4, share = (8 * D / 4) / SPLITS; // vector i of the row's outputs is finished by block i % SPLITS of the cluster
    if (lane == 0)
    {
        for (int i = 0; i < STAGES; i++)
            initBarrier(barrier + 8 * i, 1);
        if (SPLITS > 1 && warp == 0)
            initBarrier(sharedAddress(&received), 1);
        fenceBarriers();
        if (SPLITS > 1 && warp == 0)
            arriveExpecting(sharedAddress(&received), SPLITS * ((vectors - rank + SPLITS - 1) / SPLITS * 16 + group * 8));
    }
    __syncwarp();
    if (SPLITS > 1)
        arriveInCluster();
    if (APPENDED)
        waitInBlock(); // the kernel before has written to the pages

    int table = 0, tableFrom = 0; // lane i holds the page of turn tableFrom + i
    auto lookUp = [&](int turn) {
        tableFrom = turn;
        table = turn + lane < mine ? pages[first + (turn + lane) * step] : 0;
    };
    auto fetch = [&](int turn) { // the whole warp
        if (turn >= mine)
            return;
        if (turn >= tableFrom + 32)
            lookUp(turn);
        const int page = __shfl_sync(FULL_WARP, table, turn - tableFrom);
        if (lane == 0)
        {
            const int stage = turn % STAGES;
            arriveExpecting(barrier + 8 * stage, PAGE_BYTES);
            copyBytesOnce(ring + stage * PAGE_BYTES, a.cache + page * a.pageStride + keyHead * PAGE_BYTES, PAGE_BYTES, barrier + 8 * stage);
            if (turn == mine - 1)
                endTurn(a.turn);
        }
    };
    lookUp(0);
    if (lane == 0)
    {
        awaitTurn(a.turn);
        if (mine == 0)
            endTurn(a.turn);
    }
    __syncwarp();
    for (int i = 0; i < EARLY; i++)
        fetch(i);

    float cosines[D / 64], sines[D / 64];
    loadTurns(a.turns + (long long)max(position, 0) * D, lane, cosines, sines);
    const bool owner = position >= 0 && (pageCount - 1) % step / WARPS == rank; // this block stores the new token's key and value
    bf16 *newPage = !APPENDED && owner ? (bf16 *)(a.cache + pages[pageCount - 1] * a.pageStride + keyHead * PAGE_BYTES) : 0;
    if (!APPENDED)
        waitForPrevious();
    for (int i = EARLY; i < STAGES; i++)
        fetch(i);
    const int lastTurn = pageCount > 0 && (pageCount - 1) % step == first ? mine - 1 : -1; // when this warp meets the page of the new token
    if (position >= 0)
    {
        // Two queries a warp; warps 2 and 3, which may have one less, see to the new key and value. Everything is asked for first.
        const bf16 *heads = a.heads + (long long)row * (a.queryHeads + 2 * a.keyHeads) * D;
        const bool key = newPage && warp == 2, value = newPage && warp == 3;
        const int token = position % PAGE;
        float low[3][D / 64], high[3][D / 64];
        u32 values[D / 64];
#pragma unroll
        for (int i = 0; i < 2; i++)
            if (warp + i * WARPS < group)
                loadHead(heads + (keyHead * group + warp + i * WARPS) * D, lane, low[i], high[i]);
        if (key)
            loadHead(heads + (a.queryHeads + keyHead) * D, lane, low[2], high[2]);
        if (value)
#pragma unroll
            for (int i = 0; i < D / 64; i++)
                values[i] = *(const u32 *)(heads + (a.queryHeads + a.keyHeads + keyHead) * D + i * 64 + lane * 2);
#pragma unroll
        for (int i = 0; i < 2; i++)
        {
            const bool used = warp + i * WARPS < group;
            bf16 *query = queries + (warp + i * WARPS) * Q_STRIDE;
            if (used)
                turnHead(a.queryGain, cosines, sines, a.epsilon, lane, low[i], high[i]);
#pragma unroll
            for (int j = 0; j < D / 64; j++)
            {
                query[lane * (D / 64) + j] = used ? (bf16)toPair(low[i][j], 0) : 0;
                query[D / 2 + lane * (D / 64) + j] = used ? (bf16)toPair(high[i][j], 0) : 0;
            }
        }
        if (key)
        {
            turnHead(a.keyGain, cosines, sines, a.epsilon, lane, low[2], high[2]);
            storeTurned(newPage, token, lane, low[2], high[2]);
#pragma unroll
            for (int j = 0; j < D / 64; j++)
            {
                newKey[lane * (D / 64) + j] = (bf16)toPair(low[2][j], 0);
                newKey[D / 2 + lane * (D / 64) + j] = (bf16)toPair(high[2][j], 0);
            }
        }
        if (value)
#pragma unroll
            for (int i = 0; i < D / 64; i++)
            {
                *(u32 *)(newPage + PAGE * D + swizzled(token, i * 64 + lane * 2)) = values[i];
                *(u32 *)(newValue + i * 64 + lane * 2) = values[i];
            }
    }
    __syncthreads();

    u32 q[D / 16][2];
#pragma unroll
    for (int k = 0; k < D / 32; k++)
    {
        u32 x[4];
        loadMatrices(x, sharedAddress(queries) + ((lane % 8) * Q_STRIDE + k * 32 + lane / 8 * 8) * 2);
        q[2 * k][0] = x[0], q[2 * k][1] = x[1], q[2 * k + 1][0] = x[2], q[2 * k + 1][1] = x[3];
    }

    // Per thread: heads 2 (lane % 4) and the next one; tokens or elements lane / 4 and 8 further.
    float output[D / 16][4], maximum[2] = {-INFINITE, -INFINITE}, total[2] = {0, 0};
#pragma unroll
    for (int i = 0; i < D / 16; i++)
        output[i][0] = output[i][1] = output[i][2] = output[i][3] = 0;
    for (int turn = 0; turn < mine; turn++)
    {
        const int stage = turn % STAGES;
        const u32 keys = ring + stage * PAGE_BYTES, values = keys + PAGE * D * 2;
        waitFor(barrier + 8 * stage, turn / STAGES & 1);
        if (turn == lastTurn)
        {
            // Put the new token in its place, and zeros where old values of another sequence might not be finite.
            const int token = position % PAGE;
            if (!APPENDED)
                for (int c = lane; c < 2 * CHUNKS; c += 32)
                {
                    const uint4 chunk = *(const uint4 *)((c < CHUNKS ? newKey : newValue) + c % CHUNKS * 8);
                    asm volatile("st.shared.v4.u32 [%0], {%1, %2, %3, %4};" ::"r"((c < CHUNKS ? keys : values) + swizzled(token, c % CHUNKS * 8) * 2),
                                 "r"(chunk.x), "r"(chunk.y), "r"(chunk.z), "r"(chunk.w)
                                 : "memory");
                }
            for (int c = lane + (token + 1) * CHUNKS; c < PAGE * CHUNKS; c += 32)
                asm volatile("st.shared.v4.u32 [%0], {%1, %1, %1, %1};" ::"r"(values + c * 16), "r"(0) : "memory");
            __syncwarp();
        }
        float scores[4] = {0, 0, 0, 0};
#pragma unroll
        for (int k = 0; k < D / 16; k++)
        {
            u32 x[4];
            loadMatrices(x, keys + swizzled(lane % 16, k * 16 + lane / 16 * 8) * 2);
            multiply(scores, x, q[k][0], q[k][1]);
        }
        const int visible = position - (first + turn * step) * PAGE; // the last visible token of the page
#pragma unroll
        for (int i = 0; i < 4; i++)
            scores[i] = lane / 4 + (i & 2) * 4 <= visible ? scores[i] * (a.scale * LOG2E) : -INFINITE;

        float best[2] = {fmaxf(scores[0], scores[2]), fmaxf(scores[1], scores[3])};
#pragma unroll
        for (int distance = 4; distance < 32; distance *= 2)
        {
            best[0] = fmaxf(best[0], __shfl_xor_sync(FULL_WARP, best[0], distance));
            best[1] = fmaxf(best[1], __shfl_xor_sync(FULL_WARP, best[1], distance));
        }
        if (__any_sync(FULL_WARP, best[0] > maximum[0] || best[1] > maximum[1]))
        {
#pragma unroll
            for (int h = 0; h < 2; h++)
            {
                const float next = fmaxf(maximum[h], best[h]), shrink = exp2Fast(maximum[h] - next);
                maximum[h] = next;
                total[h] *= shrink;
#pragma unroll
                for (int i = 0; i < D / 16; i++)
                    output[i][h] *= shrink, output[i][h + 2] *= shrink;
            }
        }
#pragma unroll
        for (int i = 0; i < 4; i++)
        {
            scores[i] = exp2Fast(scores[i] - maximum[i & 1]);
            total[i & 1] += scores[i];
        }
        const u32 early = transposed(toPair(scores[0], scores[1])), late = transposed(toPair(scores[2], scores[3]));
#pragma unroll
        for (int i = 0; i < D / 16; i++)
        {
            u32 x[4];
            loadTransposed(x, values + swizzled(lane % 8 + lane / 16 * 8, i * 16 + lane / 8 % 2 * 8) * 2);
            multiply(output[i], x, early, late);
        }
        __syncwarp(); // all lanes have read the stage
        fetch(turn + STAGES);
    }
#pragma unroll
    for (int distance = 4; distance < 32; distance *= 2)
    {
        total[0] += __shfl_xor_sync(FULL_WARP, total[0], distance);
        total[1] += __shfl_xor_sync(FULL_WARP, total[1], distance);
    }

    // The warps' outputs meet in shared memory: [warp, head, D], where the rings were.
    __syncthreads();
    const u32 sums = (sharedAddress(memory) + 127) & ~127u;
    if (lane < 4)
        for (int h = 0; h < 2; h++)
        {
            maxima[warp * 8 + lane * 2 + h] = maximum[h];
            totals[warp * 8 + lane * 2 + h] = total[h];
        }
#pragma unroll
    for (int i = 0; i < D / 16; i++)
#pragma unroll
        for (int j = 0; j < 4; j++)
        {
            const int head = lane % 4 * 2 + (j & 1), element = i * 16 + lane / 4 + (j & 2) * 4;
            asm volatile("st.shared.f32 [%0], %1;" ::"r"(sums + ((warp * 8 + head) * (D + 4) + element) * 4), "f"(output[i][j]) : "memory");
        }
    __syncthreads();
    if (SPLITS > 1)
        waitForCluster(); // all blocks have begun
    if (position >= 0)
    {
        bf16 *target = a.output + ((long long)row * a.queryHeads + keyHead * group) * D;
        for (int i = threadIdx.x; i < vectors; i += WARPS * 32)
        {
            const int head = i / (D / 4), element = i % (D / 4) * 4;
            float largest = -INFINITE, sum = 0;
            float4 x = make_float4(0, 0, 0, 0);
#pragma unroll
            for (int w = 0; w < WARPS; w++)
                largest = fmaxf(largest, maxima[w * 8 + head]);
#pragma unroll
            for (int w = 0; w < WARPS; w++)
            {
                const float weight = largest == -INFINITE ? 0 : exp2Fast(maxima[w * 8 + head] - largest);
                const float4 part = loadShared4(sums + ((w * 8 + head) * (D + 4) + element) * 4);
                sum += weight * totals[w * 8 + head];
                x.x += weight * part.x, x.y += weight * part.y, x.z += weight * part.z, x.w += weight * part.w;
            }
            if (SPLITS == 1)
            {
                const float scale = 1 / sum;
                *(uint2 *)(target + head * D + element) = make_uint2(toPair(x.x * scale, x.y * scale), toPair(x.z * scale, x.w * scale));
                continue;
            }
            const u32 barrier = sharedAddress(&received);
            send4(inBlock(sharedAddress(parts + rank * share + i / SPLITS), i % SPLITS), x, inBlock(barrier, i % SPLITS));
            if (element < SPLITS * 4) // lanes 0 .. SPLITS - 1 of a head tell a block each
                send2(inBlock(sharedAddress(scales + rank * 8 + head), element / 4), make_float2(largest, sum), inBlock(barrier, element / 4));
        }
        if (SPLITS > 1)
        {
            waitFor(sharedAddress(&received), 0);
            for (int i = rank + threadIdx.x * SPLITS; i < vectors; i += WARPS * 32 * SPLITS)
            {
                const int head = i / (D / 4), element = i % (D / 4) * 4;
                float largest = -INFINITE, sum = 0;
                float4 x = make_float4(0, 0, 0, 0);
#pragma unroll
                for (int r = 0; r < SPLITS; r++)
                    largest = fmaxf(largest, scales[r * 8 + head].x);
#pragma unroll
                for (int r = 0; r < SPLITS; r++)
                {
                    const float2 scale = scales[r * 8 + head];
                    const float weight = exp2Fast(scale.x - largest);
                    const float4 part = parts[r * share + i / SPLITS];
                    sum += weight * scale.y;
                    x.x += weight * part.x, x.y += weight * part.y, x.z += weight * part.z, x.w += weight * part.w;
                }
                const float scale = 1 / sum;
                *(uint2 *)(target + head * D + element) = make_uint2(toPair(x.x * scale, x.y * scale), toPair(x.z * scale, x.w * scale));
            }
        }
    }
}

// The keys and values of a step's rows into the cache, before an attention with APPENDED 1. Grid: (key heads, rows), one warp.
extern "C" __global__ void __launch_bounds__(32) append(const __grid_constant__ AttentionArguments a)
{
    const int keyHead = blockIdx.x, row = blockIdx.y, lane = threadIdx.x;
    launchNext();
    waitForPrevious();
    const int position = a.positions[row];
    if (position < 0)
        return;
    const bf16 *heads = a.heads + (long long)row * (a.queryHeads + 2 * a.keyHeads) * D;
    bf16 *page = (bf16 *)(a.cache + a.pages[a.pageStarts[row] + position / PAGE] * a.pageStride + keyHead * PAGE_BYTES);
    float low[D / 64], high[D / 64], cosines[D / 64], sines[D / 64];
    loadTurns(a.turns + (long long)position * D, lane, cosines, sines);
    loadHead(heads + (a.queryHeads + keyHead) * D, lane, low, high);
    turnHead(a.keyGain, cosines, sines, a.epsilon, lane, low, high);
    storeTurned(page, position % PAGE, lane, low, high);
    const bf16 *value = heads + (a.queryHeads + a.keyHeads + keyHead) * D;
    for (int i = lane; i < D; i += 32)
        page[PAGE * D + swizzled(position % PAGE, i)] = value[i];
}
