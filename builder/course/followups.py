"""What an interviewer asks after a story, and what asks the reader for one's own, by kind."""

from __future__ import annotations

import re
from dataclasses import dataclass

from builder.course.headwords import bare


@dataclass(frozen=True, slots=True)
class Asked:
    """Three questions that follow a story, and three prompts for the reader's own version."""

    questions: tuple[str, str, str]
    prompts: tuple[str, str, str]


def kind_of(title: str) -> str:
    """The kind that a section's title says, or ""."""
    words = re.sub(r"[\s·,/&()_-]+", "", bare(title))
    return next((kind for kind, pattern in _KINDS if pattern.search(words)), "")


def language_of(text: str) -> str:
    """The language in which to ask: Korean where the text holds Hangul, else English."""
    return "ko" if _HANGUL.search(text) else "en"


def of(kind: str, language: str) -> Asked:
    """The questions and prompts for a kind of story, or those that fit any."""
    table = _KOREAN if language == "ko" else _ENGLISH
    return table.get(kind) or table[""]


_HANGUL = re.compile("[가-힣ㄱ-ㅎㅏ-ㅣ]")

_KINDS = tuple(
    (kind, re.compile(words))
    for kind, words in (
        ("motive", "지원동기|지원이유|지원한이유|지원하게된|motivation|motive|whythis|whyi|whydo"),
        ("plans", "포부|입사후|향후계획|장래|미래계획|careergoal|futureplan|plans?$|aspiration|goals?$"),
        ("growth", "성장과정|성장배경|성장환경|가치관|생활신조|growth|upbringing|personalbackground"),
        ("strengths", "장단점|강점|약점|장점|단점|성격|strength|weakness|personality"),
        ("leadership", "리더십|리더쉽|리더|leadership|leading"),
        ("teamwork", "팀워크|팀웍|협업|협력|갈등|teamwork|collaborat|conflict"),
        ("problem-solving", "문제해결|문제를해결|위기극복|실패|도전|어려움|problem|challenge|failure"),
        ("project", "프로젝트|project"),
        ("career", "경력|업무경험|직무경험|직무역량|실무경험|인턴|career|workexperience|employment|workhistory"),
        ("introduction", "자기소개|소개|introduc|aboutme|whoiam"),
    )
)

_KOREAN: dict[str, Asked] = {
    "introduction": Asked(
        (
            "본인을 가장 잘 나타내는 경험을 하나만 꼽는다면 무엇인가요?",
            "말씀하신 역량을 실제 업무에서 발휘한 사례는 무엇인가요?",
            "함께 일한 동료들은 본인을 어떤 사람이라고 말하나요?",
        ),
        (
            "나를 한 문장으로 소개한다면?",
            "그 문장을 뒷받침하는 경험과 수치는?",
            "지원한 직무에서 나를 뽑아야 하는 이유는?",
        ),
    ),
    "motive": Asked(
        (
            "같은 분야의 다른 회사가 아니라 우리 회사에 지원한 이유는 무엇인가요?",
            "우리 서비스를 써 보면서 개선하고 싶다고 느낀 점은 무엇인가요?",
            "입사한다면 지금까지의 경험 가운데 무엇을 가장 먼저 활용할 수 있나요?",
        ),
        (
            "이 회사를 처음 눈여겨본 계기는?",
            "회사의 일과 내 경험이 만나는 지점은?",
            "다른 회사에는 쓸 수 없는, 이 회사만의 지원 이유는?",
        ),
    ),
    "plans": Asked(
        (
            "입사 후 첫 3개월 동안 가장 먼저 하고 싶은 일은 무엇인가요?",
            "말씀하신 목표를 이루기 위해 지금 준비하고 있는 것은 무엇인가요?",
            "맡은 업무가 기대와 다르다면 어떻게 하시겠어요?",
        ),
        (
            "입사 후 3개월, 1년, 3년의 목표는?",
            "목표를 이루었는지 무엇으로 확인할 것인가?",
            "그 목표가 회사에 주는 이익은?",
        ),
    ),
    "growth": Asked(
        (
            "지금의 직무를 선택하는 데 가장 큰 영향을 준 경험은 무엇인가요?",
            "진로를 고민하거나 방향을 바꾸었을 때 판단의 기준은 무엇이었나요?",
            "그 과정에서 얻은 가치관이 일하는 방식에 어떻게 드러나나요?",
        ),
        (
            "이 일을 하게 된 첫 계기는?",
            "나를 바꾼 전환점과 그때의 선택은?",
            "그 경험에서 얻어 지금도 지키는 원칙은?",
        ),
    ),
    "strengths": Asked(
        (
            "말씀하신 장점이 실제 성과로 이어진 사례는 무엇인가요?",
            "단점 때문에 업무에서 어려움을 겪은 경험과 그때의 대처는 무엇이었나요?",
            "단점을 고치려고 지금 하고 있는 노력은 무엇이고, 얼마나 나아졌나요?",
        ),
        (
            "장점 하나와 그것이 드러난 사례는?",
            "단점 하나와 그것이 문제가 된 순간은?",
            "단점을 보완하려고 실제로 하고 있는 행동은?",
        ),
    ),
    "career": Asked(
        (
            "가장 자신 있게 말할 수 있는 성과와, 그 가운데 본인이 기여한 부분은 무엇인가요?",
            "말씀하신 수치는 어떤 기준으로, 어떻게 측정했나요?",
            "이직을 결심한 이유는 무엇인가요?",
        ),
        (
            "회사별로 내가 맡은 일과 책임의 범위는?",
            "수치로 보여 줄 수 있는 성과는?",
            "그 경험이 지원한 직무와 이어지는 부분은?",
        ),
    ),
    "project": Asked(
        (
            "이 프로젝트에서 가장 어려웠던 기술적 결정은 무엇이었고, 어떤 대안을 검토했나요?",
            "팀의 성과 가운데 본인이 직접 기여한 부분은 무엇인가요?",
            "지금 다시 한다면 무엇을 다르게 하시겠어요?",
        ),
        (
            "프로젝트의 목표와 내가 맡은 역할은?",
            "가장 어려웠던 문제와 그때의 선택, 그 이유는?",
            "전과 후를 비교할 수 있는 수치는?",
        ),
    ),
    "teamwork": Asked(
        (
            "의견이 다른 동료를 설득할 때 가장 중요하게 생각하는 것은 무엇인가요?",
            "그 과정에서 본인이 양보하거나 생각을 바꾼 부분은 무엇인가요?",
            "비슷한 갈등이 다시 생긴다면 무엇을 다르게 하시겠어요?",
        ),
        (
            "어떤 팀에서 어떤 일을 함께했는가?",
            "의견이 갈린 지점과 내가 한 행동은?",
            "협업 방식은 어떻게 달라졌고 결과는 어땠는가?",
        ),
    ),
    "problem-solving": Asked(
        (
            "원인을 그렇게 판단한 근거는 무엇이었고, 어떻게 확인했나요?",
            "검토했지만 선택하지 않은 다른 해결 방법은 무엇인가요?",
            "같은 문제가 다시 생기지 않도록 어떤 조치를 했나요?",
        ),
        (
            "어떤 문제였고, 누구에게 어떤 영향을 주었는가?",
            "원인을 찾아간 순서와 근거는?",
            "해결한 뒤의 수치와 재발 방지책은?",
        ),
    ),
    "leadership": Asked(
        (
            "변화에 반대하는 구성원은 어떻게 설득했나요?",
            "팀을 이끌면서 가장 후회되는 결정은 무엇이고, 무엇을 배웠나요?",
            "팀원의 성과가 기대에 미치지 못할 때는 어떻게 하나요?",
        ),
        (
            "내가 이끈 팀의 규모와 목표는?",
            "구성원을 움직이게 하려고 내가 한 행동은?",
            "팀이 얻은 결과와 구성원의 변화는?",
        ),
    ),
    "": Asked(
        (
            "이 경험에서 본인이 직접 맡은 역할은 무엇이었나요?",
            "가장 어려웠던 점은 무엇이었고, 어떻게 극복했나요?",
            "이 경험이 지원한 직무에 어떤 도움이 된다고 생각하나요?",
        ),
        (
            "언제, 어디서, 누구와 한 경험인가?",
            "내가 한 행동과 그렇게 한 이유는?",
            "결과와 그 경험에서 배운 점은?",
        ),
    ),
}

_ENGLISH: dict[str, Asked] = {
    "introduction": Asked(
        (
            "Which single experience best shows who you are at work?",
            "When did you last use the strength you describe, and what came of it?",
            "How would the people you work with describe you?",
        ),
        (
            "Who are you, in one sentence?",
            "Which experience and which figures back that sentence up?",
            "Why are you the right person for this role?",
        ),
    ),
    "motive": Asked(
        (
            "Why us, rather than another company in the same field?",
            "What would you improve in our product, having used it?",
            "Which of your experiences would help us first?",
        ),
        (
            "When did this company first catch your eye?",
            "Where do its work and your experience meet?",
            "Which of your reasons fits no other company?",
        ),
    ),
    "plans": Asked(
        (
            "What would you do in your first three months here?",
            "What are you doing today to reach the goal you describe?",
            "What will you do if the work turns out different from what you expect?",
        ),
        (
            "What are your goals for three months, one year and three years?",
            "How will you know that you have reached them?",
            "What does the company gain from them?",
        ),
    ),
    "growth": Asked(
        (
            "Which experience led you to this profession more than any other?",
            "When you changed direction, what did you base the decision on?",
            "How does what you learned then show in the way you work now?",
        ),
        (
            "What first drew you to this work?",
            "What was your turning point, and what did you choose?",
            "Which principle from that time do you still keep?",
        ),
    ),
    "strengths": Asked(
        (
            "When did the strength you name lead to a result?",
            "When did your weakness cause trouble at work, and how did you handle it?",
            "What are you doing about it, and how far have you come?",
        ),
        (
            "What is one strength of yours, and when did it show?",
            "What is one weakness of yours, and when did it matter?",
            "What do you actually do to make up for it?",
        ),
    ),
    "career": Asked(
        (
            "Which result are you proudest of, and which part of it was yours?",
            "How were the figures you mention measured?",
            "Why did you decide to change jobs?",
        ),
        (
            "What were you responsible for at each company?",
            "Which results can you show in figures?",
            "How does this experience lead to the role you apply for?",
        ),
    ),
    "project": Asked(
        (
            "What was the hardest technical decision, and which alternatives did you weigh?",
            "Which part of the team's result was your own work?",
            "What would you do differently if you started again today?",
        ),
        (
            "What was the project's goal, and what was your role?",
            "What was the hardest problem, what did you choose, and why?",
            "Which figures compare before and after?",
        ),
    ),
    "teamwork": Asked(
        (
            "What matters most to you when you persuade a colleague who disagrees?",
            "Where did you give way or change your mind?",
            "What would you do differently in a similar conflict?",
        ),
        (
            "Which team was it, and what did you work on together?",
            "Where did opinions differ, and what did you do?",
            "How did working together change, and what came of it?",
        ),
    ),
    "problem-solving": Asked(
        (
            "What made you sure of the cause, and how did you verify it?",
            "Which other solutions did you consider and reject?",
            "What did you do to keep the problem from coming back?",
        ),
        (
            "What was the problem, and whom did it affect?",
            "In which order did you look for the cause, and on what evidence?",
            "Which figures show the solution, and what prevents a repeat?",
        ),
    ),
    "leadership": Asked(
        (
            "How did you win over the people who opposed the change?",
            "Which decision do you regret most, and what did you learn from it?",
            "What do you do when a team member falls short of expectations?",
        ),
        (
            "How large was your team, and what was its goal?",
            "What did you do to get people moving?",
            "What did the team achieve, and how did its members change?",
        ),
    ),
    "": Asked(
        (
            "What was your own part in this experience?",
            "What was the hardest part, and how did you get past it?",
            "How does this experience help you in the role you apply for?",
        ),
        (
            "When, where and with whom did it happen?",
            "What did you do, and why?",
            "What came of it, and what did you learn?",
        ),
    ),
}
