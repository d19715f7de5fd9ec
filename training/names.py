"""Makes names of every type and kind, so that the tagger learns how names are built and not which ones there are.

Each maker returns a full name and a short form of it. The parts are those of Chinese naming: place, core, trade, form.
Places, universities and surnames come from the lexicon of the features, the rest from `name_parts.tsv`.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

LEXICON = Path(__file__).parent.parent / "extractors" / "lexicon.tsv"
_PARTS = {
    name: words.split(" ")
    for name, words in (
        line.split("\t") for line in Path(__file__).with_name("name_parts.tsv").read_text(encoding="utf-8").splitlines()
    )
}


class NameMaker:
    """Makes names by a random generator of its own.

    Args:
        random_source: where chance comes from; equal states make equal names.
    """

    def __init__(self, random_source: random.Random) -> None:
        """Read the lexicon."""
        self._random = random_source
        self._words: dict[str, list[str]] = defaultdict(list)
        for line in LEXICON.read_text(encoding="utf-8").splitlines():
            name, word = line.split("\t")
            self._words[name].append(word)
        surnames = self._words["surname"]
        self._surname_weights = [1 / (rank + 8) for rank in range(len(surnames))]
        self._makers: dict[tuple[str, str], Callable[[], tuple[str, str]]] = {
            ("Institution", "university"): self._university,
            ("Institution", "research_institute"): self._institute,
            ("Institution", "company"): self._company,
            ("Institution", "government"): self._government,
            ("Institution", "platform"): self._platform,
            ("Institution", "association"): self._association,
            ("Institution", "fund"): self._fund,
            ("Institution", "hospital"): self._hospital,
            ("Institution", "media"): self._media,
            ("Policy", "document"): self._document,
            ("Policy", "programme"): self._programme,
        }

    def _pick(self, items: Sequence[str]) -> str:
        return self._random.choice(items)

    def _chance(self, probability: float) -> bool:
        return self._random.random() < probability

    def make(self, type_: str, kind: str, model: str) -> tuple[str, str] | None:
        """A full name and a short form like those of a model name.

        Args:
            type_, kind: what the name names.
            model: the name that it takes the place of; its shape (suffix, script, title) is kept.

        Returns:
            Both forms, or None where no maker knows the kind.
        """
        if type_ == "Person":
            return self._person(model)
        if type_ == "Region":
            return self._region(kind, model)
        if type_ == "Park":
            return self._park(kind)
        maker = self._makers.get((type_, kind))
        return maker() if maker else None

    def _place(self) -> str:
        group = self._random.choices(
            ["city", "city_short", "county", "county_short", "province", "province_short"], [3, 5, 2, 2, 2, 3]
        )[0]
        return self._pick(self._words[group])

    def _short_place(self) -> str:
        return self._pick(self._words[self._pick(["city_short", "city_short", "county_short", "province_short"])])

    def _core(self) -> str:
        return "".join(self._random.choices(_PARTS["core"], k=self._random.choices([2, 3, 4], [6, 3, 1])[0]))

    def _latin(self) -> str:
        return "".join(self._random.sample(_PARTS["latin"], self._random.choice([1, 2, 2])))

    def _company(self) -> tuple[str, str]:
        core = self._latin() if self._chance(0.06) else self._core()
        trade = self._pick(_PARTS["trade"])
        if self._chance(0.06):
            name = f"{self._latin()}{self._pick([' GmbH', ' Inc', '公司', ' AG', ' Ltd', '', ''])}"
            return name, name
        form = self._random.choices(
            ["有限公司", "股份有限公司", "集团有限公司", "有限责任公司", "集团", "公司"], [10, 5, 2, 1, 2, 1]
        )[0]
        place = self._place() if self._chance(0.75) else ""
        inner = f"（{self._short_place()}）" if self._chance(0.12) else ""
        short = self._pick(
            [core, core, core + trade[:2], core + trade, core + self._pick(["股份", "集团", "科技", "公司"])]
        )
        return f"{place}{core}{inner}{trade}{form}", short

    def _university(self) -> tuple[str, str]:
        name = self._pick(self._words["university"])
        if self._chance(0.3):
            place = self._short_place()
            name = place + self._pick(_PARTS["university_form"])
        if self._chance(0.25):
            field = self._pick(_PARTS["field"])
            return f"{name}{field}{self._pick(['学院', '学院', '系', '研究院', '与工程学院'])}", name
        if self._chance(0.25):
            return self._pick(self._words["university_short"]), self._pick(self._words["university_short"])
        if self._chance(0.08):
            return f"{name}（{self._short_place()}）", name
        return name, name

    def _institute(self) -> tuple[str, str]:
        field = self._pick(_PARTS["field"])
        if self._chance(0.15):
            place = self._short_place()
            prefix = self._pick(["中国科学院", "中科院", "中国农业科学院", "中国林业科学研究院"])
            return f"{prefix}{place if self._chance(0.6) else ''}{field}研究所", f"{place}{field[:2]}所"
        place = self._pick([self._place(), self._core(), self._short_place()])
        form = self._pick(_PARTS["institute_form"])
        return f"{place}{field}{form}", self._pick([f"{place[:2]}{field[:2]}院", f"{place}研究院", f"{field}{form}"])

    def _government(self) -> tuple[str, str]:
        roll = self._random.random()
        if roll < 0.12:
            name = self._pick(self._words["government"])
            return name, name
        if roll < 0.3:
            place = self._pick(self._words["province"])
            hall = self._pick(_PARTS["hall"])
            return place + hall, "省" + hall
        if roll < 0.42:
            park, short = self._park(self._pick(["high_tech_zone", "economic_zone", "industrial_park"]))
            return (
                f"{park}{self._pick(['管委会', '管理委员会', '党工委', '科技局', '经发局', '管理办公室'])}",
                "管委会" if self._chance(0.1) else f"{short}管委会",
            )
        if roll < 0.5:
            town = self._town()
            return f"{town}{self._pick(['人民政府', '政府', '党委'])}", f"{town}政府"
        place = self._pick(self._words[self._pick(["city", "county"])])
        bureau = self._pick(_PARTS["bureau"])
        return place + bureau, place[-1] + bureau

    def _platform(self) -> tuple[str, str]:
        field, form = self._pick(_PARTS["field"]), self._pick(_PARTS["platform"])
        owner = self._random.choices(
            [self._place(), self._core(), "国家", self._pick(self._words["university"]), self._short_place(), ""],
            [4, 3, 2, 1, 3, 2],
        )[0]
        if self._chance(0.08):
            owner = f"{self._short_place()}（{self._short_place()}）"
        return f"{owner}{field}{form}", self._pick([f"{field}{form}", f"{owner or field}{form}"])

    def _association(self) -> tuple[str, str]:
        form = self._pick(_PARTS["association_form"])
        field = self._pick([*_PARTS["field"], *_PARTS["trade"]])
        place = self._pick([self._place(), "中国", self._short_place(), "全国"])
        return f"{place}{field}{form}", f"{field}{form}" if self._chance(0.5) else f"{place[:2]}{field[:2]}{form[-2:]}"

    def _fund(self) -> tuple[str, str]:
        place, core = self._short_place(), self._core()
        form = self._pick(_PARTS["fund_form"])
        return (
            f"{self._pick([place, core, place + core])}{self._pick(['', self._pick(_PARTS['field'])])}{form}",
            f"{core}基金",
        )

    def _hospital(self) -> tuple[str, str]:
        place = self._place()
        form = self._pick(_PARTS["hospital_form"])
        if self._chance(0.3):
            return (
                f"{self._pick(self._words['university'])}{self._pick(['附属医院', '第一附属医院', '附属第二医院'])}",
                f"{self._short_place()}医院",
            )
        return place + form, place[-1] + form

    def _media(self) -> tuple[str, str]:
        if self._chance(0.4):
            name = self._pick(self._words["media"])
            return name, name
        place, core = self._short_place(), self._core()
        name = self._pick([place, core]) + self._pick(_PARTS["media_form"])
        return name, name

    def _park(self, kind: str) -> tuple[str, str]:
        form = self._pick(_PARTS[f"park_form.{kind}"])
        if kind in ("high_tech_zone", "economic_zone"):
            place = self._pick(
                [self._short_place(), self._short_place(), self._place(), self._short_place() + self._core()]
            )
            common = "高新区" if kind == "high_tech_zone" else self._pick(["经开区", "开发区"])
            return place + form, place + (form if len(form) <= 4 else common)
        lead = self._random.choices([self._short_place(), self._core(), self._short_place() + self._core()], [3, 5, 2])[
            0
        ]
        middle = self._pick(
            ["", "", self._pick(_PARTS["field"]), self._pick(_PARTS["trade"]), "智造", "国际", "东部", "科创"]
        )
        return lead + middle + form, lead + form

    def _town(self) -> str:
        return "".join(self._random.choices([*_PARTS["core"], *"山水河湖沙石桥井沟坪坝营庄屯塘"], k=2)) + self._pick(
            ["镇", "镇", "乡", "街道", "村"]
        )

    def _region(self, kind: str, model: str) -> tuple[str, str] | None:
        if len(model) == 1:
            name = self._pick(self._words["abbreviation"])
            return name, name
        if kind == "town":
            town = self._town() if model[-1] in "镇乡村道" else self._core()[:2]
            return town, town
        if kind == "cluster":
            name = self._pick(self._words["cluster"])
            return name, name
        if kind == "country":
            name = self._pick(self._words["country"])
            return name, name
        if kind not in ("province", "city", "county"):
            return None
        suffixed = model[-1] in "省市县区州盟旗" and len(model) > 2
        if kind == "city" and not suffixed and self._chance(0.15):
            name = self._pick(self._words["foreign_city"])
            return name, name
        name = self._pick(self._words[kind if suffixed else f"{kind}_short"])
        return name, name

    def _person(self, model: str) -> tuple[str, str]:
        title = next((t for t in _PARTS["titles"] if model.endswith(t) and len(model) - len(t) in (1, 2)), "")
        surname = self._random.choices(self._words["surname"], self._surname_weights)[0]
        if title:
            name = surname + self._pick(_PARTS["titles"])
            return name, name
        if model.isascii():
            name = f"{self._pick(_PARTS['latin_first'])} {self._pick(_PARTS['latin_last'])}"
            return name, name
        if "·" in model or len(model) > 4:
            if self._chance(0.35):
                name = f"{self._pick(_PARTS['minority_first'])}·{self._pick(_PARTS['minority_last'])}"
            else:
                first, last = (
                    "".join(self._random.choices(_PARTS["syllables"], k=self._random.choice([2, 2, 3])))
                    for _ in range(2)
                )
                name = f"{first}·{last}" if "·" in model else first + last
            return name, name.split("·")[-1]
        if self._chance(0.04):
            name = self._pick(_PARTS["minority_first"]) + self._pick(["", "", self._pick(_PARTS["minority_first"])])
            return name, name
        name = surname + "".join(self._random.choices(_PARTS["given"], k=self._random.choices([1, 2], [3, 7])[0]))
        return name, name

    def _document(self) -> tuple[str, str]:
        form = self._pick(_PARTS["document_form"])
        place = self._pick([self._place(), self._place(), "", "关于", f"{self._place()}人民政府关于"])
        topic = self._pick(_PARTS["document_topic"])
        verb = self._pick(_PARTS["document_verb"]) if "关于" in place or self._chance(0.3) else ""
        joint = "的" if "关于" in place else ""
        years = self._pick(["", "", "", "（试行）", "（2024—2026年）", "（2025—2027年）", "（征求意见稿）"])
        return f"{place}{verb}{topic}{joint}{form}{years}", self._pick(
            [form, form, f"{place[:2]}{self._pick('五八十')}条", topic[-4:] + form]
        )

    def _programme(self) -> tuple[str, str]:
        head, topic = self._pick(_PARTS["programme_head"]), self._pick(_PARTS["programme_topic"])
        lead = self._pick(["", "", self._short_place(), self._core()[:2]])
        name = self._pick([f"“{lead}{topic}”{head}", f"“{lead}{topic}{head}”", f"{lead}{topic}{head}"])
        return name, f"{lead}{topic}"
