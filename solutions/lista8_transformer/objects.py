"""Steps that make a student's object and give it the case's weights."""

from autograder.rubric import New, Set, Step
from solutions.lista8_transformer.cases import Case
from solutions.lista8_transformer.reference import WEIGHTS, Attention, Network


def set_attention(path: str, weights: Attention) -> tuple[Step, ...]:
    return tuple(Set(f"{path}.{name}", getattr(weights, name)) for name in WEIGHTS)


def set_network(path: str, weights: Network) -> tuple[Step, ...]:
    return Set(f"{path}.W1", weights.W1), Set(f"{path}.W2", weights.W2)


def new_attention(variable: str, case: Case, weights: Attention) -> tuple[Step, ...]:
    made = New(variable, "MultiHeadAttention", (case.sizes.d_model, case.sizes.heads))
    return made, *set_attention(variable, weights)


def new_layer(variable: str, class_name: str, case: Case) -> tuple[Step, ...]:
    """An encoder or decoder layer with the case's first weights."""
    sizes, weights = case.sizes, case.layers[0]
    made = New(variable, class_name, (sizes.d_model, sizes.heads, sizes.d_ff))
    cross = set_attention(f"{variable}.cross", weights.cross) if class_name == "DecoderLayer" else ()
    return made, *set_attention(f"{variable}.mha", weights.mha), *set_network(f"{variable}.ff", weights.ff), *cross
