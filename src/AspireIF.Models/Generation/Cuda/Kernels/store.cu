// Keys and values of prompts, as fused layers leave them, into the pages of the cache (attention.cu says how they lie there). Needs vectors.cuh.
// DIMENSION is that of a head. Each thread moves 16 bytes.

#define PAGE 16
#define CHUNKS (DIMENSION / 8)

// rows: [rows, query heads + 2 key heads, DIMENSION], turned; cache: from the layer's first key head of the first page; places: page * 16 + token in the page, [rows];
// page_vectors: from a page to the next; count: vectors of all keys and values.
extern "C" __global__ void store(const Vector* rows, Vector* cache, const int* places, long long page_vectors, int query_heads, int key_heads, long long count) {
    long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x;
    if (i >= count)
        return;
    int chunk = i % CHUNKS, head = i / CHUNKS % (2 * key_heads);
    long long row = i / CHUNKS / (2 * key_heads);
    int place = places[row], token = place % PAGE;
    Vector* to = cache + place / PAGE * page_vectors + (head % key_heads * 2 + head / key_heads) * (PAGE * CHUNKS);
    to[token * CHUNKS + (chunk ^ (token & 7))] = load(&rows[(row * (query_heads + 2 * key_heads) + query_heads + head) * CHUNKS + chunk]);
}
