"""Decode steps of a Qwen2 shape in PyTorch: layers compiled by Inductor, the whole step replayed as a CUDA graph, sampling included.

The counterpart of `bench gpu-decode`: same shapes, random weights, every sequence at the same context, so that attention needs no mask.
Arguments: shape (1.5b, 7b), context, batches separated by commas, attention (sdpa, products).
"""
import json
import sys
import time

import torch
import torch.nn.functional as F

SHAPES = {
    "1.5b": dict(vocabulary=151936, hidden=1536, wide=8960, layers=28, heads=12, key_heads=2, tied=True),
    "7b": dict(vocabulary=152064, hidden=3584, wide=18944, layers=28, heads=28, key_heads=4, tied=False),
}
HEAD = 128


def normal(*shape):
    return torch.randn(*shape, device="cuda", dtype=torch.bfloat16) * 0.02


def norm(x, gain):
    y = x.float()
    return (y * torch.rsqrt(y.pow(2).mean(-1, keepdim=True) + 1e-6)).to(x.dtype) * gain


def turn(x, cosines, sines):
    a, b = x.chunk(2, -1)
    return torch.cat([a * cosines - b * sines, b * cosines + a * sines], -1)


def make_layer(shape, attention):
    heads, keys = shape["heads"], shape["key_heads"]

    def layer(x, gain, qkv, bias, out, gain2, gate_up, down, cache_k, cache_v, position, cosines, sines):
        batch = x.shape[0]
        q, k, v = F.linear(norm(x, gain), qkv, bias).split([heads * HEAD, keys * HEAD, keys * HEAD], -1)
        q, k, v = q.view(batch, heads, 1, HEAD), k.view(batch, keys, 1, HEAD), v.view(batch, keys, 1, HEAD)
        q, k = turn(q, cosines, sines), turn(k, cosines, sines)
        cache_k.index_copy_(2, position, k)
        cache_v.index_copy_(2, position, v)
        if attention == "sdpa":
            mixed = F.scaled_dot_product_attention(q, cache_k, cache_v, enable_gqa=True)
        else:
            grouped = q.view(batch, keys, heads // keys, HEAD)
            scores = torch.matmul(grouped, cache_k.transpose(-1, -2)).float() * HEAD**-0.5
            mixed = torch.matmul(torch.softmax(scores, -1).to(x.dtype), cache_v)
        x = x + F.linear(mixed.reshape(batch, heads * HEAD), out)
        gate, up = F.linear(norm(x, gain2), gate_up).chunk(2, -1)
        return x + F.linear(F.silu(gate) * up, down)

    return torch.compile(layer, fullgraph=True, dynamic=False)


def choose(x, gain, head):
    logits = F.linear(norm(x, gain), head).float()
    probabilities = torch.softmax(logits, -1)
    token = torch.argmax(probabilities / torch.empty_like(probabilities).exponential_(1), -1)
    return token, torch.log(probabilities.gather(-1, token[:, None]))


def run(name, context, batch, attention):
    shape = SHAPES[name]
    hidden, wide, heads, keys = shape["hidden"], shape["wide"], shape["heads"], shape["key_heads"]
    torch._dynamo.reset()
    embedding = normal(shape["vocabulary"], hidden)
    head = embedding if shape["tied"] else normal(shape["vocabulary"], hidden)
    ones = torch.ones(hidden, device="cuda", dtype=torch.bfloat16)
    width = (heads + 2 * keys) * HEAD
    layers = [
        (ones, normal(width, hidden), normal(width), normal(hidden, heads * HEAD), ones, normal(2 * wide, hidden), normal(hidden, wide),
         normal(batch, keys, context, HEAD), normal(batch, keys, context, HEAD))
        for _ in range(shape["layers"])
    ]
    layer, sample = make_layer(shape, attention), torch.compile(choose, dynamic=False)
    tokens = torch.zeros(batch, device="cuda", dtype=torch.long)
    position = torch.tensor([context - 1], device="cuda")
    angles = (context - 1) * 1e6 ** (-torch.arange(0, HEAD, 2, device="cuda").float() / HEAD)
    cosines, sines = angles.cos().bfloat16(), angles.sin().bfloat16()

    def step():
        x = F.embedding(tokens, embedding)
        for weights in layers:
            x = layer(x, *weights, position, cosines, sines)
        token, probability = sample(x, ones, head)
        tokens.copy_(token)
        return probability

    with torch.no_grad():
        side = torch.cuda.Stream()
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):
            for _ in range(3):
                step()
        torch.cuda.current_stream().wait_stream(side)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            step()
        for _ in range(3):
            graph.replay()
        torch.cuda.synchronize()
        start = time.perf_counter()
        for _ in range(40):
            graph.replay()
        torch.cuda.synchronize()
    seconds = (time.perf_counter() - start) / 40
    print(json.dumps(dict(bench="gpu-decode", counterpart="pytorch", model=name, context=context, batch=batch, attention=attention, graph_ms=round(seconds * 1e3, 3), tokens_per_s=round(batch / seconds))), flush=True)


if __name__ == "__main__":
    shape_name, length, batches, attentions = (sys.argv[1:] + ["1.5b", "1024", "16,64,256", "sdpa,products"][len(sys.argv) - 1:])[:4]
    for size in batches.split(","):
        for kind in attentions.split(","):
            run(shape_name, int(length), int(size), kind)
