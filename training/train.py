"""Tunes the encoder on our own utterances (route, danger, first number) and card questions (same card, near).

Input: dist/training/routing.jsonl and cards.jsonl from `npm run train:export`; the fp32 ONNX of the base model.
Output: a tuned fp32 ONNX and its int8 form. Never needed at run time. See training/README.md.
"""
import argparse
import json
import math
import random
import time
from pathlib import Path

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer
from torch import nn

from average import Average
from bert import HIDDEN, load, save
from noise import noisy

HEADS = {"route": 7, "danger": 5, "line": 8}
# topics are no product output: what a trouble is about helps to tell which door it wants
HEAD_WEIGHT = {"route": 1.0, "danger": 0.4, "line": 0.3, "topic": 0.3}
EMERGENCY = 0
TEMPERATURE = 0.05


def read(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text().splitlines() if line]


def by_length(rows: list[dict], size: int, rng: random.Random) -> list[list[dict]]:
    """Batches of like length (little padding) and at most `size` windows, in random order."""
    order = sorted(rows, key=lambda r: len(r["windows"][0]) + 200 * (len(r["windows"]) > 1) + rng.random() * 8)
    out: list[list[dict]] = [[]]
    count = 0
    for row in order:
        if count + len(row["windows"]) > size and out[-1]:
            out.append([])
            count = 0
        out[-1].append(row)
        count += len(row["windows"])
    rng.shuffle(out)
    return out


class Batches:
    def __init__(self, tokenizer: Tokenizer, limit: int) -> None:
        self.tokenizer, self.limit = tokenizer, limit

    def __call__(self, texts: list[str]) -> tuple[torch.Tensor, torch.Tensor]:
        ids = [e.ids[: self.limit] for e in self.tokenizer.encode_batch(texts)]
        width = max(map(len, ids))
        out = torch.zeros(len(ids), width, dtype=torch.long)
        mask = torch.zeros(len(ids), width, dtype=torch.long)
        for i, row in enumerate(ids):
            out[i, : len(row)] = torch.tensor(row)
            mask[i, : len(row)] = 1
        return out, mask


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--data", type=Path, default=Path("dist/training"))
    p.add_argument("--base", required=True, help="fp32 ONNX of bge-small-zh-v1.5")
    p.add_argument("--tokenizer", default="models/bge-small-zh-v1.5/tokenizer.json")
    p.add_argument("--out", type=Path, required=True, help="folder for the tuned model")
    p.add_argument("--epochs", type=int, default=3)
    p.add_argument("--rate", type=float, default=8e-5)
    p.add_argument("--head-rate", type=float, default=1e-3)
    p.add_argument("--batch", type=int, default=32, help="windows in a batch")
    p.add_argument("--threads", type=int, default=2)
    p.add_argument("--cards", type=float, default=0.0, help="weight of the card loss; 0 leaves it out")
    p.add_argument("--limit", type=int, default=0, help="only the first N utterances, to try the script")
    args = p.parse_args()
    torch.manual_seed(20261124)
    rng = random.Random(20261124)
    torch.set_num_threads(args.threads)

    bert = load(args.base)
    tokenizer = Tokenizer.from_file(args.tokenizer)
    batches = Batches(tokenizer, 160)
    # a long question names its trouble early; padding 70 texts to the longest would triple the time
    short = Batches(tokenizer, 48)
    routing = read(args.data / "routing.jsonl")[: args.limit or None]
    tune = read(args.data / "tune.jsonl")
    topics = sorted({r["topic"] for r in routing})
    for row in routing:
        row["topic"] = [1.0 if t == row["topic"] else 0.0 for t in topics]
    sizes = HEADS | {"topic": len(topics)}
    heads = nn.ModuleDict({name: nn.Linear(HIDDEN, n) for name, n in sizes.items()})
    cards = read(args.data / "cards.jsonl") if args.cards > 0 else []
    by_card: dict[str, list[str]] = {}
    for row in cards:
        by_card.setdefault(row["card"], []).append(row["text"])
    names = [c for c, texts in by_card.items() if len(texts) >= 2]
    none = [r["text"] for r in read(args.data / "none.jsonl")] if (args.data / "none.jsonl").exists() else []

    # word embeddings stay: what they lack in our few thousand sentences they would forget elsewhere
    bert.words.weight.requires_grad_(False)
    bert.positions.weight.requires_grad_(False)
    trained = [q for q in bert.parameters() if q.requires_grad]
    optimiser = torch.optim.AdamW(
        [{"params": trained, "lr": args.rate}, {"params": heads.parameters(), "lr": args.head_rate}],
        weight_decay=0.01,
    )
    steps = args.epochs * len(by_length(routing, args.batch, rng))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda s: min(1, (s + 1) / (0.06 * steps)) * max(0.02, 1 - s / steps)
    )
    average = Average([*trained, *heads.parameters()])

    def card_loss() -> torch.Tensor:
        """Two questions of one card near; those of other cards and of no card far (InfoNCE in the batch, both ways)."""
        chosen = rng.sample(names, min(args.batch, len(names)))
        pairs = [rng.sample(by_card[c], 2) for c in chosen]
        others = rng.sample(none, min(args.batch // 4, len(none)))
        texts = [a for a, _ in pairs] + [b for _, b in pairs] + others
        with torch.autocast("cpu", dtype=torch.bfloat16):
            vectors = bert(*short([noisy(t, rng) for t in texts]))
        vectors = nn.functional.normalize(vectors.float(), dim=-1)
        n = len(chosen)
        a, b, far = vectors[:n], vectors[n : 2 * n], vectors[2 * n :]
        target = torch.arange(n)
        cross = nn.functional.cross_entropy
        there = cross(a @ torch.cat([b, far]).T / TEMPERATURE, target)
        back = cross(b @ torch.cat([a, far]).T / TEMPERATURE, target)
        return (there + back) / 2

    def routing_loss(rows: list[dict]) -> torch.Tensor:
        """Each calm window is calm; of an emergency only the window that looks most like one is held to it."""
        owner = [i for i, r in enumerate(rows) for _ in r["windows"]]
        with torch.autocast("cpu", dtype=torch.bfloat16):
            cls = bert(*batches([noisy(w, rng) for r in rows for w in r["windows"]]))
        cls = nn.functional.dropout(cls.float(), 0.1)
        route = nn.functional.log_softmax(heads["route"](cls), dim=-1)
        danger_first = route[:, EMERGENCY].detach()
        kept = []
        for i, r in enumerate(rows):
            mine = [w for w, o in enumerate(owner) if o == i]
            if r["route"][EMERGENCY] > 0:
                mine = [max(mine, key=lambda w: danger_first[w].item())]
            kept += mine
        loss = torch.zeros(())
        for name, head in heads.items():
            target = torch.tensor([rows[owner[w]][name] for w in kept], dtype=torch.float)
            logp = route[kept] if name == "route" else nn.functional.log_softmax(head(cls[kept]), dim=-1)
            loss = loss - HEAD_WEIGHT[name] * (target * logp).sum() / len(rows)
        return loss

    def evaluate(last: bool) -> str:
        """The worst window of each message of the tuning part decides, as in the product."""
        bert.eval()
        asked = tune if last else tune[::4]
        guess = []
        with torch.no_grad(), average.applied():
            for r in asked:
                p = heads["route"](bert(*batches(r["windows"]))).softmax(-1)
                worst = p[p[:, EMERGENCY].argmax()]
                guess.append(EMERGENCY if worst[EMERGENCY] >= 0.5 else int(p.mean(0)[1:].argmax()) + 1)
        bert.train()
        said_all = np.array(guess)
        truth = np.array([int(np.argmax(r["route"])) for r in asked])
        real, said = truth == EMERGENCY, said_all == EMERGENCY
        recall = (real & said).sum() / max(1, real.sum())
        precision = (real & said).sum() / max(1, said.sum())
        return f"tune: exact {(said_all == truth).mean():.3f} recall {recall:.3f} precision {precision:.3f}"

    bert.train()
    step, start = 0, time.time()
    for epoch in range(args.epochs):
        total = 0.0
        for i, rows in enumerate(by_length(routing, args.batch, rng)):
            loss = routing_loss(rows)
            if args.cards > 0 and step % 2 == 0:
                loss = loss + args.cards * card_loss()
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(bert.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            average.update()
            total += loss.item()
            step += 1
            if step % 20 == 0:
                print(f"step {step}/{steps} loss {total / (i + 1):.3f} {time.time() - start:.0f} s", flush=True)
        print(f"epoch {epoch + 1}: {evaluate(epoch + 1 == args.epochs)}", flush=True)

    args.out.mkdir(parents=True, exist_ok=True)
    bert.eval()
    with average.applied():
        save(bert, args.base, str(args.out / "model.onnx"))
    quantize_dynamic(
        args.out / "model.onnx", args.out / "model_quantized.onnx", weight_type=QuantType.QInt8, per_channel=True
    )
    print(f"wrote {args.out / 'model_quantized.onnx'}")


if __name__ == "__main__":
    main()
