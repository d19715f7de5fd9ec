"""Writes a trained network as the one file that the learned tagger reads.

Products of matrices run on whole numbers, which takes off a third of the time: states lie between -1 and 1 and become
8 bits, weights become 7 bits a column, so that sums cannot overflow on processors without instructions for it.
Scales are fixed here; what a window gets never depends on those beside it. The recurrence is a Scan whose
body holds both directions.
"""

import json
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from training.network import TYPES, BidirectionalLayer, Tagger

_STATE_SCALE = 1 / 127
_MICROSOFT = "com.microsoft"


class _GraphWriter:
    """Collects nodes and constants of a graph or of a Scan's body."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, name: str, values: NDArray[np.generic]) -> str:
        """Hold values under a name."""
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def node(self, operator: str, inputs: list[str], outputs: list[str], domain: str = "", **attributes: object) -> str:
        """Add a node; returns its first output."""
        node = helper.make_node(operator, inputs, outputs, domain=domain)
        node.attribute.extend(helper.make_attribute(key, value) for key, value in attributes.items())
        self.nodes.append(node)
        return outputs[0]

    def half(self, name: str, values: torch.Tensor) -> str:
        """Hold a parameter in half precision, widened when the session opens."""
        self.constant(f"{name}_half", values.detach().numpy().astype(np.float16))
        return self.node("Cast", [f"{name}_half"], [name], to=TensorProto.FLOAT)

    def quantized(self, name: str, source: str, scale: float) -> str:
        """Values as 8-bit whole numbers around 128."""
        self.constant(f"{name}_scale", np.float32(scale))
        self.constant(f"{name}_zero", np.uint8(128))
        return self.node("QuantizeLinear", [source, f"{name}_scale", f"{name}_zero"], [name])

    def product(self, name: str, quantized: str, weight: NDArray[np.float32], bias: NDArray[np.float32] | None) -> str:
        """A product of quantized values with a weight [inputs, outputs], as floats."""
        scale = np.maximum(np.abs(weight).max(axis=0), 1e-6) / 63
        self.constant(f"{name}_weight", np.rint(weight / scale).astype(np.int8))
        self.constant(f"{name}_weight_scale", scale.astype(np.float32))
        self.constant(f"{name}_weight_zero", np.zeros(weight.shape[1], np.int8))
        inputs = [quantized, f"{name}_weight", f"{quantized}_scale", f"{name}_weight_scale"]
        inputs += [f"{quantized}_zero", f"{name}_weight_zero"]
        if bias is not None:
            inputs.append(self.constant(f"{name}_bias", bias.astype(np.float32)))
        return self.node("MatMulIntegerToFloat", inputs, [name], domain=_MICROSOFT)


def _layer(graph: _GraphWriter, number: int, module: BidirectionalLayer, quantized: str) -> str:
    """Both directions of a recurrence over quantized inputs [length, batch, inputs]; returns the states."""
    hidden = module.hidden
    body = _GraphWriter()
    body.constant("update_reset", np.array([hidden, hidden], np.int64))
    projected = []
    for side in (0, 1):
        weight, bias = module.weight[side].detach().numpy(), module.bias[side].detach().numpy()
        for part, columns in (("gates", slice(0, 2 * hidden)), ("candidate", slice(2 * hidden, None))):
            projected.append(graph.product(f"{part}{side}_{number}", quantized, weight[:, columns], bias[columns]))
        body.quantized(f"state8{side}", f"state{side}", _STATE_SCALE)
        body.product(f"gates{side}", f"state8{side}", module.gates[side].detach().numpy(), None)
        body.node("Add", [f"gates{side}", f"to_gates{side}"], [f"gate_sums{side}"])
        body.node("Sigmoid", [f"gate_sums{side}"], [f"gate_values{side}"])
        body.node("Split", [f"gate_values{side}", "update_reset"], [f"update{side}", f"reset{side}"], axis=1)
        body.node("Mul", [f"reset{side}", f"state{side}"], [f"kept{side}"])
        body.quantized(f"kept8{side}", f"kept{side}", _STATE_SCALE)
        body.product(f"candidate{side}", f"kept8{side}", module.candidate[side].detach().numpy(), None)
        body.node("Add", [f"candidate{side}", f"to_candidate{side}"], [f"candidate_sums{side}"])
        body.node("Tanh", [f"candidate_sums{side}"], [f"proposal{side}"])
        body.node("Sub", [f"proposal{side}", f"state{side}"], [f"way{side}"])
        step = body.node("Mul", [f"update{side}", f"way{side}"], [f"step{side}"])
        if side == 1:  # read backward, a window begins with its padding, which must leave the state at nothing
            step = body.node("Mul", [step, "present"], ["step_if_present"])
        body.node("Add", [f"state{side}", step], [f"next{side}"])
        body.node("Identity", [f"next{side}"], [f"output{side}"])

    def info(name: str, width: int) -> onnx.ValueInfoProto:
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", width])

    inputs = [info("state0", hidden), info("state1", hidden)]
    for side in (0, 1):
        inputs += [info(f"to_gates{side}", 2 * hidden), info(f"to_candidate{side}", hidden)]
    outputs = [info(name, hidden) for name in ("next0", "next1", "output0", "output1")]
    inputs.append(info("present", 1))
    scan_body = helper.make_graph(body.nodes, f"step_{number}", inputs, outputs, body.constants)
    graph.constant(f"width_{number}", np.array([hidden], np.int64))
    graph.node("Concat", ["batch_size", f"width_{number}"], [f"state_shape_{number}"], axis=0)
    nothing = graph.node("ConstantOfShape", [f"state_shape_{number}"], [f"nothing_{number}"])
    graph.node(
        "Scan",
        [nothing, nothing, *projected, "present"],
        [f"last0_{number}", f"last1_{number}", f"forward_{number}", f"backward_{number}"],
        body=scan_body,
        num_scan_inputs=5,
        scan_input_directions=[0, 0, 1, 1, 1],
        scan_output_directions=[0, 1],
    )
    return graph.node("Concat", [f"forward_{number}", f"backward_{number}"], [f"states_{number}"], axis=2)


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
    graph = _GraphWriter()
    graph.node("Shape", ["characters"], ["batch_size"], start=1)
    embedding = network.embedding.detach().numpy()
    scale = float(np.quantile(np.abs(embedding), 0.9999)) / 127
    graph.constant("embedding", np.clip(np.rint(embedding / scale) + 128, 0, 255).astype(np.uint8))
    graph.constant("embedded_scale", np.float32(scale))
    graph.constant("embedded_zero", np.uint8(128))
    graph.node("Gather", ["embedding", "characters"], ["embedded"])
    states = graph.quantized("first8", _layer(graph, 1, network.first, "embedded"), _STATE_SCALE)
    states = graph.quantized("second8", _layer(graph, 2, network.second, states), _STATE_SCALE)
    graph.constant("features_scale", np.float32(1))
    graph.constant("features_zero", np.uint8(0))
    weight, bias = network.features.weight.detach().numpy().T, network.features.bias.detach().numpy()
    graph.product("hints_sum", "features", weight, bias)
    graph.constant("least_hint", np.float32(0))
    graph.constant("greatest_hint", np.float32(1))
    graph.node("Clip", ["hints_sum", "least_hint", "greatest_hint"], ["hints"])
    hints = graph.quantized("hints8", "hints", _STATE_SCALE)
    graph.constant("third8_scale", np.float32(_STATE_SCALE))
    graph.constant("third8_zero", np.uint8(128))
    graph.node("Concat", [states, hints], ["third8"], axis=2)
    states = _layer(graph, 3, network.third, "third8")
    for name, module, heat in (("scores", network.scores, temperature), ("kinds", network.kinds, 1.0)):
        graph.node("MatMul", [states, graph.half(f"{name}_weight", module.weight.T / heat)], [f"{name}_product"])
        graph.node("Add", [f"{name}_product", graph.half(f"{name}_bias", module.bias / heat)], [name])
    made = helper.make_graph(
        graph.nodes,
        "innograph",
        [
            helper.make_tensor_value_info("characters", TensorProto.INT32, ["length", "batch"]),
            helper.make_tensor_value_info("features", TensorProto.UINT8, ["length", "batch", len(features)]),
            helper.make_tensor_value_info("present", TensorProto.FLOAT, ["length", "batch", 1]),
        ],
        [
            helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["length", "batch", len(network.start)]),
            helper.make_tensor_value_info("kinds", TensorProto.FLOAT, ["length", "batch", len(kinds)]),
        ],
        graph.constants,
    )
    operators = [helper.make_opsetid("", 17), helper.make_opsetid(_MICROSOFT, 1)]
    model = helper.make_model(made, opset_imports=operators, ir_version=9)
    chain = torch.cat([part if part.dim() == 2 else part[None] for part in network.chain()]) / temperature
    properties = {
        "types": list(TYPES),
        "kinds": kinds,
        "features": features,
        "least_confidence": least,
        "chain": [[round(value, 4) for value in row] for row in chain.tolist()],
    }
    model.metadata_props.add(key="innograph", value=json.dumps(properties))
    target.write_bytes(model.SerializeToString())
