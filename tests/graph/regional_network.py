"""A small innovation network, checked by hand: two cities of two provinces, four documents, all relation types."""

from graph.model import DocumentNode, Edge, Graph, MentionEdge, Node

DOCUMENTS = {"d1": "2023-03-01", "d2": "2023-09-10", "d3": "2024-02-20", "d4": "2024-05-06"}

# id, name, kind
NODES = (
    ("region:360000", "江西省", "province"),
    ("region:360700", "赣州市", "city"),
    ("region:360702", "章贡区", "county"),
    ("region:411000", "许昌市", "city"),
    ("park:云溪高新区", "云溪高新区", "high_tech_zone"),
    ("park:东湖产业园", "东湖产业园", "industrial_park"),
    ("institution:青禾大学", "青禾大学", "university"),
    ("institution:远山大学", "远山大学", "university"),
    ("institution:星桥科技", "星桥科技", "company"),
    ("institution:蓝湾电气", "蓝湾电气", "company"),
    ("institution:石泉矿业", "石泉矿业", "company"),
    ("institution:云溪材料重点实验室", "云溪材料重点实验室", "platform"),
    ("institution:赣江资本", "赣江资本", "fund"),
    ("institution:稀土创新联盟", "稀土创新联盟", "association"),
    ("institution:赣州市科技局", "赣州市科技局", "government"),
    ("institution:许昌市政府", "许昌市政府", "government"),
    ("institution:白鹭传媒", "白鹭传媒", "media"),
    ("person:林知远@青禾大学", "林知远", ""),
    ("person:林知远@石泉矿业", "林知远", ""),
    ("person:周澜@青禾大学", "周澜", ""),
    ("policy:赣州市人才十条", "赣州市人才十条", "document"),
    ("policy:许昌市人才新政", "许昌市人才新政", "document"),
    ("policy:稀土振兴行动", "稀土振兴行动", "programme"),
)

# head, type, tail, documents (none: derived), confidence, status, role; ends by name, persons by id
EDGES = (
    ("云溪高新区", "LOCATED_IN", "章贡区", "d1", 0.9, "", ""),
    ("东湖产业园", "LOCATED_IN", "许昌市", "d3", 0.9, "", ""),
    ("青禾大学", "LOCATED_IN", "赣州市", "d1", 0.9, "", ""),
    ("远山大学", "LOCATED_IN", "许昌市", "d3", 0.9, "", ""),
    ("星桥科技", "LOCATED_IN", "云溪高新区", "d1 d2", 0.95, "", ""),
    ("蓝湾电气", "LOCATED_IN", "东湖产业园", "d3", 0.9, "", ""),
    ("云溪材料重点实验室", "LOCATED_IN", "云溪高新区", "d2", 0.8, "", ""),
    ("赣州市科技局", "LOCATED_IN", "赣州市", "", 0.99, "", ""),
    ("许昌市政府", "LOCATED_IN", "许昌市", "", 0.99, "", ""),
    ("云溪材料重点实验室", "PART_OF", "青禾大学", "", 0.7, "", ""),
    ("青禾大学", "PART_OF", "稀土创新联盟", "d2", 0.85, "", ""),
    ("星桥科技", "PART_OF", "稀土创新联盟", "d2", 0.85, "", ""),
    ("青禾大学", "FOUNDED", "云溪材料重点实验室", "d2", 0.9, "", ""),
    ("赣州市科技局", "SUPPORTS", "星桥科技", "d2", 0.75, "", ""),
    ("赣江资本", "INVESTS_IN", "星桥科技", "d2", 0.9, "", ""),
    ("赣江资本", "INVESTS_IN", "云溪高新区", "d4", 0.7, "planned", ""),
    ("星桥科技", "COOPERATES_WITH", "青禾大学", "d1 d2", 0.96, "", ""),
    ("蓝湾电气", "COOPERATES_WITH", "青禾大学", "d3", 0.8, "", ""),
    ("蓝湾电气", "COOPERATES_WITH", "远山大学", "d4", 0.8, "", ""),
    ("星桥科技", "COOPERATES_WITH", "蓝湾电气", "d4", 0.6, "planned", ""),
    ("远山大学", "COOPERATES_WITH", "青禾大学", "d3", 0.55, "", ""),
    ("person:林知远@青禾大学", "WORKS_FOR", "青禾大学", "d1 d3", 0.9, "", "教授"),
    ("person:林知远@青禾大学", "WORKS_FOR", "星桥科技", "d2", 0.8, "", "首席科学家"),
    ("person:林知远@石泉矿业", "WORKS_FOR", "石泉矿业", "d4", 0.8, "", "董事长"),
    ("周澜", "WORKS_FOR", "青禾大学", "d3", 0.8, "", "讲师"),
    ("person:林知远@青禾大学", "MENTORS", "周澜", "d3", 0.8, "", ""),
    ("赣州市科技局", "ISSUED", "赣州市人才十条", "d1", 0.9, "", ""),
    ("赣州市人才十条", "APPLIES_TO", "赣州市", "d1", 0.8, "", ""),
    ("赣州市人才十条", "APPLIES_TO", "云溪高新区", "d1", 0.8, "", ""),
    ("许昌市政府", "ISSUED", "许昌市人才新政", "d3", 0.9, "", ""),
    ("许昌市人才新政", "APPLIES_TO", "许昌市", "d3", 0.8, "", ""),
    ("江西省", "ISSUED", "稀土振兴行动", "d2", 0.9, "", ""),
)


def regional_network() -> Graph:
    """The network as a graph; an entity stands in the documents of its edges (and two in one more)."""
    ids = {name: key for key, name, _ in NODES} | {key: key for key, _, _ in NODES}
    names = {key: name for key, name, _ in NODES}
    edges = []
    for head, relation, tail, stated, confidence, status, role in EDGES:
        documents = tuple(stated.split())
        dates = [DOCUMENTS[document] for document in documents]
        edges.append(
            Edge(
                ids[head],
                relation,
                ids[tail],
                stated=bool(documents),
                confidence=confidence,
                status=status,
                role=role,
                documents=documents,
                sentences=tuple(f"{names[ids[head]]} {relation} {names[ids[tail]]} ({key})" for key in documents),
                rules=tuple("hand" for _ in documents) or ("derived",),
                weight=len(documents),
                first_date=min(dates, default=""),
                last_date=max(dates, default=""),
            )
        )
    found = {(end, document) for edge in edges for end in (edge.head, edge.tail) for document in edge.documents}
    found |= {("institution:石泉矿业", "d1"), ("institution:白鹭传媒", "d3")}
    graph = Graph()
    for key, name, kind in NODES:
        seen = sorted(document for end, document in found if end == key)
        graph.nodes[key] = Node(
            key,
            key.partition(":")[0].capitalize(),
            name,
            kind,
            documents=len(seen),
            mentions=len(seen),
            first_date=DOCUMENTS[seen[0]] if seen else "",
            last_date=DOCUMENTS[seen[-1]] if seen else "",
            code=key.removeprefix("region:") if key.startswith("region:") else "",
            number="赣市发〔2023〕1号" if name == "赣州市人才十条" else "",
        )
    graph.documents = {key: DocumentNode(key, f"新闻 {key}", date, f"{key}.txt") for key, date in DOCUMENTS.items()}
    graph.edges = sorted(edges, key=lambda edge: (edge.head, edge.type, edge.tail))
    graph.mentions = [MentionEdge(end, document, 1, (names[end],)) for end, document in sorted(found)]
    graph.nodes = dict(sorted(graph.nodes.items()))
    return graph
