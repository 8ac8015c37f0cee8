"""Scoring beside `bench gpu-score`: transformers' Qwen2 classifier at the shape of Qwen2.5-1.5B, bf16, padded batches of whole pairs (a response of about 500 tokens and one of
its 5 constraints), flash attention where SDPA takes it.   python3 score.py [responses] [pairs of a batch]"""
import json, sys, time
import torch
from transformers import Qwen2Config, Qwen2ForSequenceClassification

numbers = [int(a) for a in sys.argv[1:] if a.isdigit()]
responses, batch = (numbers + [64, 32][len(numbers):])[:2]
torch.manual_seed(1)
config = Qwen2Config(vocab_size=151936, hidden_size=1536, intermediate_size=8960, num_hidden_layers=28, num_attention_heads=12, num_key_value_heads=2,
                     max_position_embeddings=32768, tie_word_embeddings=True, rope_theta=1e6, use_cache=False, num_labels=2, pad_token_id=0)
config._attn_implementation = "sdpa"
with torch.device("cuda"):
    model = Qwen2ForSequenceClassification(config).to(torch.bfloat16).eval()
lengths = sorted((torch.randint(450, 551, (responses,)).repeat_interleave(5) + torch.randint(10, 21, (5 * responses,))).tolist())
pairs = [torch.randint(1, 151936, (length,)) for length in lengths]


@torch.inference_mode()
def score():
    for start in range(0, len(pairs), batch):
        rows = pairs[start:start + batch]
        ids = torch.nn.utils.rnn.pad_sequence(rows, batch_first=True)
        model(input_ids=ids.cuda(), attention_mask=(ids != 0).cuda()).logits.cpu()


seconds = []
for i in range(4):
    torch.cuda.synchronize()
    started = time.perf_counter()
    score()
    if i:
        seconds.append(time.perf_counter() - started)
rate = len(pairs) / sorted(seconds)[1]
print(f"transformers, {len(pairs)} pairs in batches of {batch}: {rate:,.0f} pairs/s")
print(json.dumps({"bench": "gpu-score", "counterpart": "transformers", "pairs": len(pairs), "batch": batch, "pairs_s": rate}))
