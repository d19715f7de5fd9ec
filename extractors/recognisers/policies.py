"""Policies: documents between book-title marks, headings of notices, programmes in quotation marks, numbered measures."""

import re

from spacy.language import Language
from spacy.tokens import Doc

from extractors.recognisers.candidate import Candidate, candidates_of, text_of
from extractors.recognisers.grammar import hard_stop, stops
from extractors.recognisers.words import words_of
from extractors.words import Words, word_list

NAME = "policies"
_TITLE = re.compile(r"《([^《》\n]{2,120}(?:《[^《》\n]{2,100}》[^《》\n]{0,20})?)》")
_NESTED = re.compile(r"关于(?:印发|发布|转发|公布|实施|下发|修订)[^《》]{0,30}《([^《》\n]{2,100})》")
_PAREN = re.compile(r"(?:[（(〔][^（）()〔〕]{1,24}[）)〕])+$")
_DOCUMENT = re.compile(
    r"(?:办法|意见|方案|通知|规划|纲要|条例|细则|措施|规定|决定|指引|计划|通告|公告|批复|请示|规程|目录|决议|命令|指南|政策|"
    r"[0-9一二三四五六七八九十百]+条(?:措施|政策|意见)?|法|要点|清单|章程|准则|公约|协定|协议|宣言|倡议|机制|制度|标准|规范|通则|建议|新政|安排|行动|预案|实施意见|令|报告)$"
)
_NOT_DOCUMENT = re.compile(
    r"(?:研究报告|发展报告|蓝皮书|白皮书|年度报告|工作报告|评价报告|合作协议|框架协议|协议|协议书|倡议|倡议书|标准|宣言|章程|报告|指南|入股协议|语法|书法|魔法|算法|方法)$"
)
_HEADING = re.compile(
    r"^[ \u3000]*([^\n，。；！？]{0,60}?(?:关于[^\n。；！？]{3,90}?的)(?:通知|意见|批复|决定|通告|公告|请示|办法|函|实施意见|若干措施|若干政策|建议))[ \u3000]*$",
    re.MULTILINE,
)
_PROGRAMME_HEADS = "行动计划|专项行动|科技行动|提升行动|攻坚行动|行动|培育计划|支持计划|计划|工程|战略|改革|专项|活动|政策|新政|倡议|制度"
_QUOTED = re.compile(
    rf"“([^“”\n]{{2,24}})”((?:[\u4e00-\u9fff]{{0,8}}?)(?:{_PROGRAMME_HEADS}))(?!部|院|师|学|中心|技术|研究|实验|化|的|建设|项目|公司|性|领导|办公|专班|总指挥|指挥|基金)"
)
_INSIDE = re.compile(
    rf"“([^“”\n]{{2,24}}(?:{_PROGRAMME_HEADS}|创新券))”(?![\u4e00-\u9fff]{{0,6}}(?:{_PROGRAMME_HEADS}))"
)
_NUMBERED = re.compile(r"“([^“”\n]{2,16}?(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3})条(?:措施|政策)?)”")
_COUNTED = re.compile(
    r"(?<![一-龥])(?:[一-龥]{0,6}?)(?:新政|政策|措施|人才|科创|创新|科技|金融|产业|招商|惠企|双创|民营经济)(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3})条(?![款件线例路生规])"
)
_REFORMS = re.compile(r"[二两三四五六七八九十]项(?:改革|行动|工程|计划)(?![^，。；、]{0,4}(?:等|的是))")
_CARRIED_OUT = re.compile(
    r"(?:实施|启动|推进|组织实施|推行|列入|入选|纳入|获批|承担|依托|落实|出台|推出|开展|发布|参与)(?:了|省级|好|的)?"
    r"([\u4e00-\u9fffA-Za-z0-9+]{2,16}?(?:计划|工程|行动|战略|专项|倡议))(?![\u4e00-\u9fff]{0,2}(?:项目|技术|中心|师|部|院|学|化|力|公司))"
)
_TITLE_LINE = re.compile(
    r"^[ \u3000]*([^\n，。；！？：:《》、]{6,60}(?:办法|方案|意见|条例|规划|若干措施|若干政策|若干规定|实施细则|细则|行动计划|规定|纲要|政策措施|管理规程)(?:[（(][^（）()\n]{1,20}[）)])?)[ \u3000]*$",
    re.MULTILINE,
)
_PLAIN_HEADS = re.compile(
    r"研发计划|科技重大专项|重大专项|重点专项|科技专项|攻关计划|行动计划|培育计划|引进计划|支持计划|人才计划|倍增计划|提升计划|培养计划|奖励计划|三年行动|专项行动|提升行动|攻坚行动|振兴战略|发展战略|强国战略|强省战略|强市战略|驱动战略|三项改革"
)
_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,10}[〔\[［（(]\s?(?:19|20)\d{2}\s?[〕\]］）)]\s?(?:第\s?)?\d{1,5}\s?号")


def policy_number(text: str) -> re.Match[str] | None:
    """The first document number (`国发〔2018〕44号`) of a stretch of text."""
    return _NUMBER.search(text)


def is_document(title: str) -> bool:
    """Whether a title between book-title marks is that of a policy, judged by the word it ends in."""
    bare = _PAREN.sub("", title).rstrip()
    return bool(_DOCUMENT.search(bare)) and not _NOT_DOCUMENT.search(bare)


@Language.component("innograph_policies")
def policies(doc: Doc) -> Doc:
    """Add the policies of a document to its candidates."""
    text, words, found = text_of(doc), words_of(doc), candidates_of(doc)
    for match in _TITLE.finditer(text):
        start, end = match.span(1)
        nested = _NESTED.match(match[1])
        if nested:
            found.append(Candidate(start + nested.start(1), start + nested.end(1), "Policy", "document", 0.93, NAME))
        elif is_document(match[1]):
            found.append(Candidate(start, end, "Policy", "document", 0.93, NAME))
        else:
            # A work (a journal, a book, a song): nothing inside it is a name of ours.
            found.append(Candidate(match.start(), match.end(), "", "", 0.75, NAME))
    for match in _NESTED.finditer(text):
        found.append(Candidate(*match.span(1), "Policy", "document", 0.9, NAME))
    for match in _HEADING.finditer(text):
        if "《" not in match[1]:
            found.append(Candidate(*match.span(1), "Policy", "document", 0.8, NAME))
    for match in _QUOTED.finditer(text):
        if not any(hard_stop(word) for word in words.between(match.start(2), match.end(2))):
            score = 0.8 if len(match[2]) <= 4 else 0.65
            found.append(Candidate(match.start(), match.end(), "Policy", "programme", score, NAME))
    for match in _INSIDE.finditer(text):
        found.append(Candidate(*match.span(1), "Policy", "programme", 0.75, NAME))
    for match in _NUMBERED.finditer(text):
        found.append(Candidate(*match.span(1), "Policy", "document", 0.85, NAME))
    for match in _COUNTED.finditer(text):
        found.append(Candidate(*match.span(), "Policy", "document", 0.6, NAME))
    for match in _REFORMS.finditer(text):
        found.append(Candidate(*match.span(), "Policy", "programme", 0.4, NAME))
    for match in _CARRIED_OUT.finditer(text):
        inner = words.between(*match.span(1))
        if not any(hard_stop(word) for word in inner) and not all(word in word_list("generic") for word in inner[:-1]):
            found.append(Candidate(*match.span(1), "Policy", "programme", 0.5, NAME))
    for match in _TITLE_LINE.finditer(text):
        if not any(hard_stop(word) for word in words.between(match.start(1), match.start(1) + 4)):
            found.append(Candidate(*match.span(1), "Policy", "document", 0.7, NAME))
    found.extend(_plain(text, words))
    return doc


def _plain(text: str, words: Words) -> list[Candidate]:
    generic, trimmed = word_list("generic"), word_list("leading_trim")
    found = []
    for match in _PLAIN_HEADS.finditer(text):
        start, particular = match.start(), 0
        while start > max(0, match.start() - 24):
            word = words.word_before(start)
            if not word or stops(word) or word[-1] in "”）》":
                break
            start -= len(word)
            particular += word not in generic
        while start < match.start() and words.word_at(start) in trimmed:
            start += len(words.word_at(start))
        national = text.startswith("国家", start)
        if start == match.start() and match.group() != "三项改革":
            continue
        score = 0.6 if national else 0.4 if particular else 0.15
        found.append(Candidate(start, match.end(), "Policy", "programme", score, NAME))
    return found
