"""`generate` of transformers at the shape of Qwen2.5-1.5B beside `bench gpu-rollout`: one batch of equal prompts, sampled at temperature 1, bf16, the attention of SDPA.
In its favour no answer ends: every row of every step counts, while answers of different lengths would leave rows that only pad; and contexts stay short.
Arguments: rows (256), new tokens (64)."""
import json, sys, time
import torch
from transformers import Qwen2Config, Qwen2ForCausalLM

rows, new = ([int(a) for a in sys.argv[1:]] + [256, 64][len(sys.argv) - 1:])[:2]
torch.manual_seed(1)
config = Qwen2Config(vocab_size=151936, hidden_size=1536, intermediate_size=8960, num_hidden_layers=28, num_attention_heads=12, num_key_value_heads=2,
                     max_position_embeddings=32768, tie_word_embeddings=True, rope_theta=1e6, bos_token_id=None, eos_token_id=None, pad_token_id=0)
config._attn_implementation = "sdpa"
with torch.device("cuda"):
    model = Qwen2ForCausalLM(config).to(torch.bfloat16).eval()
prompts = torch.randint(1, 151936, (rows, 130), device="cuda")


@torch.inference_mode()
def generate(count):
    return model.generate(prompts, attention_mask=torch.ones_like(prompts), do_sample=True, temperature=1.0, top_k=0, top_p=1.0, max_new_tokens=count, min_new_tokens=count)


generate(4)
torch.cuda.synchronize()
started = time.perf_counter()
made = generate(new).shape[1] - prompts.shape[1]
torch.cuda.synchronize()
seconds = time.perf_counter() - started
rate = rows * made / seconds
print(f"transformers generate, {rows} rows x {made} tokens: {seconds:.2f} s, {seconds / made * 1e3:.1f} ms a step, {rate:,.0f} tokens/s")
print(json.dumps({"bench": "gpu-rollout", "counterpart": "transformers", "rows": rows, "new": made, "seconds": round(seconds, 2), "tokens_per_s": round(rate)}))
