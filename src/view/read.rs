//! What was read from a text, and what a correction changes. Nothing of the text itself is shown.

use super::html::Html;
use care_engine::case::{Answer, Case};
use care_engine::content::{Content, QuestionIx};
use care_engine::intake::Intake;
use care_language::reading::Change;

use super::card_words::answer_text;

/// The answers that the last text gave, as one line each; below them those that wait for their question.
pub(super) fn read_lines(content: &Content, intake: &Intake, html: &mut Html) {
    let (taken, unasked): (Vec<QuestionIx>, Vec<QuestionIx>) = intake
        .read_last()
        .partition(|question| intake.case.answer(*question).is_some());
    lines(content, "read.title", intake, &taken, html);
    lines(content, "read.unasked", intake, &unasked, html);
}

/// Everything that was read and that this case does not ask so far: nothing read goes without a word.
pub(super) fn unasked_lines(content: &Content, intake: &Intake, html: &mut Html) {
    let unasked = intake.unasked.answered(content);
    lines(content, "read.unasked", intake, &unasked, html);
}

fn lines(content: &Content, title: &str, intake: &Intake, read: &[QuestionIx], html: &mut Html) {
    if read.is_empty() {
        return;
    }
    let plain = content.plain_reader(&intake.case).is_some();
    let mut told = intake.case.clone();
    for question in read
        .iter()
        .filter(|one| intake.case.answer(**one).is_none())
    {
        told.set(*question, intake.unasked.answer(*question));
    }
    html.line().bold(content.text(title));
    for question in read {
        html.line()
            .text("• ")
            .text(content.question(*question).title_for(plain))
            .text(": ")
            .bold(&answer_text(content, &told, *question));
    }
}

/// Old and new value of every answer that a correction names.
pub fn changes_html(
    content: &Content,
    label: &str,
    changes: &[Change],
    open: &[QuestionIx],
) -> String {
    let mut html = Html::default();
    html.bold(label)
        .text(" · ")
        .text(content.text("read.correction"));
    for change in changes {
        let value = |answer: Option<Answer>| {
            let mut case = Case::default();
            case.set(change.question, answer);
            match answer {
                Some(_) => answer_text(content, &case, change.question),
                None => content.text("card.open").to_owned(),
            }
        };
        html.line()
            .text("• ")
            .text(&content.question(change.question).title)
            .text(": ")
            .text(&value(change.old))
            .text(" → ")
            .bold(&value(change.new));
    }
    for question in open {
        let title = &content.question(*question).title;
        html.line()
            .text("• ")
            .text(&content.text_with("read.open", &[("title", title)]));
    }
    html.into_string()
}
