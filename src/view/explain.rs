//! Why a plan is as it is, in plain text.

use super::card_words::answer_text;
use super::sources::marks_text;
use care_engine::case::{Answer, Case};
use care_engine::content::{Content, QuestionIx, RuleIx};
use care_engine::plan::Plan;
use care_verify::explain::{AnswerChange, Explanation};

/// Every line of the plan with the rule that shows it and the answer that would remove it.
pub fn explanation_text(
    content: &Content,
    case: &Case,
    plan: &Plan,
    explanation: &Explanation,
) -> String {
    let mut out = vec![content.text_with(
        "explain.pathway",
        &[
            ("pathway", content.pathway_title(plan.pathway)),
            ("answers", &answers(content, case, &explanation.pathway)),
        ],
    )];
    for (line, why) in plan.all_lines().zip(&explanation.lines) {
        let marks = marks_text(content, &line.support);
        out.push(format!("\n{}{marks}", line.text));
        because(content, case, &why.because, &why.answers, &mut out);
        out.push(indented(&match &why.nearest {
            Some(change) => {
                content.text_with("explain.without", &[("change", &changed(content, change))])
            }
            None => content.text("explain.no_single").to_owned(),
        }));
    }
    for (held, why) in plan.withheld.iter().zip(&explanation.withheld) {
        let marks = marks_text(content, &held.support);
        out.push(format!("\n{}{marks}", held.text(content)));
        because(content, case, &why.because, &why.answers, &mut out);
        out.push(indented(&match &why.lifted {
            Some(changes) => {
                let changes: Vec<_> = changes.iter().map(|one| changed(content, one)).collect();
                content.text_with("explain.lifted", &[("changes", &changes.join("; "))])
            }
            None => content.text("explain.always").to_owned(),
        }));
    }
    out.join("\n") + "\n"
}

fn because(
    content: &Content,
    case: &Case,
    rules: &[RuleIx],
    questions: &[QuestionIx],
    out: &mut Vec<String>,
) {
    for place in rules {
        let rule = content.rule(*place);
        let told = content.text_with(
            "explain.rule",
            &[("id", &rule.id), ("says", &rule.description)],
        );
        out.push(indented(&told));
    }
    if !questions.is_empty() {
        let answers = answers(content, case, questions);
        out.push(indented(
            &content.text_with("explain.answers", &[("answers", &answers)]),
        ));
    }
}

/// Set under the line that it speaks of.
fn indented(text: &str) -> String {
    format!("  {text}")
}

pub(super) fn answers(content: &Content, case: &Case, questions: &[QuestionIx]) -> String {
    let answers = questions.iter().map(|place| {
        let title = &content.question(*place).title;
        format!("{title}: {}", answer_text(content, case, *place))
    });
    answers.collect::<Vec<_>>().join("; ")
}

/// "Site: Midportion"; of several marks only what comes and goes.
pub(super) fn changed(content: &Content, change: &AnswerChange) -> String {
    let title = &content.question(change.question).title;
    let label = |option| content.option(change.question, option).label.as_str();
    if let (Some(Answer::Several(from)), Some(Answer::Several(to))) = (change.from, change.to) {
        let come: Vec<&str> = to
            .iter()
            .filter(|option| !from.has(*option))
            .map(label)
            .collect();
        // "None of these" gives way to what comes; that needs no word.
        let alone = content.question(change.question).exclusive;
        let gone = from
            .iter()
            .filter(|option| !to.has(*option) && (come.is_empty() || !alone.has(*option)));
        let gone: Vec<&str> = gone.map(label).collect();
        let gone = (!gone.is_empty())
            .then(|| content.text_with("explain.no", &[("answer", &gone.join(", "))]));
        let come = (!come.is_empty()).then(|| come.join(", "));
        let parts: Vec<String> = come.into_iter().chain(gone).collect();
        return format!("{title}: {}", parts.join("; "));
    }
    let mut case = Case::default();
    case.set(change.question, change.to);
    let answer = match change.to {
        Some(_) => answer_text(content, &case, change.question),
        None => content.text("explain.unanswered").to_owned(),
    };
    format!("{title}: {answer}")
}
