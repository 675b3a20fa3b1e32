"""bge-small-zh-v1.5 as a small PyTorch model: read from its fp32 ONNX graph and written back into it.

The named initialisers map by name; each unnamed MatMul weight, transposed, is the .weight of the bias
that is added to its product (models/README.md).
"""
import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import nn

LAYERS, HEADS, HIDDEN, INNER, VOCAB, POSITIONS = 4, 8, 512, 2048, 21128, 512


class Layer(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value = (nn.Linear(HIDDEN, HIDDEN) for _ in range(3))
        self.out = nn.Linear(HIDDEN, HIDDEN)
        self.norm1, self.norm2 = nn.LayerNorm(HIDDEN, eps=1e-12), nn.LayerNorm(HIDDEN, eps=1e-12)
        self.up, self.down = nn.Linear(HIDDEN, INNER), nn.Linear(INNER, HIDDEN)
        self.drop = nn.Dropout(0.1)

    def forward(self, x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        batch, length, _ = x.shape
        split = lambda t: t.view(batch, length, HEADS, HIDDEN // HEADS).transpose(1, 2)
        attended = nn.functional.scaled_dot_product_attention(
            split(self.query(x)), split(self.key(x)), split(self.value(x)), attn_mask=mask
        )
        attended = attended.transpose(1, 2).reshape(batch, length, HIDDEN)
        x = self.norm1(x + self.drop(self.out(attended)))
        return self.norm2(x + self.drop(self.down(nn.functional.gelu(self.up(x)))))


class Bert(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.words, self.positions, self.types = (
            nn.Embedding(n, HIDDEN) for n in (VOCAB, POSITIONS, 2)
        )
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """ids, mask: [batch, length] -> CLS vectors [batch, 512], not normalised."""
        x = self.words(ids) + self.positions.weight[: ids.shape[1]] + self.types.weight[0]
        x = self.norm(x)
        wide = mask[:, None, None, :].bool()
        for layer in self.layers:
            x = layer(x, wide)
        return x[:, 0]


NAMES = {
    "attention.self.query": "query",
    "attention.self.key": "key",
    "attention.self.value": "value",
    "attention.output.dense": "out",
    "attention.output.LayerNorm": "norm1",
    "intermediate.dense": "up",
    "output.dense": "down",
    "output.LayerNorm": "norm2",
}


def ours(name: str) -> str:
    """ONNX name -> our parameter name."""
    if name.startswith("embeddings."):
        return (
            name.removeprefix("embeddings.")
            .replace("word_embeddings", "words")
            .replace("position_embeddings", "positions")
            .replace("token_type_embeddings", "types")
            .replace("LayerNorm", "norm")
        )
    _, _, layer, rest = name.split(".", 3)
    part, kind = rest.rsplit(".", 1)
    return f"layers.{layer}.{NAMES[part]}.{kind}"


def mapping(model: onnx.ModelProto) -> dict[str, tuple[str, bool]]:
    """initialiser -> (our parameter, transposed?)"""
    initial = {t.name for t in model.graph.initializer}
    product = {
        n.output[0]: n.input[1] for n in model.graph.node if n.op_type == "MatMul" and n.input[1] in initial
    }
    out = {n: (ours(n), False) for n in initial if n.startswith(("embeddings.", "encoder."))}
    for node in model.graph.node:
        if node.op_type != "Add":
            continue
        bias = next((i for i in node.input if i in initial), None)
        result = next((i for i in node.input if i in product), None)
        if bias and result:
            out[product[result]] = (ours(bias.replace(".bias", ".weight")), True)
    return out


def load(path: str) -> Bert:
    model = onnx.load(path)
    names = mapping(model)
    bert = Bert()
    state = bert.state_dict()
    for t in model.graph.initializer:
        if t.name not in names:
            continue
        name, transposed = names[t.name]
        value = torch.from_numpy(numpy_helper.to_array(t).copy())
        state[name] = value.T.contiguous() if transposed else value
    bert.load_state_dict(state)
    return bert


def save(bert: Bert, source: str, target: str) -> None:
    """Writes the tuned tensors into the graph of `source`."""
    model = onnx.load(source)
    names = mapping(model)
    state = bert.state_dict()
    for t in model.graph.initializer:
        if t.name not in names:
            continue
        name, transposed = names[t.name]
        value = state[name].detach().numpy().astype(np.float32)
        t.CopyFrom(numpy_helper.from_array(np.ascontiguousarray(value.T if transposed else value), t.name))
    onnx.save(model, target)
