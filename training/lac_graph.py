"""Writes `extractors/lac.onnx`: the graph of the stock tagger, which declares its parameters without holding them.

Run as `PYTHONPATH=. python training/lac_graph.py`; needs the package onnx.
"""

from pathlib import Path

import onnx
from onnx import TensorProto, helper

from extractors.lac import package_folder, read_parameters

TARGET = Path(__file__).parent.parent / "extractors" / "lac.onnx"


def recurrent_layer(number: int, source: str, target: str) -> list[onnx.NodeProto]:
    """A bidirectional layer: [length, batch, inputs] to [length, batch, 256]."""
    return [
        helper.make_node(
            "GRU",
            [source, f"weight_{number}", f"recurrence_{number}", f"bias_{number}", "lengths"],
            [f"directions_{number}"],
            hidden_size=128,
            direction="bidirectional",
        ),
        helper.make_node("Transpose", [f"directions_{number}"], [f"sides_{number}"], perm=[0, 2, 1, 3]),
        helper.make_node("Reshape", [f"sides_{number}", "merged"], [target]),
    ]


def build() -> onnx.ModelProto:
    """The graph: characters [length, batch] and lengths [batch] to both layers' states and the tag scores."""
    declared = []
    for name, values in read_parameters(package_folder()).items():
        if name != "chain":
            tensor = TensorProto(name=name, data_type=TensorProto.FLOAT, dims=values.shape)
            tensor.data_location = TensorProto.EXTERNAL
            tensor.external_data.add(key="location", value="given at run time")
            declared.append(tensor)
    declared.append(helper.make_tensor("merged", TensorProto.INT64, [3], [0, 0, 256]))
    nodes = [
        helper.make_node("Gather", ["embedding", "characters"], ["embedded"]),
        *recurrent_layer(1, "embedded", "first"),
        *recurrent_layer(2, "first", "second"),
        helper.make_node("MatMul", ["second", "output_weight"], ["projected"]),
        helper.make_node("Add", ["projected", "output_bias"], ["scores"]),
    ]
    graph = helper.make_graph(
        nodes,
        "lac",
        [
            helper.make_tensor_value_info("characters", TensorProto.INT32, ["length", "batch"]),
            helper.make_tensor_value_info("lengths", TensorProto.INT32, ["batch"]),
        ],
        [
            helper.make_tensor_value_info(name, TensorProto.FLOAT, ["length", "batch", width])
            for name, width in (("first", 256), ("second", 256), ("scores", 57))
        ],
        declared,
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)


if __name__ == "__main__":
    TARGET.write_bytes(build().SerializeToString())
    print(f"{TARGET}: {TARGET.stat().st_size} bytes")
