"""Words that tell little or much when two questions are compared, in Korean and English."""

from __future__ import annotations

PARTICLES = (
    *("은", "는", "이", "가", "을", "를", "의", "에", "와", "과", "도", "만", "나", "로", "란"),
    *("에서", "에게", "으로", "이나", "이란", "부터", "까지", "보다", "처럼", "마다", "들은"),
    *("들이", "인가", "이다", "하는", "하면", "하고", "하여", "해서", "되는", "되면", "라고"),
    *("에는", "로는", "와의", "과의", "으로는", "에서는", "에서의", "으로의", "이라고", "하려면"),
    *("들", "한", "할", "된", "될", "하기", "인가요"),
)
"""What follows a Korean noun without changing it."""

_ASKING = """
무엇 무엇인가 무엇인가요 무엇이 무엇을 뭔가 뭔가요 뭐 무슨 어떤 어떻게 왜 언제 어디 각각
설명 설명하라 설명하시오 설명해 보세요 말하라 말하시오 말해 비교하라 구분하라 들어라
있는가 있는가요 있나 있나요 하는가 하나 하나요 되는가 되나 되나요 되는지 대해 대한 대하여
뜻하는가 것 수 때 점 경우 그 더 및 등 또 또는 그리고
the a an of is are was be what why how when which who does do did in to and for with from
by on at it its that this you your one or as
"""
ASKING = frozenset(_ASKING.split())
"""Words that ask or join: nearly every question has them."""

_ASPECTS = """
차이 차이점 이유 까닭 장점 단점 장단점 이점 약점 강점 역할 의미 뜻 방법 원리 동작 시점 순서
종류 특징 주의 주의점 기준 용도 관계 구성 문제 문제점 사용 선택 필요 다른가 다른 목적
difference advantage disadvantage purpose role meaning reason effect use
"""
ASPECTS = frozenset(_ASPECTS.split())
"""What is asked about a subject; it tells less than the subject."""

_COMMON = """
한다 하는 하고 하면 하여 해야 했다 있다 있는 있고 있어 없다 없이 된다 되는 되면 되어 이다
그래 그다 그리 또는 때문 위해 경우 것이 것은 것을 것도 수도 때는 때에 뒤에 앞에 다시 바로
"""
COMMON = frozenset(_COMMON.split())
"""Beginnings of the words that any answer may have."""

OPPOSITES = (
    ("장점", "단점"),
    ("강점", "약점"),
    ("이점", "단점"),
    ("좋은", "나쁜"),
    ("성공", "실패"),
    ("수평", "수직"),
    ("증가", "감소"),
    ("최소", "최대"),
    ("허용", "차단"),
    ("허용", "거부"),
    ("비동기", "동기"),
    ("비대칭", "대칭"),
    ("비정상", "정상"),
    ("이전", "이후"),
    ("시작", "종료"),
    ("내부", "외부"),
    ("입력", "출력"),
    ("읽기", "쓰기"),
    ("저장", "전송"),
    ("상향", "하향"),
    ("인증", "인가"),
    ("push", "pull"),
    ("before", "after"),
    ("minimum", "maximum"),
    ("advantage", "disadvantage"),
    ("inbound", "outbound"),
    ("ingress", "egress"),
    ("upload", "download"),
    ("upstream", "downstream"),
    ("horizontal", "vertical"),
    ("forward", "reverse"),
    ("client", "server"),
    ("success", "failure"),
)
"""Words of which a question that has one can not have meant the other."""

DENIAL = r"않|안\s|못|없|아니|아닌|말아야|금지|\b(?:not|never|without|no|cannot|nor)\b|n't\b"
