"""Makes the reference data of this folder with PyTorch and transformers (written with 2.11 and 5.17), in float32 on the CPU.

    python3 make.py OUTPUT_FOLDER

For every small random model: the folder that save_pretrained writes, and expected.safetensors with
  tokens, boundaries      five sequences laid end to end, each computed on its own
  logits, loss, grad.*    scores, mean next-token (or class) cross-entropy, its gradients
  greedy.N.prompt/tokens  greedy continuations
With peft installed also an adapter (peft's own files) and the logits with it.
"""
import json, os, sys
import torch
from safetensors.torch import save_file
from transformers import (LlamaConfig, LlamaForCausalLM, Qwen2Config, Qwen2ForCausalLM, Qwen2ForSequenceClassification,
                          Qwen3Config, Qwen3ForCausalLM)

out = sys.argv[1]
torch.set_num_threads(1)
torch.use_deterministic_algorithms(True)
LENGTHS = [1, 5, 5, 17, 30]
small = dict(vocab_size=48, hidden_size=24, intermediate_size=32, num_hidden_layers=2, max_position_embeddings=64,
             attn_implementation="eager", pad_token_id=0, bos_token_id=None, eos_token_id=None)


def rope(theta, **more):
    return {"rope_parameters": {"rope_theta": theta, "rope_type": "default", **more}}


llama3 = rope(500000.0, **{"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
                           "original_max_position_embeddings": 16})
models = {
    "qwen2-tied": (Qwen2ForCausalLM, Qwen2Config(**small, **rope(1000000.0), num_attention_heads=4, num_key_value_heads=2, tie_word_embeddings=True)),
    "qwen2-untied": (Qwen2ForCausalLM, Qwen2Config(**small, **rope(10000.0), num_attention_heads=4, num_key_value_heads=4, tie_word_embeddings=False)),
    "qwen3-tied": (Qwen3ForCausalLM, Qwen3Config(**small, **rope(1000000.0), num_attention_heads=4, num_key_value_heads=1, head_dim=8, tie_word_embeddings=True)),
    "qwen3-untied": (Qwen3ForCausalLM, Qwen3Config(**small, **rope(10000.0), num_attention_heads=4, num_key_value_heads=2, head_dim=6, attention_bias=True, tie_word_embeddings=False)),
    "llama3-scaled": (LlamaForCausalLM, LlamaConfig(**small, **llama3, num_attention_heads=3, num_key_value_heads=1, head_dim=8, tie_word_embeddings=False)),
    "llama-bias": (LlamaForCausalLM, LlamaConfig(**small, **rope(10000.0), num_attention_heads=6, num_key_value_heads=3, attention_bias=True, tie_word_embeddings=True)),
    "qwen2-classifier": (Qwen2ForSequenceClassification, Qwen2Config(**small, **rope(10000.0), num_attention_heads=4, num_key_value_heads=2, num_labels=2)),
}


def randomise(model, generator):
    for name, parameter in model.named_parameters():
        noise = torch.randn(parameter.shape, generator=generator)
        parameter.data.copy_(1 + 0.2 * noise if "norm" in name else 0.1 * noise if name.endswith("bias") else 0.25 * noise)


def greedy(model, prompt, count):
    tokens = list(prompt)
    for _ in range(count):
        tokens.append(int(model(input_ids=torch.tensor([tokens]), use_cache=False).logits[0, -1].argmax()))
    cached = model.generate(input_ids=torch.tensor([prompt]), attention_mask=torch.ones(1, len(prompt), dtype=torch.long),
                            do_sample=False, max_new_tokens=count, min_new_tokens=count)[0].tolist()
    assert cached == tokens, "with and without a cache differ"
    return tokens[len(prompt):]


def logits_of(model, sequences):
    return [model(input_ids=sequence[None], use_cache=False).logits[0] for sequence in sequences]


for index, (name, (kind, config)) in enumerate(models.items()):
    generator = torch.Generator().manual_seed(1000 + index)
    torch.manual_seed(index)
    model = kind(config).float().eval()
    randomise(model, generator)
    folder = os.path.join(out, name)
    model.save_pretrained(folder)
    if name == "qwen2-untied":
        model.save_pretrained(os.path.join(out, "qwen2-sharded"), max_shard_size="16KB")

    sequences = [torch.randint(1, config.vocab_size, (length,), generator=generator) for length in LENGTHS]
    boundaries = [0]
    for length in LENGTHS:
        boundaries.append(boundaries[-1] + length)
    expected = {"tokens": torch.cat(sequences).int(), "boundaries": torch.tensor(boundaries, dtype=torch.int32)}
    logits = logits_of(model, sequences)
    if kind is Qwen2ForSequenceClassification:
        labels = torch.tensor([0, 1, 1, 0, 1])
        expected["labels"] = labels.int()
        scores = torch.stack(logits)
        loss = torch.nn.functional.cross_entropy(scores, labels)
        expected["logits"] = scores.detach().clone()
    else:
        predictions = torch.cat([part[:-1] for part in logits])
        targets = torch.cat([sequence[1:] for sequence in sequences])
        loss = torch.nn.functional.cross_entropy(predictions, targets)
        expected["logits"] = torch.cat(logits).detach().clone()
    loss.backward()
    expected["loss"] = loss.detach().reshape(1)
    for parameter_name, parameter in model.named_parameters():
        expected["grad." + parameter_name] = parameter.grad.clone().contiguous()
    if kind is not Qwen2ForSequenceClassification:
        with torch.no_grad():
            for i, sequence in enumerate(sequences[1:4]):
                expected[f"greedy.{i}.prompt"] = sequence.int()
                expected[f"greedy.{i}.tokens"] = torch.tensor(greedy(model, sequence.tolist(), 20), dtype=torch.int32)
    save_file(expected, os.path.join(folder, "expected.safetensors"))
    print(name, "loss", float(loss), "parameters", sum(p.numel() for p in model.parameters()))

try:
    import peft
except ImportError:
    print("peft is not installed: no adapter")
else:
    from transformers import AutoModelForCausalLM
    model = AutoModelForCausalLM.from_pretrained(os.path.join(out, "qwen2-tied"), dtype=torch.float32, attn_implementation="eager").eval()
    adapted = peft.get_peft_model(model, peft.LoraConfig(r=4, lora_alpha=12, target_modules=["q_proj", "v_proj", "down_proj"], lora_dropout=0.0, task_type="CAUSAL_LM"))
    generator = torch.Generator().manual_seed(77)
    for parameter_name, parameter in adapted.named_parameters():
        if "lora_" in parameter_name:
            parameter.data.copy_(0.2 * torch.randn(parameter.shape, generator=generator))
    folder = os.path.join(out, "qwen2-tied-lora")
    adapted.eval().save_pretrained(folder)
    sequences = [torch.randint(1, 48, (length,), generator=generator) for length in LENGTHS]
    loss_parts = logits_of(adapted, sequences)
    loss = torch.nn.functional.cross_entropy(torch.cat([part[:-1] for part in loss_parts]), torch.cat([sequence[1:] for sequence in sequences]))
    loss.backward()
    expected = {"tokens": torch.cat(sequences).int(), "boundaries": torch.tensor([0, 1, 6, 11, 28, 58], dtype=torch.int32),
                "logits": torch.cat(loss_parts).detach().clone(), "loss": loss.detach().reshape(1)}
    for parameter_name, parameter in adapted.named_parameters():
        if "lora_" in parameter_name:
            expected["grad." + parameter_name.replace(".default", "")] = parameter.grad.clone().contiguous()
    save_file(expected, os.path.join(folder, "expected.safetensors"))
    print("peft", peft.__version__, json.load(open(os.path.join(folder, "adapter_config.json")))["r"])
