"""Trains one adapter: a low-rank change to a quantized base, for one task.

    python training/train.py friendly standard

reads the pairs of training/<task>/*.jsonl ({"text", "answer"}, and "instruction" where the task takes one; or {"text",
"answers"}, by tool), frames them exactly as Stet will (the `adapted` frame of the tool or its kind in
assets/tools.toml), trains against the dequantized weights of the very model file that the adapter will run on,
and writes assets/adapters/<task>-<model>/ in PEFT's format, with adapter.toml. Rank 16 on all seven projections of the
upper layers (LoRA: Hu et al. 2021); the layers below need no backward pass. Seeds are fixed. A checkpoint is kept after
every epoch in the cache directory, with which an interrupted training goes on. The adapter is that of the last epoch;
`--epoch N` writes that of an earlier one, when it scores better: the loss on the pairs held out is printed, but it is
lowest long before a task like a pirate's voice is learnt.
"""

import argparse
import hashlib
import json
import math
import os
import random
import re
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import matplotlib
import torch
from matplotlib.figure import Figure
from peft import LoraConfig, get_peft_model, get_peft_model_state_dict, set_peft_model_state_dict
from safetensors.torch import save_file
from transformers import AutoModelForCausalLM, AutoTokenizer

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path.append(str(REPOSITORY / "eval"))
import heldout  # noqa: E402

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "stet"
MODELS = Path(os.environ.get("STET_MODELS") or CACHE / "models")
PROJECTIONS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
LANGUAGES = {"en": "English", "zh": "Chinese"}
HELD_OUT = 0.06


def main():
    options = arguments()
    random.seed(options.seed)
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    base = MODELS / f"{options.model}.gguf"
    tokenizer = AutoTokenizer.from_pretrained(MODELS, gguf_file=base.name)
    model = AutoModelForCausalLM.from_pretrained(MODELS, gguf_file=base.name, dtype=torch.bfloat16)
    layers = model.config.num_hidden_layers
    first = round(layers * options.frozen)
    model = get_peft_model(
        model,
        LoraConfig(
            r=options.rank,
            lora_alpha=options.alpha,
            lora_dropout=0.0,
            target_modules=PROJECTIONS,
            layers_to_transform=list(range(first, layers)),
            task_type="CAUSAL_LM",
        ),
    )
    model.print_trainable_parameters()
    pairs = [*read(options.task), *borrowed(options.task)]
    pairs = [encode(tokenizer, frame(options.task, pair), pair["answer"]) for pair in pairs]
    random.shuffle(pairs)
    held = max(1, round(len(pairs) * HELD_OUT))
    dev, train = pairs[:held], pairs[held:]
    print(f"{len(train)} pairs to train on, {len(dev)} held out, {sum(len(p[0]) for p in train)} tokens an epoch", flush=True)
    adapters, losses, held_out = learn(model, train, dev, options)
    keep(adapters[(options.epoch or 0) - 1], model, options, base)
    draw(losses, held_out, options)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task", help="a folder of training/")
    parser.add_argument("model", help="the id of a model that `stet models` has fetched")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--epoch", type=int, help="write the adapter as it was after this one")
    parser.add_argument("--rate", type=float, default=3e-4, help="the highest learning rate (default: %(default)s)")
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--rank", type=int, default=16)
    parser.add_argument("--alpha", type=int, default=32)
    parser.add_argument("--frozen", type=float, default=0.4, help="share of the layers, from below, without an adapter")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=2026)
    return parser.parse_args()


def read(task):
    """The pairs, in the order of the files. A text with several answers, each named after its tool, gives as many."""
    for file in sorted((REPOSITORY / "training" / task).glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            pair = json.loads(line)
            if "answer" in pair:
                yield from paragraphs(pair) if "instruction" in pair else [pair]
            for tool, answer in pair.get("answers", {}).items():
                yield {"text": pair["text"], "tool": tool, **written(tool, answer)}


def borrowed(task, most=250):
    """Pairs from the corpora that may be trained on: for rewriting, sentences of Wikipedia that people made concise."""
    if task != "rewrite":
        return
    for source, *rewrites in heldout.wiki_conciseness():
        numbers = re.findall(r"\d[\d.,]*\d|\d", source)
        shorter = [r for r in rewrites if 0.6 <= len(r.split()) / len(source.split()) <= 0.85]
        faithful = [r for r in shorter if all(number in r for number in numbers)]
        if faithful and not heldout.is_held_out(source) and most > 0:
            most -= 1
            yield {"tool": "concise", "text": source.strip(), "answer": faithful[0].strip()}


def paragraphs(pair):
    """Stet rewrites paragraph by paragraph, and leaves those of a few words; so that is what is learnt."""
    texts, answers = pair["text"].split("\n\n"), pair["answer"].split("\n\n")
    if len(texts) < 2 or len(texts) != len(answers):
        return [pair]
    parts = [{**pair, "text": text.strip(), "answer": answer.strip()} for text, answer in zip(texts, answers)]
    return [part for part in parts if len(part["text"].split()) >= 4 or len(part["text"]) >= 12 and not part["text"].isascii()]


def written(tool, answer):
    """An answer as the tool writes it, with the length it has."""
    lines = answer if isinstance(answer, list) else None
    match tool:
        case "tldr":
            sentences = len(re.findall(r"[.!?。！？]+(?:\s|$|(?<=[。！？]))", answer))
            length = "short" if sentences < 2 else "medium" if sentences < 4 else "long"
        case "key-points":
            length = "short" if len(lines) < 4 else "medium" if len(lines) < 6 else "long"
            answer = "\n".join(f"- {line}" for line in lines)
        case "headline":
            words = len(answer.split()) if answer.isascii() else len(answer) / 2
            length = "short" if words <= 6 else "medium" if words <= 12 else "long"
        case "table":
            rows = answer.count("\n") - 1
            length = "short" if rows <= 3 else "medium" if rows <= 6 else "long"
        case "action-items":
            length = "short" if len(lines) <= 3 else "medium" if len(lines) <= 7 else "long"
            answer = "\n".join(action(**line) for line in lines) or "none"
    return {"length": length, "answer": answer}


def action(what, who, when):
    chinese = any("\u4e00" <= c <= "\u9fff" for c in what)
    return f"- [ ] {what}（{who}；{when}）" if chinese else f"- [ ] {what} ({who}; {when})"


def frame(task, pair):
    """The system and user message that Stet sends with this adapter."""
    with (REPOSITORY / "assets" / "tools.toml").open("rb") as file:
        tools = tomllib.load(file)
    kinds = tools["kind"]
    fits = (tool for tool in tools["tool"] if tool.get("adapter", kinds[tool["kind"]]["adapter"]) == task)
    tool = next(tool for tool in fits if pair.get("tool", tool["id"]) == tool["id"])
    adapted = tool.get("adapted") or kinds[tool["kind"]]["adapted"]
    chinese = any("\u4e00" <= c <= "\u9fff" for c in pair["text"])
    # Without a wish for its length a text is rewritten as it is.
    length = tool["length"][pair["length"]] if "length" in pair else ""
    words = {"tag": "text", "task": tool.get("task", "").strip(), "length": length}
    words |= {"format": kinds[tool["kind"]].get("format", {}).get("as-is", "")}
    words |= {"language": LANGUAGES["zh" if chinese else "en"]}
    words |= {"instruction": pair.get("instruction", ""), "text": pair["text"]}
    user = (REPOSITORY / "assets" / "prompts" / "text.txt").read_text(encoding="utf-8").strip()
    return fill(adapted["system"].strip(), words), fill(adapted.get("user", user).strip(), words)


def fill(text, words):
    """The frame with its placeholders filled; a line that only an empty word stood on is left out, as Stet does."""
    lines = []
    for line in text.split("\n"):
        filled = re.sub(r"\{\{(\w+)\}\}", lambda name: words[name[1]], line)
        if filled.strip() or filled == line or "{{text}}" in line:
            lines.append(filled)
    return "\n".join(lines)


def encode(tokenizer, messages, answer):
    """Tokens, and how many of them are the prompt."""
    system, user = messages
    prompt = f"<|im_start|>system\n{system}<|im_end|>\n<|im_start|>user\n{user}<|im_end|>\n<|im_start|>assistant\n"
    before = tokenizer(prompt, add_special_tokens=False).input_ids
    after = tokenizer(f"{answer}<|im_end|>", add_special_tokens=False).input_ids
    return before + after, len(before)


def loss_of(model, batch):
    """Mean cross-entropy a token of the answers; logits are made for those only, over a large vocabulary."""
    longest = max(len(tokens) for tokens, _ in batch)
    tokens = torch.zeros(len(batch), longest, dtype=torch.long)
    mask = torch.zeros(len(batch), longest, dtype=torch.long)
    told = torch.zeros(len(batch), longest, dtype=torch.bool)
    for row, (ids, prompt) in enumerate(batch):
        tokens[row, : len(ids)] = torch.tensor(ids)
        mask[row, : len(ids)] = 1
        told[row, prompt - 1 : len(ids) - 1] = True
    causal = model.base_model.model
    hidden = causal.model(input_ids=tokens, attention_mask=mask).last_hidden_state
    logits = causal.lm_head(hidden[told]).float()
    wanted = torch.roll(tokens, -1, dims=1)[told]
    return torch.nn.functional.cross_entropy(logits, wanted)


def learn(model, train, dev, options):
    steps = options.epochs * math.ceil(len(train) / options.batch)
    weights = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(weights, lr=options.rate, weight_decay=0.0, betas=(0.9, 0.98))
    warm = max(1, steps // 12)

    def rate(step):
        if step < warm:
            return (step + 1) / warm
        return 0.05 + 0.95 * 0.5 * (1 + math.cos(math.pi * (step - warm) / max(1, steps - warm)))

    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, rate)
    checkpoint = CACHE / "training" / f"{options.task}-{options.model}.pt"
    checkpoint.parent.mkdir(parents=True, exist_ok=True)
    settings = json.dumps({**vars(options), "threads": 0, "epoch": 0, "pairs": len(train)}, sort_keys=True)
    start, adapters, losses, held_out = 0, [], [], []
    if checkpoint.exists():
        kept = torch.load(checkpoint, weights_only=False)
        if kept["settings"] == settings:
            set_peft_model_state_dict(model, kept["adapters"][-1])
            optimizer.load_state_dict(kept["optimizer"])
            schedule.load_state_dict(kept["schedule"])
            adapters, losses, held_out = kept["adapters"], kept["losses"], kept["held_out"]
            start = len(adapters)
            print(f"goes on after epoch {start}", flush=True)
    began, step = time.monotonic(), 0
    for epoch in range(start, options.epochs):
        dice = random.Random(options.seed + epoch)
        order = train[:]
        dice.shuffle(order)
        # Texts of a length together waste the least on padding; the batches come in any order.
        order.sort(key=lambda pair: len(pair[0]) // 24)
        batches = [order[i : i + options.batch] for i in range(0, len(order), options.batch)]
        dice.shuffle(batches)
        model.train()
        for batch in batches:
            loss = loss_of(model, batch)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(weights, 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad()
            step += 1
            losses.append(loss.item())
            left = (time.monotonic() - began) / step * ((options.epochs - start) * len(batches) - step) / 60
            print(f"epoch {epoch + 1}, step {step}: loss {loss.item():.3f}, {left:.0f} min left", flush=True)
        model.eval()
        with torch.no_grad():
            held = sum(loss_of(model, [pair]).item() for pair in dev) / len(dev)
        held_out.append(held)
        print(f"epoch {epoch + 1}: held-out loss {held:.3f}", flush=True)
        adapters.append({name: tensor.clone() for name, tensor in get_peft_model_state_dict(model).items()})
        half = checkpoint.with_suffix(".part")
        torch.save(
            {
                "settings": settings,
                "adapters": adapters,
                "losses": losses,
                "held_out": held_out,
                "optimizer": optimizer.state_dict(),
                "schedule": schedule.state_dict(),
            },
            half,
        )
        half.replace(checkpoint)
    return adapters, losses, held_out


def draw(losses, held_out, options):
    """The losses as training/curves/<task>-<model>.svg."""
    matplotlib.rcParams["svg.hashsalt"] = "stet"
    figure = Figure(figsize=(6, 3.5), layout="constrained")
    axes = figure.add_subplot(xlabel="steps", ylabel="loss a token", title=f"{options.task} for {options.model}")
    axes.plot(range(1, len(losses) + 1), losses, linewidth=0.6, color="#9db4d6", label="a batch")
    smooth = [sum(losses[max(0, i - 19) : i + 1]) / min(20, i + 1) for i in range(len(losses))]
    axes.plot(range(1, len(losses) + 1), smooth, color="#2f5aa8", label="mean of 20")
    ends = [len(losses) * (i + 1) // len(held_out) for i in range(len(held_out))]
    axes.plot(ends, held_out, "o", color="#b4462f", label="pairs held out")
    axes.legend(frameon=False)
    axes.spines[["top", "right"]].set_visible(False)
    file = REPOSITORY / "training" / "curves" / f"{options.task}-{options.model}.svg"
    file.parent.mkdir(exist_ok=True)
    figure.savefig(file, metadata={"Date": None})
    print(f"{file.relative_to(REPOSITORY)} is written.")


def keep(adapter, model, options, base):
    folder = REPOSITORY / "assets" / "adapters" / f"{options.task}-{options.model}"
    folder.mkdir(parents=True, exist_ok=True)
    tensors = {name: tensor.to(torch.float16).contiguous() for name, tensor in adapter.items()}
    save_file(tensors, folder / "adapter_model.safetensors")
    config = model.peft_config["default"].to_dict()
    # What the folder is loaded by; the rest is PEFT's own bookkeeping, and the base is told by its hash.
    wanted = ("peft_type", "task_type", "r", "lora_alpha", "lora_dropout", "bias", "fan_in_fan_out", "use_rslora", "use_dora")
    plain = {name: config[name] for name in wanted if name in config}
    plain["target_modules"] = sorted(config["target_modules"])
    plain["layers_to_transform"] = config["layers_to_transform"]
    plain["base_model_name_or_path"] = options.model
    (folder / "adapter_config.json").write_text(json.dumps(plain, indent=2, default=str) + "\n", encoding="utf-8")
    sha = hashlib.sha256(base.read_bytes()).hexdigest()
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=REPOSITORY, text=True, stdout=subprocess.PIPE, check=True
    ).stdout.strip()
    (folder / "adapter.toml").write_text(
        f'task = "{options.task}"\nmodel = "{options.model}"\nbase = "{sha}"\n'
        f'rank = {options.rank}\nalpha = {options.alpha}\ncommit = "{commit}"\n',
        encoding="utf-8",
    )
    print(f"{folder.relative_to(REPOSITORY)} is written.")


if __name__ == "__main__":
    main()
