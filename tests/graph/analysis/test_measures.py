"""Measures equal values worked out by hand, and those of igraph on random graphs."""

import random
from itertools import combinations

import igraph
import networkx
import pytest

from graph.analysis import ANALYSES, Options, Result, analyse, compare
from graph.analysis.brokers import brokerage, constraint
from graph.analysis.groups import core_of, partition
from graph.analysis.growth import period_of, periods_between
from graph.analysis.links import adamic_adar
from graph.analysis.matrices import mutual_information
from graph.analysis.policies import subjects
from graph.model import Graph
from schema.errors import QueryError
from tests.graph.regional_network import regional_network

PROVINCES = Options(level="province")


def rows(result: Result, *columns: str) -> list[tuple[object, ...]]:
    return [tuple(record[column] for column in columns) for record in result.records()]


def random_networks() -> list[networkx.Graph]:
    made = [networkx.gnp_random_graph(40, density, seed=seed) for seed in range(4) for density in (0.05, 0.15, 0.4)]
    made.append(networkx.barabasi_albert_graph(200, 3, seed=5))
    return [networkx.relabel_nodes(net, {node: f"n{node:03}" for node in net}) for net in made]


def as_igraph(net: networkx.Graph) -> igraph.Graph:
    order = {node: index for index, node in enumerate(net)}
    return igraph.Graph(n=len(net), edges=[(order[a], order[b]) for a, b in net.edges])


@pytest.fixture(scope="module")
def regional() -> Graph:
    return regional_network()


def test_brokerage_of_a_star_by_hand() -> None:
    star = networkx.Graph([("b", "a1"), ("b", "a2"), ("b", "c1"), ("b", "c2"), ("b", "d1"), ("c1", "c2")])
    groups = {"b": "A", "a1": "A", "a2": "A", "c1": "C", "c2": "C", "d1": "D"}
    # a1–a2 | a1, a2 with each of c1, c2, d1 | c1–c2 is closed | c1–d1, c2–d1
    assert brokerage(star, groups)["b"] == {"coordinator": 1, "gatekeeper": 6, "itinerant": 0, "liaison": 2}
    star.remove_edge("c1", "c2")
    assert brokerage(star, groups)["b"]["itinerant"] == 1


@pytest.mark.parametrize("net", random_networks())
def test_brokerage_equals_a_count_of_all_open_pairs(net: networkx.Graph) -> None:
    generator = random.Random(3)
    groups = {node: generator.choice("ABC") for node in net}
    for node, roles in brokerage(net, groups).items():
        counted = dict.fromkeys(("coordinator", "gatekeeper", "itinerant", "liaison"), 0)
        for a, b in combinations(net[node], 2):
            if not net.has_edge(a, b):
                kinds = len({groups[a], groups[b], groups[node]})
                if kinds == 2:
                    counted["itinerant" if groups[a] == groups[b] else "gatekeeper"] += 1
                else:
                    counted["coordinator" if kinds == 1 else "liaison"] += 1
        assert roles == counted


def test_brokers_of_the_regional_network(regional: Graph) -> None:
    # 青禾大学's located partners are 4 of Ganzhou (星桥科技, the laboratory, two people) and 2 of Xuchang. Across: 8
    # pairs less the tied 星桥科技–蓝湾电气. Inside: 6 pairs less two tied. The Xuchang two are tied.
    assert rows(analyse("brokers", regional), "entity", "gatekeeper", "itinerant", "coordinator")[0] == (
        "青禾大学",
        7,
        0,
        4,
    )


def test_constraint_by_hand() -> None:
    # In a triangle: p = 1/2; each neighbour takes 1/2 + 1/2·1/2 = 3/4, squared 9/16, twice.
    assert constraint(networkx.complete_graph(["a", "b", "c"]))["a"] == pytest.approx(9 / 8)
    assert constraint(networkx.star_graph(4))[0] == pytest.approx(4 * (1 / 4) ** 2)


@pytest.mark.parametrize("net", random_networks())
def test_constraint_core_numbers_and_effective_size_equal_those_of_others(net: networkx.Graph) -> None:
    ours, other = constraint(net), as_igraph(net)
    for index, (node, value) in enumerate(zip(net, other.constraint(), strict=True)):
        if net.degree[node]:
            assert ours[node] == pytest.approx(value), index
    assert list(networkx.core_number(net).values()) == other.coreness()
    expected = networkx.effective_size(net)
    triangles = networkx.triangles(net)
    for node in net:
        if net.degree[node]:
            assert net.degree[node] - 2 * triangles[node] / net.degree[node] == pytest.approx(expected[node])


@pytest.mark.parametrize("net", random_networks())
def test_adamic_adar_equals_that_of_igraph(net: networkx.Graph) -> None:
    table = as_igraph(net).similarity_inverse_log_weighted()
    nodes = list(net)
    expected = {
        (a, b): table[i][j]
        for i, a in enumerate(nodes)
        for j, b in enumerate(nodes)
        if a < b and not net.has_edge(a, b) and table[i][j] > 0
    }
    found = {(a, b): score for score, a, b in adamic_adar(net, 100_000)}
    assert found == pytest.approx(expected)
    best = adamic_adar(net, 5)
    assert [score for score, _, _ in best] == pytest.approx(sorted(expected.values(), reverse=True)[:5])


def test_link_candidates_come_with_the_ties_to_shared_partners(regional: Graph) -> None:
    result = analyse("link_candidates", regional)
    # 星桥科技 and 远山大学 share 青禾大学 and 蓝湾电气, which have three partners each: 2 ÷ ln 3.
    assert rows(result, "a", "b", "score", "shared", "same_region") == [
        ("星桥科技", "远山大学", 1.820478, ["蓝湾电气", "青禾大学"], False)
    ]
    assert len(result.findings[0].edges) == 4
    assert "远山大学 COOPERATES_WITH 青禾大学 (d3)" in result.records()[0]["sentences"]


def test_communities_of_two_cliques_are_the_cliques() -> None:
    net = networkx.barbell_graph(5, 0)
    net = networkx.relabel_nodes(net, {node: f"n{node}" for node in net})
    groups = partition(net, seed=1)
    assert groups == [["n0", "n1", "n2", "n3", "n4"], ["n5", "n6", "n7", "n8", "n9"]]
    # 20 of 21 ties inside, half of the ends in each: 20/21 - 2·(1/2)²
    modularity = networkx.community.modularity(net, map(set, groups))
    assert modularity == pytest.approx(20 / 21 - 1 / 2)
    membership = [0 if f"n{node}" in groups[0] else 1 for node in range(10)]
    assert as_igraph(net).modularity(membership) == pytest.approx(modularity)


def test_communities_do_not_depend_on_the_order_of_edges(regional: Graph) -> None:
    shuffled = Graph(dict(reversed(regional.nodes.items())), regional.documents, list(reversed(regional.edges)))
    assert rows(analyse("communities", shuffled), "members") == rows(analyse("communities", regional), "members")


@pytest.mark.parametrize("seed", range(6))
def test_the_core_has_the_fewest_errors_of_all(seed: int) -> None:
    net = networkx.gnp_random_graph(9, 0.4, seed=seed)

    def errors(core: set[int]) -> int:
        missing = sum(not net.has_edge(a, b) for a, b in combinations(core, 2))
        return missing + sum(a not in core and b not in core for a, b in net.edges)

    fewest = min(errors(set(core)) for size in range(10) for core in combinations(net, size))
    core, told = core_of(net)
    assert errors(core) == told == fewest  # type: ignore[arg-type]


def test_the_core_of_the_regional_network(regional: Graph) -> None:
    result = analyse("core_periphery", regional)
    assert [name for name, place in rows(result, "entity", "position") if place == "core"] == [
        "青禾大学",
        "星桥科技",
        "蓝湾电气",
    ]
    # outside the three: 石泉矿业 and its chairman, the two people of 青禾大学, 赣江资本 and the park
    assert result.summary == {"core": 3, "errors": 3}


def test_region_matrix(regional: Graph) -> None:
    result = analyse("region_matrix", regional, PROVINCES)
    # Five cooperations with ten ends, five in each province: half of all pairs would join the two by chance.
    assert rows(result, "region_a", "region_b", "cooperations", "documents", "expected", "affinity") == [
        ("江西省", "河南省", 3, 2, 2.5, 1.2),
        ("江西省", "江西省", 1, 2, 1.25, 0.8),
        ("河南省", "河南省", 1, 1, 1.25, 0.8),
    ]
    assert result.summary == {"cooperations": 5, "without_region": 0}


def test_kind_matrix(regional: Graph) -> None:
    assert rows(analyse("kind_matrix", regional), "kind_a", "kind_b", "cooperations", "affinity") == [
        ("company", "university", 3, 1.2),
        ("company", "company", 1, 0.8),
        ("university", "university", 1, 0.8),
    ]


def test_triple_helix_shares(regional: Graph) -> None:
    assert rows(analyse("triple_helix", regional), "helices", "unit", "count", "share") == [
        ("industry–university", "cooperations", 3, 0.6),
        ("industry–industry", "cooperations", 1, 0.2),
        ("university–university", "cooperations", 1, 0.2),
        ("industry–university", "documents", 4, 1.0),
    ]


def test_mutual_information_by_hand() -> None:
    u, i, g = "university", "industry", "government"
    # Each helix present in half of the documents, and any two tell the third: 3·1 - 3·2 + 2 = -1 bit.
    assert mutual_information({frozenset(): 1, frozenset({u, i}): 1, frozenset({u, g}): 1, frozenset({i, g}): 1}) == -1
    # All three always together, in half of the documents: 3·1 - 3·1 + 1 = 1 bit.
    assert mutual_information({frozenset(): 1, frozenset({u, i, g}): 1}) == pytest.approx(1)
    assert mutual_information({}) == 0


@pytest.mark.parametrize("word", ["", "人才"])
def test_policies_spread_with_a_lag(regional: Graph, word: str) -> None:
    result = analyse("policy_diffusion", regional, Options(word=word))
    assert rows(result, "subject", "order", "issuer", "region", "date", "lag", "adopters") == [
        ("人才", 1, "赣州市科技局", "赣州市", "2023-03-01", 0, 0.5),
        ("人才", 2, "许昌市政府", "许昌市", "2024-02-20", 356, 1.0),
    ]
    assert result.records()[1]["sentences"] == ["许昌市政府 ISSUED 许昌市人才新政 (d3)"]


def test_subjects_are_the_longest_that_issuers_share() -> None:
    names = {
        "a": "赣州市稀土新材料产业发展规划",
        "b": "包头市稀土新材料若干措施",
        "c": "河南省稀土产业行动计划",
        "d": "稀土补贴",
    }
    issuers = {"a": {"x"}, "b": {"y"}, "c": {"z"}, "d": {"z"}}
    assert subjects(names, issuers) == {"稀土新材料": {"a", "b"}, "稀土": {"a", "b", "c", "d"}}
    assert subjects({"c": names["c"], "d": names["d"]}, issuers) == {}


def test_growth_by_year_and_quarter(regional: Graph) -> None:
    columns = ("period", "new_actors", "new_ties", "actors", "ties")
    assert rows(analyse("growth", regional), *columns) == [("2023", 7, 8, 7, 8), ("2024", 6, 8, 13, 16)]
    quarters = rows(analyse("growth", regional, Options(period="quarter")), *columns)
    assert [row[0] for row in quarters] == ["2023-Q1", "2023-Q2", "2023-Q3", "2023-Q4", "2024-Q1", "2024-Q2"]
    assert quarters[1] == ("2023-Q2", 0, 0, 3, 2)
    assert quarters[-1][3:] == (13, 16)


def test_periods() -> None:
    assert [period_of("2024-05-06", period) for period in ("year", "quarter", "month")] == [
        "2024",
        "2024-Q2",
        "2024-05",
    ]
    assert period_of("2024", "month") == "2024-01"
    assert periods_between(["2023-11", "2024-02"], "month") == ["2023-11", "2023-12", "2024-01", "2024-02"]
    assert periods_between([], "year") == []


def test_two_periods_compared(regional: Graph) -> None:
    found = compare(regional, "2023", "2024")
    names = [(edge.head, edge.type, edge.tail) for edge in found.kept]
    assert names == [("person:林知远@青禾大学", "WORKS_FOR", "institution:青禾大学")]
    assert len(found.gone) + len(found.new) + len(found.kept) == sum(edge.stated for edge in regional.edges)
    assert "institution:蓝湾电气" in found.new_entities
    assert "institution:稀土创新联盟" in found.gone_entities
    assert compare(regional, "2023-03-01/2024-02", "2024-02-20").new == ()
    with pytest.raises(ValueError, match="is no period"):
        compare(regional, "spring", "2024")


def test_derived_relations_are_left_out_unless_asked_for(regional: Graph) -> None:
    for name in ANALYSES:
        edges = [edge for finding in analyse(name, regional).findings for edge in finding.edges]
        assert all(edge.stated for edge in edges), name
    asked = analyse("k_cores", regional, Options(derived=True, relations=("PART_OF",)))
    assert ("云溪材料重点实验室", 1) in rows(asked, "entity", "partners")


@pytest.mark.parametrize("name", sorted(ANALYSES))
def test_every_row_rests_on_edges(regional: Graph, name: str) -> None:
    result = analyse(name, regional)
    assert result.findings
    assert all(finding.edges for finding in result.findings)
    assert all(len(finding.values) == len(result.columns) for finding in result.findings)
    assert all(len(record["edges"]) <= 1 for record in result.records(evidence=1))


@pytest.mark.parametrize("name", sorted(ANALYSES))
def test_a_graph_without_ties_has_no_findings(regional: Graph, name: str) -> None:
    assert analyse(name, Graph(nodes=dict(regional.nodes))).findings == []


def test_unknown_analyses_and_empty_graphs_are_told(regional: Graph) -> None:
    with pytest.raises(QueryError, match="nearest are: brokers"):
        analyse("broker", regional)
    with pytest.raises(QueryError, match="innograph build"):
        analyse("brokers", Graph())
