"""Write golden.npz: inputs, weights and outputs of PyTorch's own layers, in float64, without biases.

Run with any Python that has torch and numpy: `python tests/golden/make.py`. The kit does not need torch: the file is
committed. Names are CASE/ARRAY. Our weights act from the right (x W), torch's from the left: hence the transposes.
"""

from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional

FILE = Path(__file__).with_name("golden.npz")
B, N, M, D_MODEL, HEADS, D_FF = 2, 5, 7, 12, 3, 10
SINGLE = {"n": 5, "d_model": 8, "d_k": 3}  # one head, as in Lista 8


def draw(random: np.random.Generator, *shape: int) -> np.ndarray:
    return random.standard_normal(shape) / np.sqrt(shape[-2])


def attention_weights(random: np.random.Generator, prefix: str = "") -> dict[str, np.ndarray]:
    return {prefix + name: draw(random, D_MODEL, D_MODEL) for name in ("WQ", "WK", "WV", "WO")}


def network_weights(random: np.random.Generator) -> dict[str, np.ndarray]:
    return {"W1": draw(random, D_MODEL, D_FF), "W2": draw(random, D_FF, D_MODEL)}


def put(layer: nn.MultiheadAttention, arrays: dict[str, np.ndarray], prefix: str = "") -> None:
    """Give our weights to torch's attention."""
    rows = np.concatenate([arrays[prefix + name].T for name in ("WQ", "WK", "WV")])  # (3 d_model, d_model)
    layer.in_proj_weight.data = torch.from_numpy(rows)
    layer.out_proj.weight.data = torch.from_numpy(arrays[prefix + "WO"].T.copy())


def put_network(layer: nn.Module, arrays: dict[str, np.ndarray]) -> None:
    layer.linear1.weight.data = torch.from_numpy(arrays["W1"].T.copy())
    layer.linear2.weight.data = torch.from_numpy(arrays["W2"].T.copy())


def hidden(size: int) -> torch.Tensor:
    """Torch's layers want True where looking is forbidden."""
    return torch.triu(torch.ones(size, size, dtype=torch.bool), diagonal=1)


def tensors(*arrays: np.ndarray) -> list[torch.Tensor]:
    return [torch.from_numpy(array) for array in arrays]


def multi_head(random: np.random.Generator, masked: bool) -> dict[str, np.ndarray]:
    arrays = attention_weights(random)
    asked = N if masked else M
    arrays |= {"Q": draw(random, B, N, D_MODEL), **{name: draw(random, B, asked, D_MODEL) for name in ("K", "V")}}
    layer = nn.MultiheadAttention(D_MODEL, HEADS, bias=False, batch_first=True, dtype=torch.float64)
    put(layer, arrays)
    mask = hidden(N) if masked else None
    output, _ = layer(*tensors(arrays["Q"], arrays["K"], arrays["V"]), attn_mask=mask)
    return arrays | {"output": output.detach().numpy()}


STYLE = {"dropout": 0.0, "batch_first": True, "bias": False, "dtype": torch.float64}


def encoder(random: np.random.Generator) -> dict[str, np.ndarray]:
    arrays = attention_weights(random) | network_weights(random) | {"x": draw(random, B, N, D_MODEL)}
    layer = nn.TransformerEncoderLayer(D_MODEL, HEADS, D_FF, **STYLE)
    put(layer.self_attn, arrays)
    put_network(layer, arrays)
    return arrays | {"output": layer(*tensors(arrays["x"])).detach().numpy()}


def decoder(random: np.random.Generator) -> dict[str, np.ndarray]:
    arrays = attention_weights(random) | attention_weights(random, "cross_") | network_weights(random)
    arrays |= {"x": draw(random, B, N, D_MODEL), "memory": draw(random, B, M, D_MODEL)}
    layer = nn.TransformerDecoderLayer(D_MODEL, HEADS, D_FF, **STYLE)
    put(layer.self_attn, arrays)
    put(layer.multihead_attn, arrays, "cross_")
    put_network(layer, arrays)
    output = layer(*tensors(arrays["x"], arrays["memory"]), tgt_mask=hidden(N))
    return arrays | {"output": output.detach().numpy()}


def simplified(random: np.random.Generator) -> dict[str, np.ndarray]:
    """The embedding and one layer without residuals and norms, of torch's attention and linear maps."""
    arrays = attention_weights(random) | network_weights(random)
    arrays |= {"embedding": draw(random, 11, D_MODEL), "tokens": random.integers(0, 11, (B, N))}
    layer = nn.MultiheadAttention(D_MODEL, HEADS, bias=False, batch_first=True, dtype=torch.float64)
    put(layer, arrays)
    x = functional.embedding(*tensors(arrays["tokens"], arrays["embedding"]))
    attended, _ = layer(x, x, x)
    W1, W2 = tensors(arrays["W1"], arrays["W2"])
    output = functional.linear(functional.relu(functional.linear(attended, W1.T)), W2.T)
    return arrays | {"output": output.detach().numpy()}


def single_head(random: np.random.Generator) -> dict[str, np.ndarray]:
    """Lista 8: one head narrower than the embedding, post-LN with epsilon 1e-8."""
    n, d_model, d_k = SINGLE.values()
    arrays = {"X": draw(random, n, d_model), "Wo": draw(random, d_k, d_model)}
    arrays |= {name: draw(random, d_model, d_k) for name in ("Wq", "Wk", "Wv")}
    arrays |= {"W1": draw(random, d_model, 4 * d_model), "W2": draw(random, 4 * d_model, d_model)}
    X, Wo, Wq, Wk, Wv, W1, W2 = tensors(*arrays.values())
    attention = functional.scaled_dot_product_attention(X @ Wq, X @ Wk, X @ Wv)
    h = functional.layer_norm(X + attention @ Wo, (d_model,), eps=1e-8)
    output = functional.layer_norm(h + functional.relu(h @ W1) @ W2, (d_model,), eps=1e-8)
    return arrays | {"attention": attention.numpy(), "output": output.numpy()}


def main() -> None:
    random = np.random.default_rng(8)
    cases = {
        "multi_head": multi_head(random, masked=False),
        "masked": multi_head(random, masked=True),
        "encoder": encoder(random),
        "decoder": decoder(random),
        "simplified": simplified(random),
        "single_head": single_head(random),
    }
    arrays = {f"{case}/{name}": array for case, found in cases.items() for name, array in found.items()}
    np.savez_compressed(FILE, **arrays)
    print(f"{FILE}: {len(arrays)} arrays, torch {torch.__version__}")


if __name__ == "__main__":
    main()
