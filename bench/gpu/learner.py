"""A plain learner's step beside `bench gpu-learner`: transformers' Qwen2 at the shape of Qwen2.5-1.5B, flash attention through SDPA, all bf16, fused AdamW, log-probabilities
in chunks so that the logits fit. Prints one line and one line of JSON.   python3 learner.py [sequences] [sequences of a micro-batch] [checkpointing]"""
import json, sys, time
import torch
from torch.nn.attention import SDPBackend, sdpa_kernel
from transformers import Qwen2Config, Qwen2ForCausalLM

numbers = [int(a) for a in sys.argv[1:] if a.isdigit()]
sequences, micro = (numbers + [16, 8][len(numbers):])[:2]
checkpointing = "checkpointing" in sys.argv
length, chunk, layers, hidden = 2048, 4096, 28, 1536
torch.manual_seed(1)
config = Qwen2Config(vocab_size=151936, hidden_size=hidden, intermediate_size=8960, num_hidden_layers=layers, num_attention_heads=12, num_key_value_heads=2,
                     max_position_embeddings=32768, tie_word_embeddings=True, rope_theta=1e6, use_cache=False)
config._attn_implementation = "sdpa"
with torch.device("cuda"):
    model = Qwen2ForCausalLM(config).to(torch.bfloat16)
model.train()
if checkpointing:
    model.gradient_checkpointing_enable()
parameters = sum(p.numel() for p in model.parameters())
optimiser = torch.optim.AdamW(model.parameters(), lr=1e-6, betas=(0.9, 0.95), weight_decay=0.01, fused=True)
tokens = torch.randint(0, 151936, (sequences, length), device="cuda")


def step():
    optimiser.zero_grad(set_to_none=False)
    for start in range(0, sequences, micro):
        ids = tokens[start:start + micro]
        with sdpa_kernel(SDPBackend.FLASH_ATTENTION):
            states = model.model(input_ids=ids).last_hidden_state.flatten(0, 1)
            targets = ids.roll(-1, 1).flatten()
            leaf = states.detach().requires_grad_()
            for at in range(0, leaf.shape[0], chunk):
                logits = model.lm_head(leaf[at:at + chunk]).float()
                (torch.nn.functional.cross_entropy(logits, targets[at:at + chunk], reduction="sum") / tokens.numel()).backward()
            states.backward(leaf.grad)
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimiser.step()


seconds = []
for i in range(5):
    torch.cuda.synchronize()
    started = time.perf_counter()
    step()
    torch.cuda.synchronize()
    if i >= 2:
        seconds.append(time.perf_counter() - started)
second = sorted(seconds)[1]
rate = tokens.numel() / second
mfu = (6 * parameters + 6 * layers * hidden * length) * rate / 989e12
print(f"transformers, {sequences} x {length}, micro-batches of {micro}{', checkpointing' if checkpointing else ''}: {second * 1e3:.1f} ms, {rate:,.0f} tokens/s, MFU {mfu:.1%}, {torch.cuda.max_memory_allocated() / 1e9:.1f} GB")
print(json.dumps({"bench": "gpu-learner", "counterpart": "transformers", "sequences": sequences, "micro": micro * length, "checkpointing": checkpointing, "seconds": second, "tokens_s": rate, "mfu": mfu}))
