"""Pairs of names with the right answer: hand-written groups, and pairs made from grammars and tables.

python -m tests.graph.name_pairs > pairs.csv
"""

import csv
import itertools
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from opencc import OpenCC

from schema.regions import gazetteer

GROUPS_FILE = Path(__file__).with_name("name_groups.txt")
SEED = 20240501


@dataclass(frozen=True)
class NamePair:
    """Two names, their type, whether they are one thing, and where the pair comes from."""

    a: str
    b: str
    type: str
    same: bool
    origin: str


def name_pairs() -> list[NamePair]:
    """All pairs: the same ones on every run."""
    return [*written_pairs(), *made_pairs(random.Random(SEED))]


def written_pairs() -> Iterator[NamePair]:
    for line in GROUPS_FILE.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        entity_type, _, rest = line.partition(" ")
        one, *others = [part.strip() for part in rest.split(" ≠ ")]
        names = [name.strip() for name in one.split(" = ")]
        for a, b in itertools.combinations(names, 2):
            yield NamePair(a, b, entity_type, True, "written")
        for other in others:
            yield NamePair(names[0], other, entity_type, False, "written")


CORES = [
    "澜屿",
    "恒岳",
    "朔方",
    "锦湾",
    "苍梧谷",
    "启航源",
    "翠屏湖",
    "云栖岭",
    "鼎泽",
    "泓博",
    "卓昇",
    "磐川",
    "骏陶",
    "瑾瑜",
    "翎川",
    "沐昕",
    "钧拓",
    "珺驰",
    "岚图山",
    "汐元",
]
TRADES = [
    "新材料",
    "生物医药",
    "智能装备",
    "新能源",
    "集成电路",
    "光电子",
    "节能环保",
    "数字科技",
    "精密仪器",
    "储能技术",
]
FIELDS = {
    "科学技术": "科技", "工业和信息化": "工信", "人力资源和社会保障": "人社", "住房和城乡建设": "住建",
    "市场监督管理": "市场监管", "文化和旅游": "文旅",
}  # fmt: skip
UNIVERSITY_SHORTS = {"交通": "交", "师范": "师", "农业": "农", "科技": "科", "工业": "工", "财经": "财"}
SURNAMES = ["赵", "钱", "孙", "周", "吴", "郑", "冯", "蒋", "沈", "韩", "欧阳", "司徒"]
GIVEN = ["志远", "思齐", "海燕", "建军", "明哲", "雨桐", "文博", "晓彤", "国栋", "佳怡"]


def made_pairs(chance: random.Random) -> Iterator[NamePair]:
    cities = sorted(
        (r for r in gazetteer().regions if r.kind == "city" and r.name.endswith("市")), key=lambda r: r.code
    )
    provinces = sorted(
        (r for r in gazetteer().regions if r.kind == "province" and r.name.endswith("省")), key=lambda r: r.code
    )
    traditional = OpenCC("s2t")

    def varied(name: str) -> str:
        plain = name.replace("（", "(").replace("）", ")")
        return chance.choice([name, traditional.convert(name), f"{name[:2]} {name[2:]}", plain])

    for _ in range(36):
        city, other = chance.sample(cities, 2)
        core, core2 = chance.sample(CORES, 2)
        trade, trade2 = chance.sample(TRADES, 2)
        field, field2 = chance.sample(sorted(FIELDS), 2)
        province = gazetteer().province_of(city)
        assert province is not None

        def pair(a: str, b: str, same: bool, entity_type: str = "Institution") -> NamePair:
            return (
                NamePair(varied(a), b, entity_type, same, "made")
                if chance.random() < 0.5
                else NamePair(b, varied(a), entity_type, same, "made")
            )

        company = f"{city.name}{core}{trade}有限公司"
        yield pair(company, f"{city.core}{core}{trade}有限责任公司", True)
        yield pair(company, f"{core}{trade}", True)
        yield pair(f"{city.core}{core}{trade}股份有限公司", f"{core}{trade}股份", True)
        yield pair(company, f"{other.name}{core}{trade}有限公司", False)
        yield pair(company, f"{city.name}{core}{trade2}有限公司", False)
        yield pair(company, f"{city.name}{core2}{trade}有限公司", False)
        yield pair(f"{core}{trade}股份有限公司", f"{core}{trade}（{city.core}）有限公司", False)

        yield pair(f"{city.name}{field}局", f"{city.name}{FIELDS[field]}局", True)
        yield pair(f"{city.name}人民政府", f"{city.name}政府", True)
        yield pair(f"{province.name}{city.name}{field}局", f"{city.name}{FIELDS[field]}局", True)
        yield pair(f"{city.name}{field}局", f"{other.name}{FIELDS[field]}局", False)
        yield pair(f"{city.name}{field}局", f"{city.name}{field2}局", False)
        yield pair(f"{city.name}人民政府", f"{city.name}人民政府办公室", False)

        subject = chance.choice(sorted(UNIVERSITY_SHORTS))
        name = chance.choice(["岭源", "瀛东", "溯江", "皖东北", "陇中"])
        university = f"{name}{subject}大学"
        yield pair(university, f"{name}{UNIVERSITY_SHORTS[subject]}大", True)
        yield pair(university, f"{name}大学", False)
        yield pair(university, f"{university}{trade[:2]}学院", False)
        yield pair(f"{university}附属第一医院", f"{university}附属第二医院", False)

        yield pair(f"中国科学院{city.core}{trade}研究所", f"中科院{city.core}{trade}研究所", True)
        yield pair(f"中国科学院{city.core}{trade}研究所", f"中国科学院{other.core}{trade}研究所", False)
        yield pair(f"{core}{trade}研究院", f"{core}{trade}研究所", False)
        yield pair(f"{province.name}{trade}重点实验室", f"{province.core}{trade}重点实验室", True)

        for short, full in (("高新区", "高新技术产业开发区"), ("经开区", "经济技术开发区")):
            yield pair(f"{city.core}{full}", f"{city.core}{short}", True, "Park")
            yield pair(f"{city.core}{full}", f"{city.core}{short}管委会", False, "Park")
            yield pair(f"{city.core}{full}", f"{other.core}{short}", False, "Park")
            yield pair(f"{city.core}{full}管理委员会", f"{city.core}{short}管委会", True)
        yield pair(f"{city.core}高新区", f"{city.core}经开区", False, "Park")
        yield pair(f"{core}{trade}产业园区", f"{core}{trade}产业园", True, "Park")
        yield pair(f"{core}{trade}产业园一期", f"{core}{trade}产业园二期", False, "Park")

        yield pair(city.name, city.core, True, "Region")
        yield pair(f"{province.core}{city.core}", city.name, True, "Region")
        yield pair(city.name, other.core, False, "Region")
        yield pair(city.name, province.name, False, "Region")

        a, b = chance.sample(provinces, 2)
        start = chance.randint(2010, 2020)
        plan = f"{a.name}{trade}产业发展规划"
        yield pair(f"《{plan}（{start}—{start + 5}年）》", f"{plan}({start}-{start + 5}年)", True, "Policy")
        yield pair(
            f"{a.name}人民政府关于支持{trade}产业发展的意见",
            f"{a.name}政府关于支持{trade}产业发展的意见",
            True,
            "Policy",
        )
        yield pair(f"{plan}（{start}—{start + 5}年）", f"{plan}（{start + 5}—{start + 10}年）", False, "Policy")
        yield pair(f"{plan}", f"{b.name}{trade}产业发展规划", False, "Policy")
        yield pair(f"{plan}（征求意见稿）", plan, False, "Policy")

        person = chance.choice(SURNAMES) + chance.choice(GIVEN)
        office, office2 = f"{city.name}{field}局", f"{other.name}{field}局"
        yield pair(f"{person}@{office}", f"{person}@{city.name}{FIELDS[field]}局", True, "Person")
        yield pair(f"{person}（{company}）", f"{person}@{core}{trade}", True, "Person")
        yield pair(f"{person}@{office}", f"{person}@{office2}", False, "Person")
        yield pair(person, f"{person}@{office}", False, "Person")
        yield pair(person, person, False, "Person")


if __name__ == "__main__":
    writer = csv.writer(sys.stdout)
    writer.writerow(["a", "b", "type", "expected", "origin"])
    for item in name_pairs():
        writer.writerow([item.a, item.b, item.type, "same" if item.same else "different", item.origin])
