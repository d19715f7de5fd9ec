"""Whether a clause states a fact, a plan, or nothing: negation, wish, condition, question, plan."""

import re

NEGATION = re.compile(
    r"未(?!来|必)|并非|不再|不(?!断|停|息|止|仅|少|久|同|到|锈|足|超|低|只|但|一|论|动产|等|限|光|乏|得|愧|负|远|过|可|良|含|满|是小|是大|定期|用|收|出|能)"
    r"|没有|没(?!收)|尚无|无(?!人|线|缝|机|偿|形|论|疑|尘|菌|纺|花|需|忧|水|害|废|障碍|缘)|拒绝|婉拒|取消|终止|解除|落选|搁置|告吹|作罢|撤回|暂缓|谈崩|叫停|夭折|无缘|否认|停留在"
)
WISH = re.compile(
    r"希望|期待|盼|建议|呼吁|有意(?!义|思|识|味)|意向(?!书|协议)|能否|是否|如果|假如|倘若|若(?!干|素|要)|一旦|除非|磋商|洽谈|商谈|接洽|有望|不排除|传闻|猜测|据传|考虑|设想|可能|要是|但愿"
    r"|会不会|要不要|想(?=与|和|同|在|去|请|把|到)|鼓励(?!奖)|引导(?=企业|高校|各)"
)
PLAN_FOLLOWERS = (
    "会|要|于|在|与|同|和|向|为|由|以|依托|联合|共同|合力|携手|继续|进一步|陆续|正式|首批|全面|重点|率先|优先|投资|建设|建成|建|设|落户|入驻|成立|组建|打造"
    "|开展|启动|出台|印发|发布|提供|派|出任|担任|任|支持|帮助|合作|迁|搬|新|再|整体|牵头|选址|列入|纳入|推出|参股|入股|增资|担纲|推广|试行|覆盖|适用|依法|主要|通过|围绕|深化|签|制定|编制|接任|加入|就"
)
PLAN = re.compile(
    rf"将(?={PLAN_FOLLOWERS})|拟(?!定|合|人)|计划(?=在|与|于|用|到|明年|年内|今年|20|投|建|由|将|新|同|联合|把|为|出|向)|即将|筹建|筹备|待建|明年|后年|年底前|年内(?!已)|月底前|正筹|正在规划|准备(?=在|与|建|同|投|把)"
    r"|打算|下一步|下半年|要(?=在|与|同|建|把|依托|支持|联合|于|加强|由|用好|抓)|争取(?=在|年)|力争|未来[一二三四五几\d]+年|今后[一二三四五几\d]+年|预计(?=\d|明|今|年|将|于)"
)
CLAUSE_MARK = re.compile(r"[，,；;：:。！!]|——|\n")
QUESTION = re.compile(r"[？?]")


def clause_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The span from the beginning of the clause of `start` to the end of the clause of `end`."""
    begin = 0
    for mark in CLAUSE_MARK.finditer(text, 0, start):
        begin = mark.end()
    finish = CLAUSE_MARK.search(text, end)
    return begin, finish.start() if finish else len(text)


def reading_of(text: str, start: int, end: int) -> str:
    """How a stretch of a view is meant.

    Args:
        text: text of the view.
        start, end: the stretch that states a relation.

    Returns:
        `negated`, `wished`, `asked`, `planned`, or empty for a plain statement.
    """
    begin, finish = clause_around(text, start, end)
    clause = text[begin:finish]
    if NEGATION.search(clause):
        return "negated"
    if WISH.search(text[begin:end]):
        return "wished"
    if QUESTION.search(text[end : finish + 1]):
        return "asked"
    if PLAN.search(text[begin:end]):
        return "planned"
    return ""
