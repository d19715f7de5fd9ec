"""Graphs of any size with the properties of real ones: names, evidence, skewed degrees, all types.

    graph = synthetic_graph(nodes=50_000, edges=200_000)

Degrees follow preferential attachment (Barabási and Albert 1999), as those of innovation networks do; each
edge has one to three documents with a sentence each; names are put together of real surnames of provinces,
trades and forms, so that lengths and repeated parts are as in texts. The same arguments give the same graph.
"""

import random
from itertools import product

from graph.model import DocumentNode, Edge, Graph, MentionEdge, Node
from schema import ontology

SHARES = {"Institution": 0.5, "Person": 0.25, "Park": 0.1, "Policy": 0.1, "Region": 0.05}
RELATION_SHARES = {
    "COOPERATES_WITH": 0.24, "LOCATED_IN": 0.22, "WORKS_FOR": 0.18, "PART_OF": 0.1, "FOUNDED": 0.08, "SUPPORTS": 0.07,
    "ISSUED": 0.05, "APPLIES_TO": 0.03, "INVESTS_IN": 0.02, "MENTORS": 0.01,
}  # fmt: skip
PLACES = (
    "赣州",
    "许昌",
    "苏州",
    "成都",
    "西安",
    "合肥",
    "青岛",
    "长沙",
    "厦门",
    "洛阳",
    "绵阳",
    "南昌",
    "宁波",
    "东营",
)
CORES = (
    "华",
    "远",
    "云",
    "星",
    "海",
    "智",
    "新",
    "江",
    "山",
    "瑞",
    "科",
    "泰",
    "金",
    "光",
    "青",
    "博",
    "宏",
    "中",
    "恒",
    "川",
)
TRADES = ("材料", "生物", "信息", "能源", "装备", "医药", "稀土", "微电子", "航空", "环保", "软件", "农业")
FORMS = {
    "Institution": ("科技有限公司", "大学", "研究院", "重点实验室", "技术创新中心", "产业联盟", "投资基金"),
    "Park": ("高新技术产业开发区", "经济技术开发区", "产业园", "科学城"),
    "Policy": ("发展规划", "若干措施", "实施方案", "管理办法", "行动计划"),
    "Region": ("市", "县", "区"),
}
SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡林郭何高罗"
DATES = tuple(f"{year}-{month:02}-{day:02}" for year in range(2015, 2026) for month in range(1, 13) for day in (3, 17))


def synthetic_graph(nodes: int, edges: int, seed: int = 7) -> Graph:
    """A graph with about `nodes` entities, exactly `edges` edges, a document to four edges, and mentions.

    Args:
        nodes: number of entities.
        edges: number of edges between entities.
        seed: of the random numbers.
    """
    generator = random.Random(seed)
    graph = Graph()
    by_type: dict[str, list[str]] = {}
    for entity_type, share in SHARES.items():
        made = [_node(generator, entity_type, number) for number in range(max(2, round(nodes * share)))]
        graph.nodes.update((node.id, node) for node in made)
        by_type[entity_type] = [node.id for node in made]
    for number in range(max(1, edges // 4)):
        key = f"document:{number:012x}"
        title = f"{generator.choice(PLACES)}{generator.choice(TRADES)}产业创新动态（{number}）"
        graph.documents[key] = DocumentNode(key, title, generator.choice(DATES), f"texts/{number // 8:06}.txt")
    graph.edges = _edges(generator, graph, by_type, edges)
    mentioned = {
        (end, document) for edge in graph.edges for document in edge.documents for end in (edge.head, edge.tail)
    }
    graph.mentions = [
        MentionEdge(entity, document, generator.randint(1, 4), (graph.nodes[entity].name,))
        for entity, document in sorted(mentioned)
    ]
    return graph


def _edges(generator: random.Random, graph: Graph, by_type: dict[str, list[str]], wanted: int) -> list[Edge]:
    documents = list(graph.documents)
    # An entity stands in its pool once for each edge it has, and once for itself.
    pools = {entity_type: list(keys) for entity_type, keys in by_type.items()}
    relations = {
        name: list(product(sorted(relation.heads), sorted(relation.tails)))
        for name, relation in ontology().relation_types.items()
    }
    made: dict[tuple[str, str, str], Edge] = {}
    names, shares = list(RELATION_SHARES), list(RELATION_SHARES.values())
    while len(made) < wanted:
        relation = generator.choices(names, shares)[0]
        head_type, tail_type = generator.choice(relations[relation])
        head, tail = generator.choice(pools[head_type]), generator.choice(pools[tail_type])
        if ontology().relation_types[relation].symmetric and tail < head:
            head, tail = tail, head
        if head == tail or (head, relation, tail) in made:
            continue
        made[head, relation, tail] = _edge(generator, graph, head, relation, tail, documents)
        pools[graph.nodes[head].type].append(head)
        pools[graph.nodes[tail].type].append(tail)
    return list(made.values())


def _edge(generator: random.Random, graph: Graph, head: str, relation: str, tail: str, documents: list[str]) -> Edge:
    evidence = sorted(set(generator.choices(documents, k=generator.choice((1, 1, 1, 1, 2, 3)))))
    dates = [graph.documents[key].date for key in evidence]
    sentence = f"日前，{graph.nodes[head].name}与{graph.nodes[tail].name}在{generator.choice(PLACES)}就"
    return Edge(
        head=head,
        type=relation,
        tail=tail,
        stated=generator.random() < 0.9,
        confidence=round(generator.uniform(0.5, 0.99), 4),
        status="planned" if generator.random() < 0.05 else "",
        role=generator.choice(("院长", "董事长", "教授", "副主任")) if relation == "WORKS_FOR" else "",
        documents=tuple(evidence),
        sentences=tuple(f"{sentence}{generator.choice(TRADES)}领域的工作作出安排。" for _ in evidence),
        rules=tuple(f"{relation.lower()}.{generator.randint(1, 20)}" for _ in evidence),
        weight=len(evidence),
        first_date=min(dates),
        last_date=max(dates),
    )


def _node(generator: random.Random, entity_type: str, number: int) -> Node:
    core = "".join(generator.choices(CORES, k=2))
    place = generator.choice(PLACES)
    if entity_type == "Person":
        name = generator.choice(SURNAMES) + core
        key = f"person:{name}@{place}{core}大学{number}"
    elif entity_type == "Region":
        name = f"{core}{generator.choice(FORMS['Region'])}"
        key = f"region:{number + 110000:06}"
    else:
        name = f"{place}{core}{generator.choice(TRADES)}{generator.choice(FORMS[entity_type])}"
        key = f"{entity_type.lower()}:{name}{number}"
    kinds = list(ontology().entity_types[entity_type].kinds)
    first, last = sorted(generator.choices(DATES, k=2))
    return Node(
        id=key,
        type=entity_type,
        name=name,
        kind=generator.choice(kinds) if kinds else "",
        aliases=(f"{place}{core}", core) if generator.random() < 0.4 else (),
        documents=generator.randint(1, 30),
        mentions=generator.randint(30, 90),
        first_date=first,
        last_date=last,
        code=key.removeprefix("region:") if entity_type == "Region" else "",
        longitude=round(generator.uniform(80, 130), 4) if entity_type == "Region" else None,
        latitude=round(generator.uniform(20, 50), 4) if entity_type == "Region" else None,
        number=f"国发〔{first[:4]}〕{number}号" if entity_type == "Policy" and generator.random() < 0.3 else "",
    )
