"""Makes names of every type and kind, so that the tagger learns how names are built and not which ones there are.

Each maker returns a full name and a short form of it. The parts are those of Chinese naming: place, core, trade, form.
Places, universities and surnames come from the lexicon of the features, the rest from the tables here.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

LEXICON = Path(__file__).parent.parent / "extractors" / "lexicon.tsv"

_CORE = (
    "安邦博昌辰诚驰川创达德鼎东方飞丰福富冠广国海瀚航浩和恒宏鸿华辉汇吉佳嘉坚健江捷金锦晶景巨骏凯康科坤蓝朗乐力利联"
    "凌龙隆绿迈茂美明铭宁诺欧鹏启千前乾勤青清庆泉仁荣融瑞润赛三森尚申深神盛胜世舜思斯泰腾天通拓拓万威唯维伟沃西希"
    "先贤翔新信星兴旭轩雅亚扬阳耀业一亿逸益银英盈永优宇源远云泽湛长兆哲振征正志智致中众卓子紫尊微芯光曦禾谷岭屿澜澄"
    "砺砚铂钛硅氢焰帆舟桥渡津矽溪潭枫桐楠柏松竹梅兰荷麦稻穗蚁蜂鹿鹤鹰隼麒麟鲸象犀"
)
_GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建国文辉力斌波宇浩凯健俊帆志远思雨晨佳欣怡子涵梓萱诗琪"
    "一鸣嘉豪泽天翔鹏飞云山海峰松林春梅冬雪晓东永庆德胜家宝世昌仲文守仁维新之恒立群树声若兰慕言安歌景行知远望舒怀瑾"
    "沐阳承志振宇启航绍康宏图炳坤培根育才润生锦程学勤克俭开济鸿儒书瑶可盈亦菲宁致清扬乐天砚秋竹青霁云疏影听澜"
)
_TRADE = ["科技", "新材料", "生物", "生物医药", "智能装备", "机器人", "半导体", "微电子", "光电", "精密机械", "环保", "能源", "新能源", "储能", "氢能", "电子", "信息技术", "软件", "网络", "数据", "医疗器械", "制药", "农业", "种业", "食品", "化工", "稀土", "钢铁", "有色金属", "矿业", "陶瓷", "玻璃", "纺织", "服饰", "汽车", "汽车零部件", "航空", "航天", "海洋", "船舶", "轨道交通", "物流", "传感", "仪器", "仪表", "激光", "显示", "电池", "电力", "电气", "电缆", "重工", "动力", "机电", "自动化", "工程", "建材", "水务", "检测", "检验认证", "教育", "文化传播", "生态", "林业", "茶业", "酒业", "乳业", "水产", "牧业", "中药", "基因", "细胞", "诊断", "低空装备", "无人机", "卫星", "导航", "测绘", "遥感", "超导", "碳纤维", "复合材料", "催化", "膜"]
_FIELD = ["人工智能", "量子信息", "新材料", "先进制造", "生物育种", "脑科学", "集成电路", "合成生物", "碳中和", "储能技术", "氢能", "盐湖资源", "稀土", "深海装备", "海洋", "高端装备", "智能制造", "工业互联网", "大数据", "信息技术", "网络安全", "未来网络", "光电子", "光子", "激光", "纳米", "超导", "核能", "聚变", "地热", "页岩气", "煤化工", "石油化工", "精细化工", "高分子", "陶瓷", "钛合金", "镁合金", "有色金属", "冶金", "矿产资源", "生态环境", "水资源", "土壤修复", "大气环境", "农业科学", "作物遗传", "蔬菜", "果树", "茶叶", "畜牧", "水产", "林业", "中药", "中医药", "新药创制", "基因组", "免疫", "肿瘤", "心血管", "病毒", "疫苗", "公共卫生", "康复辅具", "医疗器械", "机器人", "无人系统", "低空经济", "航空发动机", "航天技术", "北斗应用", "空间信息", "遥感", "测绘", "地质", "地震", "气象", "交通", "轨道交通", "智能网联汽车", "动力电池", "电力", "电网", "特高压", "仪器仪表", "传感器", "计量", "标准化", "检验检测", "知识产权", "科技情报", "科技战略", "产业经济", "数字经济", "现代物流", "粮食", "食品", "纺织", "轻工", "建筑", "桥梁", "隧道", "防灾减灾", "材料物理", "化学物理", "应用数学", "数学", "理论物理", "天文", "生态与地理", "计算技术", "自动化", "声学", "力学", "微系统"]
_BUREAU = ["科技局", "科学技术局", "工业和信息化局", "工信局", "发展和改革委员会", "发展改革委", "发改委", "发改局", "财政局", "教育局", "人力资源和社会保障局", "人社局", "自然资源局", "生态环境局", "住房和城乡建设局", "交通运输局", "水利局", "农业农村局", "商务局", "文化和旅游局", "卫生健康委员会", "卫健委", "应急管理局", "审计局", "国资委", "市场监督管理局", "市场监管局", "统计局", "医保局", "林业局", "大数据局", "数据局", "金融局", "招商局", "投资促进局", "知识产权局", "税务局", "公安局", "民政局", "司法局", "人民政府", "政府", "人民政府办公室", "政府办公室", "委", "委组织部", "委宣传部", "委统战部", "委办公室", "人大常委会", "政协", "行政审批局", "海关", "气象局", "民营经济发展局", "乡村振兴局"]
_HALL = ["科技厅", "科学技术厅", "工业和信息化厅", "工信厅", "经济和信息化厅", "发展改革委", "发展和改革委员会", "财政厅", "教育厅", "人力资源社会保障厅", "自然资源厅", "生态环境厅", "水利厅", "农业农村厅", "商务厅", "文化和旅游厅", "卫生健康委", "国资委", "市场监管局", "药监局", "大数据局", "数据局", "知识产权局", "人民政府", "人民政府办公厅", "政府", "委", "委组织部", "委科技委员会"]
_PLATFORM = ["重点实验室", "实验室", "省重点实验室", "国家重点实验室", "全国重点实验室", "联合实验室", "工程研究中心", "工程技术研究中心", "技术创新中心", "产业创新中心", "制造业创新中心", "协同创新中心", "创新中心", "概念验证中心", "中试基地", "中试平台", "公共服务平台", "技术转移中心", "成果转化中心", "检测中心", "孵化器", "科技企业孵化器", "加速器", "众创空间", "院士工作站", "博士后科研工作站", "算力中心", "超算中心", "研发中心", "创新平台", "测试基地", "观测研究站", "野外观测站", "大科学装置", "共享平台", "离岸创新中心", "科创飞地", "创新联合实验室", "技术中心", "工程中心", "种质资源库", "实训基地", "科技园服务中心", "产教融合基地"]
_PARK_FORM = {
    "high_tech_zone": ["高新区", "高新技术产业开发区", "高新技术产业园区", "高新技术产业园", "高新技术开发区"],
    "economic_zone": ["经开区", "经济技术开发区", "经济开发区", "开发区", "新区", "综合保税区", "保税区", "自贸区", "临空经济区", "工业新区"],
    "industrial_park": ["产业园", "产业园区", "工业园", "工业园区", "科技园", "科技产业园", "小镇", "谷", "创新园", "软件园", "物流园", "化工园区", "创业园", "街区", "产业城", "智造园", "港", "产业基地", "科创园", "农业科技园", "大学科技园", "生态工业园", "双创园", "特色小镇"],
    "science_city": ["科学城", "科技城", "未来科技城", "自创区", "国家自主创新示范区", "自主创新示范区", "科创城", "科学岛", "科学谷"],
    "other": ["示范区", "集聚区", "先行区", "合作区", "试验区", "功能区", "片区", "创新带"],
}
_DOCUMENT_FORM = ["办法", "管理办法", "实施办法", "暂行办法", "意见", "实施意见", "指导意见", "若干意见", "方案", "实施方案", "行动方案", "工作方案", "行动计划", "三年行动计划", "规划", "发展规划", "“十四五”规划", "条例", "规定", "若干措施", "若干政策", "政策措施", "若干政策措施", "实施细则", "细则", "指引", "工作指引", "指南", "通知", "决定", "纲要", "公告", "清单"]
_DOCUMENT_VERB = ["支持", "促进", "推动", "加快", "加强", "进一步", "规范", "深化", "推进", "鼓励", "完善", "强化"]
_DOCUMENT_TOPIC = ["科技成果转化", "科技企业孵化", "高新技术企业培育", "科技创新", "人才引进", "青年人才发展", "职务科技成果单列管理", "研发费用补助", "科技金融", "知识产权保护", "中试平台建设", "产业链协同创新", "专精特新企业发展", "新型研发机构建设", "创新联合体建设", "科技特派员", "科研诚信", "科研经费管理", "重点实验室建设与运行", "低空经济发展", "数字经济高质量发展", "制造业转型升级", "生物医药产业", "新能源汽车产业", "大型仪器开放共享", "民营经济", "开发区改革", "绿色制造", "营商环境优化", "招商引资", "乡村振兴", "未来产业", "碳达峰", "工业互联网", "数据要素流通", "海洋经济", "农业科技园区", "技术合同认定登记", "科学技术奖励"]
_PROGRAMME_HEAD = ["行动", "计划", "工程", "改革", "专项行动", "专项", "试点", "行动计划", "培育计划", "提升行动", "攻坚行动"]
_PROGRAMME_TOPIC = ["英才", "工匠", "引才", "雏鹰", "瞪羚", "登高", "攀峰", "春笋", "育苗", "强链", "补链", "揭榜挂帅", "先用后转", "科技副总", "双百", "千企", "万企", "星火", "繁星", "启明", "领航", "扬帆", "聚才", "青年科学家", "科技特派员", "创新积分制", "智改数转", "专精特新", "倍增", "跃升", "育鹰", "攻坚", "赛马", "拨投结合", "一园一策", "四链融合", "种业振兴", "强基"]
_SYLLABLES = ["阿", "艾", "安", "奥", "巴", "贝", "比", "博", "布", "查", "达", "戴", "德", "迪", "多", "厄", "法", "费", "弗", "福", "盖", "戈", "格", "古", "哈", "海", "赫", "霍", "吉", "加", "杰", "卡", "凯", "科", "克", "拉", "莱", "兰", "劳", "雷", "里", "利", "林", "卢", "鲁", "罗", "洛", "马", "迈", "曼", "梅", "米", "莫", "穆", "纳", "内", "尼", "诺", "帕", "佩", "皮", "普", "奇", "乔", "瑞", "萨", "塞", "桑", "沙", "施", "史", "斯", "索", "塔", "泰", "汤", "特", "托", "瓦", "韦", "维", "温", "沃", "西", "希", "谢", "雅", "耶", "伊", "尤", "扎", "泽", "尔", "森", "丁", "顿", "斯基", "松", "娃", "娜", "琳", "恩", "夫", "伯格", "曼斯", "维奇", "斯坦", "里奇", "妮", "莎"]
_LATIN_FIRST = ["Anna", "Lukas", "Marco", "Elena", "Peter", "Ingrid", "Jonas", "Sofia", "David", "Maria", "Thomas", "Nina", "Erik", "Paul", "Julia", "Ahmed", "Omar", "Priya", "Kenji", "Yuki"]
_LATIN_LAST = ["Brandt", "Keller", "Novak", "Rossi", "Lindqvist", "Moreau", "Silva", "Tanaka", "Kowalski", "Jensen", "Becker", "Hoffmann", "Laurent", "Petrov", "Nakamura", "Haddad", "Singh"]
_LATIN = ["Nova", "Sky", "Terra", "Opti", "Quant", "Vision", "Core", "Bio", "Neuro", "Aero", "Hydro", "Lumi", "Cryo", "Nano", "Photon", "Deep", "Blue", "Star", "Tech", "Labs", "Sense", "Works", "Gen", "Flow", "Ray"]
_MINORITY_FIRST = ["阿迪力", "买买提", "吐尔逊", "古丽娜尔", "阿依古丽", "艾力", "热依汗", "努尔兰", "叶尔肯", "巴特尔", "乌云娜", "其木格", "苏和", "那顺", "扎西", "卓玛", "次仁", "多吉", "央金", "格桑", "旦增", "索朗"]
_MINORITY_LAST = ["买买提", "吐尔逊", "艾合买提", "依明", "卡德尔", "阿不都", "热合曼", "巴依", "别克", "哈孜"]
_TITLES = ["教授", "院士", "博士", "老师", "工程师", "主任", "院长", "总", "所长", "书记", "研究员", "先生", "女士", "局长", "校长", "经理", "工", "师傅"]


class NameMaker:
    """Makes names by a random generator of its own.

    Args:
        random_source: where chance comes from; equal states make equal names.
    """

    def __init__(self, random_source: random.Random) -> None:
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
        return "".join(self._random.choices(_CORE, k=self._random.choices([2, 3, 4], [6, 3, 1])[0]))

    def _latin(self) -> str:
        return "".join(self._random.sample(_LATIN, self._random.choice([1, 2, 2])))

    def _company(self) -> tuple[str, str]:
        core = self._latin() if self._chance(0.06) else self._core()
        trade = self._pick(_TRADE)
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
            name = place + self._pick(
                ["大学", "理工大学", "师范大学", "工业大学", "农业大学", "医科大学", "学院", "职业技术学院", "科技大学"]
            )
        if self._chance(0.25):
            field = self._pick(_FIELD)
            return f"{name}{field}{self._pick(['学院', '学院', '系', '研究院', '与工程学院'])}", name
        if self._chance(0.25):
            return self._pick(self._words["university_short"]), self._pick(self._words["university_short"])
        if self._chance(0.08):
            return f"{name}（{self._short_place()}）", name
        return name, name

    def _institute(self) -> tuple[str, str]:
        field = self._pick(_FIELD)
        if self._chance(0.15):
            place = self._short_place()
            prefix = self._pick(["中国科学院", "中科院", "中国农业科学院", "中国林业科学研究院"])
            return f"{prefix}{place if self._chance(0.6) else ''}{field}研究所", f"{place}{field[:2]}所"
        place = self._pick([self._place(), self._core(), self._short_place()])
        form = self._pick(
            [
                "研究院",
                "研究院",
                "研究所",
                "研究院",
                "科学研究院",
                "技术研究院",
                "产业技术研究院",
                "研究中心",
                "创新研究院",
                "设计研究院",
            ]
        )
        return f"{place}{field}{form}", self._pick([f"{place[:2]}{field[:2]}院", f"{place}研究院", f"{field}{form}"])

    def _government(self) -> tuple[str, str]:
        roll = self._random.random()
        if roll < 0.12:
            name = self._pick(self._words["government"])
            return name, name
        if roll < 0.3:
            place = self._pick(self._words["province"])
            hall = self._pick(_HALL)
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
        bureau = self._pick(_BUREAU)
        return place + bureau, place[-1] + bureau

    def _platform(self) -> tuple[str, str]:
        field, form = self._pick(_FIELD), self._pick(_PLATFORM)
        owner = self._random.choices(
            [self._place(), self._core(), "国家", self._pick(self._words["university"]), self._short_place(), ""],
            [4, 3, 2, 1, 3, 2],
        )[0]
        if self._chance(0.08):
            owner = f"{self._short_place()}（{self._short_place()}）"
        return f"{owner}{field}{form}", self._pick([f"{field}{form}", f"{owner or field}{form}"])

    def _association(self) -> tuple[str, str]:
        form = self._pick(
            ["协会", "学会", "产业联盟", "创新联盟", "技术创新战略联盟", "行业协会", "商会", "促进会", "联合会", "研究会", "创新联合体", "产业协会", "校友会", "创新共同体"]
        )
        field = self._pick([*_FIELD, *_TRADE])
        place = self._pick([self._place(), "中国", self._short_place(), "全国"])
        return f"{place}{field}{form}", f"{field}{form}" if self._chance(0.5) else f"{place[:2]}{field[:2]}{form[-2:]}"

    def _fund(self) -> tuple[str, str]:
        place, core = self._short_place(), self._core()
        form = self._pick(
            ["基金", "产业基金", "科创基金", "投资基金", "母基金", "天使基金", "引导基金", "创业投资基金", "股权投资基金", "科技成果转化基金", "风险补偿基金"]
        )
        return f"{self._pick([place, core, place + core])}{self._pick(['', self._pick(_FIELD)])}{form}", f"{core}基金"

    def _hospital(self) -> tuple[str, str]:
        place = self._place()
        form = self._pick(
            ["人民医院", "第一人民医院", "第二人民医院", "中心医院", "中医院", "中医医院", "妇幼保健院", "肿瘤医院", "儿童医院", "疾病预防控制中心", "口腔医院"]
        )
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
        name = self._pick([place, core]) + self._pick(
            ["日报", "晚报", "融媒体中心", "广播电视台", "新闻网", "时报", "观察", "科技报", "在线", "周刊", "发布"]
        )
        return name, name

    def _park(self, kind: str) -> tuple[str, str]:
        form = self._pick(_PARK_FORM.get(kind, _PARK_FORM["other"]))
        if kind in ("high_tech_zone", "economic_zone"):
            place = self._pick(
                [self._short_place(), self._short_place(), self._place(), self._short_place() + self._core()]
            )
            common = "高新区" if kind == "high_tech_zone" else self._pick(["经开区", "开发区"])
            return place + form, place + (form if len(form) <= 4 else common)
        lead = self._random.choices([self._short_place(), self._core(), self._short_place() + self._core()], [3, 5, 2])[
            0
        ]
        middle = self._pick(["", "", self._pick(_FIELD), self._pick(_TRADE), "智造", "国际", "东部", "科创"])
        return lead + middle + form, lead + form

    def _town(self) -> str:
        return "".join(self._random.choices(_CORE + "山水河湖沙石桥井沟坪坝营庄屯塘", k=2)) + self._pick(
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
        title = next((t for t in _TITLES if model.endswith(t) and len(model) - len(t) in (1, 2)), "")
        surname = self._random.choices(self._words["surname"], self._surname_weights)[0]
        if title:
            name = surname + self._pick(_TITLES)
            return name, name
        if model.isascii():
            name = f"{self._pick(_LATIN_FIRST)} {self._pick(_LATIN_LAST)}"
            return name, name
        if "·" in model or len(model) > 4:
            if self._chance(0.35):
                name = f"{self._pick(_MINORITY_FIRST)}·{self._pick(_MINORITY_LAST)}"
            else:
                first, last = (
                    "".join(self._random.choices(_SYLLABLES, k=self._random.choice([2, 2, 3]))) for _ in range(2)
                )
                name = f"{first}·{last}" if "·" in model else first + last
            return name, name.split("·")[-1]
        if self._chance(0.04):
            name = self._pick(_MINORITY_FIRST) + self._pick(["", "", self._pick(_MINORITY_FIRST)])
            return name, name
        name = surname + "".join(self._random.choices(_GIVEN, k=self._random.choices([1, 2], [3, 7])[0]))
        return name, name

    def _document(self) -> tuple[str, str]:
        form = self._pick(_DOCUMENT_FORM)
        place = self._pick([self._place(), self._place(), "", "关于", f"{self._place()}人民政府关于"])
        topic = self._pick(_DOCUMENT_TOPIC)
        verb = self._pick(_DOCUMENT_VERB) if "关于" in place or self._chance(0.3) else ""
        joint = "的" if "关于" in place else ""
        years = self._pick(["", "", "", "（试行）", "（2024—2026年）", "（2025—2027年）", "（征求意见稿）"])
        return f"{place}{verb}{topic}{joint}{form}{years}", self._pick(
            [form, form, f"{place[:2]}{self._pick('五八十')}条", topic[-4:] + form]
        )

    def _programme(self) -> tuple[str, str]:
        head, topic = self._pick(_PROGRAMME_HEAD), self._pick(_PROGRAMME_TOPIC)
        lead = self._pick(["", "", self._short_place(), self._core()[:2]])
        name = self._pick([f"“{lead}{topic}”{head}", f"“{lead}{topic}{head}”", f"{lead}{topic}{head}"])
        return name, f"{lead}{topic}"
