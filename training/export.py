"""Writes a trained network as the one file that the learned tagger reads."""

import json
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from training.network import TYPES, BidirectionalLayer, Tagger


def write(
    network: Tagger, features: list[str], kinds: list[str], temperature: float, least: float, target: Path
) -> None:
    """Write a network.

    Args:
        network: the trained network.
        features: names of the features it was trained with.
        kinds: names of the kinds, in the order of its outputs.
        temperature: what scores are divided by, so that confidences are calibrated.
        least: the lowest confidence of a name.
        target: the file to write.
    """
    tensors: list[onnx.TensorProto] = []
    nodes: list[onnx.NodeProto] = []

    def hold(name: str, values: torch.Tensor) -> str:
        """Parameters are stored in half precision and widened when the session opens (constants are folded)."""
        half = values.detach().numpy().astype(np.float16)
        tensors.append(numpy_helper.from_array(half, f"{name}_half"))
        nodes.append(helper.make_node("Cast", [f"{name}_half"], [name], to=TensorProto.FLOAT))
        return name

    def layer(number: int, module: BidirectionalLayer, source: str, target: str) -> None:
        weight, recurrence, bias = module.onnx()
        names = [
            hold(f"weight_{number}", weight),
            hold(f"recurrence_{number}", recurrence),
            hold(f"bias_{number}", bias),
        ]
        inputs = [source, *names, "lengths"]
        hidden = {"hidden_size": module.hidden, "direction": "bidirectional"}
        nodes.append(helper.make_node("GRU", inputs, [f"directions_{number}"], **hidden))
        nodes.append(helper.make_node("Transpose", [f"directions_{number}"], [f"sides_{number}"], perm=[0, 2, 1, 3]))
        tensors.append(numpy_helper.from_array(np.array([0, 0, 2 * module.hidden], np.int64), f"shape_{number}"))
        nodes.append(helper.make_node("Reshape", [f"sides_{number}", f"shape_{number}"], [target]))

    def linear(name: str, weight: torch.Tensor, bias: torch.Tensor, source: str, target: str) -> None:
        nodes.append(helper.make_node("MatMul", [source, hold(f"{name}_weight", weight.T)], [f"{name}_product"]))
        nodes.append(helper.make_node("Add", [f"{name}_product", hold(f"{name}_bias", bias)], [target]))

    tensors.append(numpy_helper.from_array(network.embedding.detach().numpy().astype(np.float16), "embedding"))
    nodes.append(helper.make_node("Gather", ["embedding", "characters"], ["embedded_half"]))
    nodes.append(helper.make_node("Cast", ["embedded_half"], ["embedded"], to=TensorProto.FLOAT))
    layer(1, network.first, "embedded", "first")
    layer(2, network.second, "first", "second")
    nodes.append(helper.make_node("Cast", ["features"], ["flags"], to=TensorProto.FLOAT))
    linear("hints", network.features.weight, network.features.bias, "flags", "hints_linear")
    nodes.append(helper.make_node("Relu", ["hints_linear"], ["hints"]))
    nodes.append(helper.make_node("Concat", ["second", "hints"], ["joined"], axis=2))
    layer(3, network.third, "joined", "third")
    linear("tags", network.scores.weight / temperature, network.scores.bias / temperature, "third", "scores")
    linear("kind", network.kinds.weight, network.kinds.bias, "third", "kinds")
    graph = helper.make_graph(
        nodes,
        "innograph",
        [
            helper.make_tensor_value_info("characters", TensorProto.INT32, ["length", "batch"]),
            helper.make_tensor_value_info("features", TensorProto.UINT8, ["length", "batch", len(features)]),
            helper.make_tensor_value_info("lengths", TensorProto.INT32, ["batch"]),
        ],
        [
            helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["length", "batch", len(network.start)]),
            helper.make_tensor_value_info("kinds", TensorProto.FLOAT, ["length", "batch", len(kinds)]),
        ],
        tensors,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    chain = torch.cat([part if part.dim() == 2 else part[None] for part in network.chain()]) / temperature
    properties = {
        "types": list(TYPES),
        "kinds": kinds,
        "features": features,
        "least_confidence": least,
        "chain": [[round(value, 4) for value in row] for row in chain.tolist()],
    }
    model.metadata_props.add(key="innograph", value=json.dumps(properties))
    onnx.checker.check_model(model)
    target.write_bytes(model.SerializeToString())
