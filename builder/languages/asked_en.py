"""Follow-up questions and prompts in English, by kind of story; "" fits any."""

from __future__ import annotations

from builder.languages.asked import Asked

ENGLISH: dict[str, Asked] = {
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
