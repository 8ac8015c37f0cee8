// What the fused layer does between its products. Needs vectors.cuh. HIDDEN is the width of a row of the norm, NORM_THREADS the block of its kernels,
// DIMENSION that of a head.

#define ROW_VECTORS (HIDDEN / 8)
#define THREAD_VECTORS ((ROW_VECTORS + NORM_THREADS - 1) / NORM_THREADS)

// Root mean square norm (arXiv 1910.07467): out = bf16(x * scale) * gain with scale = 1 / sqrt(mean(x^2) + epsilon). One block of NORM_THREADS for each row.
extern "C" __global__ void __launch_bounds__(NORM_THREADS) rms_norm(const Vector* x, const Vector* gain, Vector* out, float* scales, float epsilon) {
    __shared__ float shared[32];
    long long row = (long long)blockIdx.x * ROW_VECTORS;
    Vector held[THREAD_VECTORS];
    float squares = 0;
#pragma unroll
    for (int i = 0; i < THREAD_VECTORS; i++) {
        int at = i * NORM_THREADS + threadIdx.x;
        if (at < ROW_VECTORS) {
            float values[8];
            held[i] = load(&x[row + at]);
            unpack(held[i], values);
#pragma unroll
            for (int k = 0; k < 8; k++)
                squares += values[k] * values[k];
        }
    }
    float scale = rsqrtf(block_sum(squares, shared) / HIDDEN + epsilon);
    if (threadIdx.x == 0 && scales)
        scales[blockIdx.x] = scale;
#pragma unroll
    for (int i = 0; i < THREAD_VECTORS; i++) {
        int at = i * NORM_THREADS + threadIdx.x;
        if (at < ROW_VECTORS) {
            float values[8], gains[8];
            unpack(held[i], values);
            unpack(load(&gain[at]), gains);
#pragma unroll
            for (int k = 0; k < 8; k++)
                values[k] = rounded(values[k] * scale) * gains[k];
            out[row + at] = pack(values);
        }
    }
}

// Gradient of rms_norm: dx = beside + scale * (g - x_hat * mean(g * x_hat)) with g = dy * gain, x_hat = x * scale; `beside` is what reaches x on another way, or null.
// Each block takes every gridDim-th row and leaves its part of the gain's gradient, sum of dy * x_hat, in parts[block]; parts may be null.
extern "C" __global__ void __launch_bounds__(NORM_THREADS) rms_norm_gradient(
    const Vector* dy, const Vector* x, const Vector* gain, const float* scales, const Vector* beside, Vector* dx, float* parts, int rows) {
    __shared__ float shared[32];
    float gains[THREAD_VECTORS][8], sums[THREAD_VECTORS][8];
#pragma unroll
    for (int i = 0; i < THREAD_VECTORS; i++) {
        int at = i * NORM_THREADS + threadIdx.x;
        Vector zero = {};
        unpack(at < ROW_VECTORS ? load(&gain[at]) : zero, gains[i]);
#pragma unroll
        for (int k = 0; k < 8; k++)
            sums[i][k] = 0;
    }
    for (int row = blockIdx.x; row < rows; row += gridDim.x) {
        long long start = (long long)row * ROW_VECTORS;
        float scale = scales[row], normed[THREAD_VECTORS][8], slopes[THREAD_VECTORS][8], product = 0;
#pragma unroll
        for (int i = 0; i < THREAD_VECTORS; i++) {
            int at = i * NORM_THREADS + threadIdx.x;
            Vector zero = {};
            unpack(at < ROW_VECTORS ? load(&x[start + at]) : zero, normed[i]);
            unpack(at < ROW_VECTORS ? load(&dy[start + at]) : zero, slopes[i]);
#pragma unroll
            for (int k = 0; k < 8; k++) {
                normed[i][k] *= scale;
                sums[i][k] += slopes[i][k] * normed[i][k];
                slopes[i][k] *= gains[i][k];
                product += slopes[i][k] * normed[i][k];
            }
        }
        float mean = block_sum(product, shared) / HIDDEN;
#pragma unroll
        for (int i = 0; i < THREAD_VECTORS; i++) {
            int at = i * NORM_THREADS + threadIdx.x;
            if (at < ROW_VECTORS) {
                float result[8];
                Vector zero = {};
                unpack(beside ? load(&beside[start + at]) : zero, result);
#pragma unroll
                for (int k = 0; k < 8; k++)
                    result[k] += scale * (slopes[i][k] - normed[i][k] * mean);
                dx[start + at] = pack(result);
            }
        }
    }
    if (!parts)
        return;
#pragma unroll
    for (int i = 0; i < THREAD_VECTORS; i++) {
        int at = i * NORM_THREADS + threadIdx.x;
        if (at < ROW_VECTORS) {
#pragma unroll
            for (int k = 0; k < 8; k++)
                parts[(long long)blockIdx.x * HIDDEN + at * 8 + k] = sums[i][k];
        }
    }
}

// SwiGLU: active = silu(gate) * up of rows [gate, up], each part `width` vectors long.
extern "C" __global__ void swiglu(const Vector* gate_up, Vector* active, int width, long long count) {
    long long at = (long long)blockIdx.x * blockDim.x + threadIdx.x;
    if (at >= count)
        return;
    long long row = at / width, column = at - row * width;
    float gate[8], up[8];
    unpack(load(&gate_up[row * 2 * width + column]), gate);
    unpack(load(&gate_up[row * 2 * width + width + column]), up);
#pragma unroll
    for (int k = 0; k < 8; k++)
        gate[k] = gate[k] / (1 + __expf(-gate[k])) * up[k];
    active[at] = pack(gate);
}

// Gradient of swiglu in place: gate_up becomes its own gradient, and the gradient of `active` becomes `active` itself, which the product after it needs.
extern "C" __global__ void swiglu_gradient(Vector* gate_up, Vector* active, int width, long long count) {
    long long at = (long long)blockIdx.x * blockDim.x + threadIdx.x;
    if (at >= count)
        return;
    long long row = at / width, column = at - row * width, first = row * 2 * width + column;
    float gate[8], up[8], slope[8], value[8];
    unpack(load(&gate_up[first]), gate);
    unpack(load(&gate_up[first + width]), up);
    unpack(load(&active[at]), slope);
#pragma unroll
    for (int k = 0; k < 8; k++) {
        float logistic = 1 / (1 + __expf(-gate[k])), silu = gate[k] * logistic;
        value[k] = silu * up[k];
        gate[k] = slope[k] * up[k] * (logistic + silu * (1 - logistic));
        up[k] = slope[k] * silu;
    }
    gate_up[first] = pack(gate);
    gate_up[first + width] = pack(up);
    active[at] = pack(value);
}

// Rotary positions (arXiv 2104.09864) in place, half-split: dimension i turns with i + DIMENSION / 2. Rows of `heads` turned heads, then values that stay;
// `stride` vectors a row. Angles are [rows, DIMENSION / 2] fp32.
#define HALF_VECTORS (DIMENSION / 16)

__device__ __forceinline__ void turn(float* a, float* b, const float* cosines, const float* sines, float direction) {
#pragma unroll
    for (int k = 0; k < 8; k++) {
        float cosine = cosines[k], sine = direction * sines[k], first = a[k], second = b[k];
        a[k] = first * cosine - second * sine;
        b[k] = second * cosine + first * sine;
    }
}

extern "C" __global__ void rotary(Vector* rows, const float* cosines, const float* sines, int heads, int stride, long long count) {
    long long at = (long long)blockIdx.x * blockDim.x + threadIdx.x;
    if (at >= count)
        return;
    int part = at % HALF_VECTORS;
    long long rest = at / HALF_VECTORS, head = rest % heads, row = rest / heads;
    Vector* place = rows + row * stride + head * (2 * HALF_VECTORS) + part;
    float a[8], b[8];
    unpack(load(&place[0]), a);
    unpack(load(&place[HALF_VECTORS]), b);
    turn(a, b, cosines + row * (DIMENSION / 2) + part * 8, sines + row * (DIMENSION / 2) + part * 8, 1);
    place[0] = pack(a);
    place[HALF_VECTORS] = pack(b);
}

// Gradient by a turned head's part of row r (a value's head is one that does not turn), from those of queries, keys and values, each [rows, heads, DIMENSION]. Where sequences share a prefix,
// keys and values were repeated: those of row r lie at places[starts[r]] .. places[starts[r + 1] - 1], and their gradients are summed. Without repetition `starts` is null.
__device__ __forceinline__ void gather_slopes(
    const Vector* queries, const Vector* keys, const Vector* values, const int* starts, const int* places, int query_heads, int key_heads, long long row, int head, int part, float* a, float* b) {
    if (head < query_heads) {
        const Vector* place = queries + (row * query_heads + head) * (2 * HALF_VECTORS) + part;
        unpack(load(&place[0]), a);
        unpack(load(&place[HALF_VECTORS]), b);
        return;
    }
    bool is_key = head < query_heads + key_heads;
    int own = head - query_heads - (is_key ? 0 : key_heads);
#pragma unroll
    for (int k = 0; k < 8; k++)
        a[k] = b[k] = 0;
    int first = starts ? starts[row] : 0, last = starts ? starts[row + 1] : 1;
    for (int i = first; i < last; i++) {
        long long source = starts ? places[i] : row;
        const Vector* place = (is_key ? keys : values) + (source * key_heads + own) * (2 * HALF_VECTORS) + part;
        float more[8];
        unpack(load(&place[0]), more);
#pragma unroll
        for (int k = 0; k < 8; k++)
            a[k] += more[k];
        unpack(load(&place[HALF_VECTORS]), more);
#pragma unroll
        for (int k = 0; k < 8; k++)
            b[k] += more[k];
    }
}

// From the gradients of queries, keys and values to that of the rows that rotary was given.
extern "C" __global__ void rotary_gradient(
    const Vector* queries, const Vector* keys, const Vector* values, const float* cosines, const float* sines, const int* starts, const int* places,
    Vector* rows, int query_heads, int key_heads, long long count) {
    long long at = (long long)blockIdx.x * blockDim.x + threadIdx.x;
    if (at >= count)
        return;
    int heads = query_heads + 2 * key_heads, part = at % HALF_VECTORS;
    long long rest = at / HALF_VECTORS, row = rest / heads;
    int head = rest % heads;
    float a[8], b[8];
    gather_slopes(queries, keys, values, starts, places, query_heads, key_heads, row, head, part, a, b);
    if (head < query_heads + key_heads)
        turn(a, b, cosines + row * (DIMENSION / 2) + part * 8, sines + row * (DIMENSION / 2) + part * 8, -1);
    Vector* place = rows + (row * heads + head) * (2 * HALF_VECTORS) + part;
    place[0] = pack(a);
    place[HALF_VECTORS] = pack(b);
}

// Sum over the HALF_VECTORS neighbouring threads that share a head; HALF_VECTORS is a power of two.
__device__ __forceinline__ float head_sum(float x) {
    u32 lanes = ((1u << HALF_VECTORS) - 1) << (threadIdx.x & 31 & ~(HALF_VECTORS - 1));
#pragma unroll
    for (int step = HALF_VECTORS / 2; step > 0; step >>= 1)
        x += __shfl_xor_sync(lanes, x, step);
    return x;
}

// 1 / sqrt(mean(x^2) + epsilon) of a head of which this thread has two vectors.
__device__ __forceinline__ float head_scale(const float* a, const float* b, float epsilon) {
    float squares = 0;
#pragma unroll
    for (int k = 0; k < 8; k++)
        squares += a[k] * a[k] + b[k] * b[k];
    return rsqrtf(head_sum(squares) / DIMENSION + epsilon);
}

// Queries and keys with a norm of their own (Qwen3): each head becomes rms_norm of it, turned. From rows of [queries, keys, values] to rows of [queries, keys].
extern "C" __global__ void norm_rotary(
    const Vector* rows, const Vector* query_gain, const Vector* key_gain, const float* cosines, const float* sines, Vector* turned, int query_heads, int key_heads, float epsilon, long long count) {
    long long at = (long long)blockIdx.x * blockDim.x + threadIdx.x;
    if (at >= count)
        return;
    int heads = query_heads + key_heads, part = at % HALF_VECTORS;
    long long rest = at / HALF_VECTORS, row = rest / heads;
    int head = rest % heads;
    const Vector* source = rows + (row * (heads + key_heads) + head) * (2 * HALF_VECTORS) + part;
    const Vector* gain = head < query_heads ? query_gain : key_gain;
    float a[8], b[8], gains_a[8], gains_b[8];
    unpack(load(&source[0]), a);
    unpack(load(&source[HALF_VECTORS]), b);
    unpack(load(&gain[part]), gains_a);
    unpack(load(&gain[HALF_VECTORS + part]), gains_b);
    float scale = head_scale(a, b, epsilon);
#pragma unroll
    for (int k = 0; k < 8; k++) {
        a[k] = rounded(rounded(a[k] * scale) * gains_a[k]);
        b[k] = rounded(rounded(b[k] * scale) * gains_b[k]);
    }
    turn(a, b, cosines + row * (DIMENSION / 2) + part * 8, sines + row * (DIMENSION / 2) + part * 8, 1);
    Vector* place = turned + (row * heads + head) * (2 * HALF_VECTORS) + part;
    place[0] = pack(a);
    place[HALF_VECTORS] = pack(b);
}

// Gradient of norm_rotary by its rows, given those rows as well; values pass. Each block of 256 leaves its part of the gains' gradients, [queries', keys'], in parts[block].
extern "C" __global__ void __launch_bounds__(256) norm_rotary_gradient(
    const Vector* queries, const Vector* keys, const Vector* values, const float* cosines, const float* sines, const int* starts, const int* places,
    const Vector* rows, const Vector* query_gain, const Vector* key_gain, Vector* slopes, float* parts, int query_heads, int key_heads, float epsilon, long long count) {
    __shared__ float sums[256][33]; // a column more than numbers: neighbours lie in other banks
    float by_query[16], by_key[16];
#pragma unroll
    for (int k = 0; k < 16; k++)
        by_query[k] = by_key[k] = 0;
    int heads = query_heads + 2 * key_heads, part = threadIdx.x % HALF_VECTORS;
    for (long long at = (long long)blockIdx.x * 256 + threadIdx.x; at < count; at += (long long)gridDim.x * 256) {
        long long rest = at / HALF_VECTORS, row = rest / heads;
        int head = rest % heads;
        float a[8], b[8];
        gather_slopes(queries, keys, values, starts, places, query_heads, key_heads, row, head, part, a, b);
        long long place = (row * heads + head) * (2 * HALF_VECTORS) + part;
        if (head < query_heads + key_heads) {
            turn(a, b, cosines + row * (DIMENSION / 2) + part * 8, sines + row * (DIMENSION / 2) + part * 8, -1);
            bool is_query = head < query_heads;
            const Vector* gain = is_query ? query_gain : key_gain;
            float normed_a[8], normed_b[8], gains_a[8], gains_b[8], product = 0;
            unpack(load(&rows[place]), normed_a);
            unpack(load(&rows[place + HALF_VECTORS]), normed_b);
            unpack(load(&gain[part]), gains_a);
            unpack(load(&gain[HALF_VECTORS + part]), gains_b);
            float scale = head_scale(normed_a, normed_b, epsilon);
#pragma unroll
            for (int k = 0; k < 8; k++) {
                normed_a[k] *= scale;
                normed_b[k] *= scale;
                float sum_a = a[k] * normed_a[k], sum_b = b[k] * normed_b[k];
                by_query[k] += is_query ? sum_a : 0;
                by_query[8 + k] += is_query ? sum_b : 0;
                by_key[k] += is_query ? 0 : sum_a;
                by_key[8 + k] += is_query ? 0 : sum_b;
                a[k] *= gains_a[k];
                b[k] *= gains_b[k];
                product += a[k] * normed_a[k] + b[k] * normed_b[k];
            }
            float mean = head_sum(product) / DIMENSION;
#pragma unroll
            for (int k = 0; k < 8; k++) {
                a[k] = scale * (a[k] - normed_a[k] * mean);
                b[k] = scale * (b[k] - normed_b[k] * mean);
            }
        }
        slopes[place] = pack(a);
        slopes[place + HALF_VECTORS] = pack(b);
    }
#pragma unroll
    for (int k = 0; k < 16; k++) {
        sums[threadIdx.x][k] = by_query[k];
        sums[threadIdx.x][16 + k] = by_key[k];
    }
    __syncthreads();
    for (int out = threadIdx.x; out < 2 * DIMENSION; out += 256) {
        // Which of a thread's numbers, and the threads whose part it is.
        int within = out % DIMENSION, half = within / (DIMENSION / 2), place = within % (DIMENSION / 2), column = out / DIMENSION * 16 + half * 8 + place % 8;
        float sum = 0;
        for (int thread = place / 8; thread < 256; thread += HALF_VECTORS)
            sum += sums[thread][column];
        parts[(long long)blockIdx.x * 2 * DIMENSION + out] = sum;
    }
}
