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

// From the gradients of queries, keys and values, each [rows, heads, DIMENSION], to that of the rows that rotary was given. Where sequences share a prefix, keys and
// values were repeated: those of row r lie at places[starts[r]] .. places[starts[r + 1] - 1], and their gradients are summed. Without repetition `starts` is null.
extern "C" __global__ void rotary_gradient(
    const Vector* queries, const Vector* keys, const Vector* values, const float* cosines, const float* sines, const int* starts, const int* places,
    Vector* rows, int query_heads, int key_heads, long long count) {
    long long at = (long long)blockIdx.x * blockDim.x + threadIdx.x;
    if (at >= count)
        return;
    int heads = query_heads + 2 * key_heads, part = at % HALF_VECTORS;
    long long rest = at / HALF_VECTORS;
    int head = rest % heads;
    long long row = rest / heads;
    float a[8], b[8];
    if (head < query_heads) {
        const Vector* place = queries + (row * query_heads + head) * (2 * HALF_VECTORS) + part;
        unpack(load(&place[0]), a);
        unpack(load(&place[HALF_VECTORS]), b);
    } else {
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
    if (head < query_heads + key_heads)
        turn(a, b, cosines + row * (DIMENSION / 2) + part * 8, sines + row * (DIMENSION / 2) + part * 8, -1);
    Vector* place = rows + (row * heads + head) * (2 * HALF_VECTORS) + part;
    place[0] = pack(a);
    place[HALF_VECTORS] = pack(b);
}
