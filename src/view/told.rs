//! What a message says of the case: told against what is recorded, and one tap to change it.

use super::button::{Button, Keyboard};
use crate::callback_data::{CallbackData, CaseAction};
use care_engine::case::Answer;
use care_engine::content::{Content, OptionSet, QuestionIx};
use care_engine::intake::{Intake, Override};
use care_ids::CaseId;
use care_language::qa::{Change, How, NewFact, Reply};

/// The names of red flags.
pub(super) fn flag_names(content: &Content, flags: OptionSet) -> String {
    let label = |flag| content.option(content.topic.red_flags, flag).label.as_str();
    flags.iter().map(label).collect::<Vec<_>>().join("; ")
}

/// What a message says of the case otherwise than it is recorded, and in one sentence what was told before and counts.
pub(super) fn fact_texts(content: &Content, facts: &[NewFact]) -> Vec<String> {
    let is_before = |fact: &&NewFact| fact.earlier && matches!(fact.how, How::Plainly);
    let before = facts.iter().filter(is_before);
    let before: Vec<String> = before.map(|fact| told_text(content, fact)).collect();
    let mut texts = Vec::new();
    if !before.is_empty() {
        let facts = [("facts", &*before.join("; "))];
        texts.push(content.text_with("answer.fact.earlier", &facts));
    }
    let new = facts.iter().filter(|fact| !is_before(fact));
    texts.extend(new.map(|fact| fact_text(content, fact)));
    texts
}

/// What a message says of the case otherwise than it is recorded.
fn fact_text(content: &Content, fact: &NewFact) -> String {
    let title = &content.question(fact.question).title;
    let said = answer_label(content, fact.question, fact.said);
    let recorded = match fact.recorded {
        Some(answer) => answer_label(content, fact.question, answer),
        None => content.text("card.open").to_owned(),
    };
    let named = |options: OptionSet| answer_label(content, fact.question, Answer::Several(options));
    let mut may_be = String::new();
    let (key, said) = match fact.how {
        How::Plainly => (plain_key(fact), said),
        How::Doubtfully(options) if fact.counts => {
            may_be = named(options);
            ("answer.fact.doubt_counts", said)
        }
        How::Doubtfully(options) => ("answer.fact.doubt", named(options)),
        How::Denied(options) => ("answer.fact.denied", named(options)),
        How::Known(options) if fact.opens_card(content) => {
            ("answer.fact.absent_open", named(options))
        }
        How::Known(options) => ("answer.fact.absent", named(options)),
    };
    content.text_with(
        key,
        &[
            ("title", title),
            ("said", &said),
            ("recorded", &recorded),
            ("may_be", &may_be),
        ],
    )
}

fn plain_key(fact: &NewFact) -> &'static str {
    match (fact.change, fact.counts) {
        (Change::Later, _) => "answer.fact.kept",
        (Change::Tap, true) => "answer.fact.counts",
        (Change::Tap, false) => "answer.fact",
        (Change::Never, true) => "answer.fact.counts_only",
        (Change::Never, false) => "answer.fact.unasked",
    }
}

/// What a message says of the case and is recorded so already.
pub(super) fn recorded_text(content: &Content, question: QuestionIx, answer: Answer) -> String {
    let title = &content.question(question).title;
    let recorded = answer_label(content, question, answer);
    let words = [("title", title.as_str()), ("recorded", recorded.as_str())];
    content.text_with("answer.fact.recorded", &words)
}

/// What was told of the case, in an item of a list.
pub fn told_text(content: &Content, fact: &NewFact) -> String {
    let title = &content.question(fact.question).title;
    format!(
        "{title}: {}",
        answer_label(content, fact.question, fact.said)
    )
}

fn answer_label(content: &Content, question: QuestionIx, answer: Answer) -> String {
    let label = |option| content.option(question, option).label.as_str();
    match answer {
        Answer::One(option) => label(option).to_owned(),
        Answer::Several(set) => set.iter().map(label).collect::<Vec<_>>().join(", "),
        Answer::Number(number) => number.to_string(),
    }
}

/// One tap for each answer that a message gave otherwise.
pub fn change_buttons(
    content: &Content,
    case: CaseId,
    intake: &Intake,
    facts: &[NewFact],
) -> Keyboard {
    if !intake.takes_changes() {
        return Vec::new();
    }
    let row = |fact: &NewFact| -> Vec<Vec<Button>> {
        let question = fact.question;
        let title = &content.question(question).title;
        let button = |change: Override| {
            let answer = match change {
                Override::Choose(_, option) | Override::Mark(_, option, _) => {
                    content.option(question, option).label.clone()
                }
                Override::Several(_, marks) => {
                    answer_label(content, question, Answer::Several(marks))
                }
                Override::Number(_, number) => number.to_string(),
            };
            let key = match change {
                Override::Mark(_, _, false) => "button.take_out",
                _ => "button.answer",
            };
            let label = content.text_with(key, &[("title", title), ("answer", &answer)]);
            vec![Button::new(label, CallbackData::Apply { case, change })]
        };
        if fact.opens_card(content) {
            let label = content.text_with("button.edit", &[("title", title)]);
            return vec![vec![Button::case(label, case, CaseAction::Edit(question))]];
        }
        let changes = fact.changes(content, &intake.case);
        changes.into_iter().map(button).collect()
    };
    facts.iter().flat_map(row).collect()
}

/// Most questions that an answer offers to add.
const MOST_UNASKED: usize = 2;

/// One tap to each question that was not asked of a case and has to be known for an answer.
pub fn unasked_buttons(
    content: &Content,
    case: CaseId,
    intake: &Intake,
    reply: &Reply,
) -> Keyboard {
    if !intake.takes_changes() {
        return Vec::new();
    }
    let mut unasked: Vec<QuestionIx> = Vec::new();
    for place in reply.answers.iter().flat_map(|answer| &answer.unasked) {
        // What the message tells has a tap of its own.
        let told = reply.new_facts.iter().any(|fact| fact.question == *place);
        if !told && !unasked.contains(place) {
            unasked.push(*place);
        }
    }
    let row = |place: &QuestionIx| {
        let title = &content.question(*place).title;
        let label = content.text_with("button.ask", &[("title", title)]);
        vec![Button::case(label, case, CaseAction::Edit(*place))]
    };
    unasked.iter().take(MOST_UNASKED).map(row).collect()
}
