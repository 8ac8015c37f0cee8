"""Reads the JSON lines of the benches and prints what was asked of them beside what they reached."""
import json, sys

rows = [json.loads(line) for line in sys.stdin if line.startswith('{"bench"')]


def find(bench, counterpart=None, **fields):
    for row in rows:
        if row["bench"] == bench and row.get("counterpart") == counterpart and all(row.get(name) == value for name, value in fields.items()):
            return row
    return None


def show(what, value, unit, bar, reached, note=""):
    print(f"{what:<58}{value:>12}{unit:<12}{bar:<22}{'reached' if reached else 'missed'}  {note}")


print(f"\n{'what':<58}{'figure':>12}{'':<12}{'bar':<22}")
plain = find("gpu-learner", counterpart="transformers")
for fields, name in (({"others": False, "recompute": False, "moment_bits": 32, "model": "1.5B"}, "learner, 1.5B"), ({"others": True, "moment_bits": 32, "model": "1.5B"}, "learner, 1.5B, with reference and classifier"),
                     ({"moment_bits": 8, "others": True}, "  the same, moments in 8 bits"),
                     ({"recompute": True, "model": "1.5B"}, "learner, 1.5B, layers recomputed")):
    own = find("gpu-learner", **fields)
    if own:
        note = f"{own['tokens_s']:,.0f} tokens/s, {own['memory_bytes'] / 1e9:.1f} GB"
        # The step with a reference has a third more work, which the utilisation does not count.
        show(name, f"{own['mfu']:.1%}", " MFU", "at least 50%" if not own["others"] else "fits 80 GB", own["mfu"] >= 0.5 if not own["others"] else True, note)
        if plain and not own["others"] and not own["recompute"]:
            show("  times transformers", f"{own['tokens_s'] / plain['tokens_s']:.2f}", "", "at least 1.3", own["tokens_s"] >= 1.3 * plain["tokens_s"], f"{plain['tokens_s']:,.0f} tokens/s, {plain['mfu']:.1%}")
lora = find("gpu-learner", model="7B LoRA")
if lora:
    show("learner, 7B with an adapter, beside a 1.5B classifier", f"{lora['tokens_s']:,.0f}", " tokens/s", "fits 80 GB", lora["memory_bytes"] < 80e9, f"{lora['memory_bytes'] / 1e9:.1f} GB")
score, other = find("gpu-score", device="cuda"), find("gpu-score", counterpart="transformers")
if score:
    show("scoring, 1.5B, 500 tokens x 5 constraints", f"{score['pairs_s']:,.0f}", " pairs/s", "at least 1,000", score["pairs_s"] >= 1000)
    show("  times each pair alone", f"{score['times']:.2f}", "", "at least 3", score["times"] >= 3)
    if other:
        print(f"{'  times transformers':<58}{score['pairs_s'] / other['pairs_s']:>12.2f}{'':<34}({other['pairs_s']:,.0f} pairs/s)")
step = find("gpu-policy")
if step:
    parts = ", ".join(f"{name} {step[name + '_s'] / step['seconds']:.0%}" for name in ("rollout", "score", "reference", "gradient", "optimiser"))
    print(f"{'GRPO step of 384 answers of about 512 tokens':<58}{step['seconds']:>12.2f} s          ({parts}, new weights {step['swap_s'] * 1e3:.2f} ms)")
    if step["idle"] is not None:
        show("  idle share of the GPU", f"{step['idle']:.1%}", "", "under 5%", step["idle"] < 0.05)
for way in ("GPU memory", "shared memory"):
    swap = find("gpu-swap", way=way)
    if swap:
        show(f"weights between processes, 1.5B, {way}", f"{swap['median_s'] * 1e3:.1f}", " ms", "under 150", swap["median_s"] < 0.15, f"first {swap['worst_s'] * 1e3:.0f} ms")
for model, batch, bar in (("1.5b", 16, 0.8), ("1.5b", 64, 0.8), ("1.5b", 256, 0.75), ("7b", 64, 0.8), ("7b", 256, 0.7)):
    own = find("gpu-decode", model=model, batch=batch)
    if own:
        show(f"decode, {model}, batch {batch}", f"{own['share']:.1%}", " of roofline", f"at least {bar:.0%}", own["share"] >= bar, f"{own['step_ms']:.2f} ms, {own['tokens_per_s']:,.0f} tokens/s")
    others = [row["graph_ms"] for row in rows if row["bench"] == "gpu-decode" and row.get("counterpart") == "pytorch" and row["model"] == model and row["batch"] == batch]
    if own and others:
        show("  times the best PyTorch", f"{min(others) / own['step_ms']:.2f}", "", "at least 1.5", min(others) >= 1.5 * own["step_ms"], f"{min(others):.2f} ms")
rollout, other = find("gpu-rollout"), find("gpu-rollout", counterpart="transformers")
if rollout:
    note = f"{rollout['seconds']:.1f} s for {rollout['tokens']:,.0f} tokens, {rollout['mean_live']:.0f} sequences at a time"
    show(f"rollouts, 1.5B, {rollout['prompts']} x {rollout['answers']} of 50-1,000 tokens", f"{rollout['tokens_per_s']:,.0f}", " tokens/s", "", True, note)
    show("  of decode steps alone", f"{rollout['share']:.1%}", "", "at least 70%", rollout["share"] >= 0.7)
    if other:
        show("  times transformers generate", f"{rollout['tokens_per_s'] / other['tokens_per_s']:.1f}", "", "at least 10", rollout["tokens_per_s"] >= 10 * other["tokens_per_s"])
for row in rows:
    if row["bench"] == "gpu-prefill":
        print(f"{'prompts, 1.5B, ' + str(row['prompts']) + ' of ' + str(row['length']):<58}{row['tokens_per_s']:>12,} tokens/s   {row['share']:.0%} of the product's rate")
    if row["bench"] == "gpu-greedy":
        show(f"greedy tokens like eager bf16's, {row['data']}", f"{row['equal'] / row['steps']:.3%}", "", "99.9%", row["equal"] >= 0.999 * row["steps"])
