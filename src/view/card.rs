//! The card of an intake: one message, edited in place.

use super::Card;
use super::button::{Button, Keyboard};
use super::html::Html;
use super::read::read_lines;
use crate::callback_data::{CallbackData, CaseAction, UserAction};
use care_engine::case::{Answer, Case};
use care_engine::content::{Content, Kind, QuestionIx, Reading, RoleIx};
use care_engine::day::Day;
use care_engine::intake::{Intake, Note, Place, Purpose, progress, refinements};
use care_ids::{CaseId, UserId};

/// Who reads, and which case it is.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    /// The person whose case it is.
    pub user: UserId,
    /// The case that is shown.
    pub case: CaseId,
    /// Their role, once chosen.
    pub role: Option<RoleIx>,
    /// "Case 7K", on every message of a case.
    pub label: &'a str,
    /// The day it is; a plan says when its content is overdue.
    pub today: Day,
}

/// A case as a card needs it: its number for the buttons, its label to be read.
#[derive(Debug, Clone, Copy)]
pub struct CaseRef<'a> {
    /// The number of the case.
    pub id: CaseId,
    /// What begins every message of it.
    pub label: &'a str,
}

/// "Case 7K": the number of a case in a short form without meaning.
pub fn case_label(content: &Content, case_id: CaseId) -> String {
    content.text_with(
        "case.label",
        &[("number", &case_id.base36().to_uppercase())],
    )
}

/// The present card of an intake, with what has to be told.
pub fn card(content: &Content, intake: &Intake, reader: Reader<'_>, notes: &[Note]) -> Card {
    let mut html = Html::default();
    if notes.contains(&Note::Read) {
        read_lines(content, intake, &mut html);
    }
    for note in notes.iter().filter(|note| **note != Note::Read) {
        html.line().italic(&note_text(content, note));
    }
    if !notes.is_empty() {
        html.gap();
    }
    let card = CardKey {
        case: reader.case,
        turn: intake.turn,
    };
    let mut keyboard = match intake.place {
        Place::Ask(question, purpose) => ask(
            (content, card),
            intake,
            reader,
            question,
            purpose,
            &mut html,
        ),
        Place::Summary => summary((content, card), intake, reader, &mut html),
        Place::Planned => planned((content, card), reader, &mut html),
        Place::Refine => refine((content, card), intake, reader, &mut html),
        Place::Cancelled => {
            html.bold(reader.label)
                .text(" · ")
                .text(content.text("card.cancelled"));
            vec![vec![
                card.button(content, "button.reopen", CaseAction::Continue),
                card.button(content, "button.start_over", CaseAction::StartOver),
            ]]
        }
    };
    if notes.contains(&Note::Read) && intake.read_last().next().is_some() {
        keyboard.push(vec![card.button(content, "button.undo", CaseAction::Undo)]);
    }
    Card {
        html: html.into_string(),
        keyboard,
    }
}

fn ask(
    (content, card): (&Content, CardKey),
    intake: &Intake,
    reader: Reader<'_>,
    question: QuestionIx,
    purpose: Purpose,
    html: &mut Html,
) -> Keyboard {
    let asked = content.question(question);
    html.bold(reader.label).text(" · ").text(&asked.title);
    match progress(content, intake) {
        Some(progress) => {
            let at = progress.at.to_string();
            let of = progress.of.to_string();
            let text = content.text_with("card.progress", &[("at", &at), ("of", &of)]);
            html.text(" · ").text(&text);
        }
        None => {
            let key = match purpose {
                Purpose::Edit | Purpose::Change => "card.edit",
                Purpose::Walk | Purpose::Refine => "card.refine",
            };
            html.text(" · ").text(content.text(key));
        }
    }
    html.gap().bold(&asked.ask);
    if let Some(help) = &asked.help {
        html.line().text(help);
    }
    if asked.kind == Kind::Several {
        html.line().italic(content.text("card.several"));
    }
    let mut explained = false;
    for option in asked.options.iter() {
        if let Some(detail) = &option.detail {
            if !explained {
                html.line();
            }
            explained = true;
            html.line()
                .text("• ")
                .bold(&option.label)
                .text(": ")
                .text(detail);
        }
    }
    if asked.kind == Kind::Number {
        let (min, max) = (asked.min.to_string(), asked.max.to_string());
        html.line()
            .italic(&content.text_with("card.number", &[("min", &min), ("max", &max)]));
    }

    let mut keyboard = options((content, card), intake, question);
    let mut last = Vec::new();
    // Only the first card of the walk has nothing before it; a card that was opened leads back to where
    // it was opened.
    let first = intake.history.is_empty() || intake.history.first() == Some(&question);
    if !first || purpose != Purpose::Walk {
        last.push(card.button(content, "button.back", CaseAction::Back));
    }
    if asked.may_skip {
        last.push(card.button(content, "button.skip", CaseAction::Skip(question)));
    }
    last.push(card.button(content, "button.cancel", CaseAction::Cancel));
    keyboard.push(last);
    keyboard
}

fn options(
    (content, card): (&Content, CardKey),
    intake: &Intake,
    question: QuestionIx,
) -> Keyboard {
    let asked = content.question(question);
    let chosen = intake.case.answer(question);
    let mut rows: Keyboard = Vec::new();
    let mut row_length = usize::MAX;
    for place in content.option_places(question) {
        let option = content.option(question, place);
        let item = match asked.kind {
            Kind::Several => {
                let on = intake.draft.has(place);
                let key = if on {
                    "button.marked"
                } else {
                    "button.unmarked"
                };
                let label = content.text_with(key, &[("label", &option.label)]);
                card.action(label, CaseAction::Mark(question, place, !on))
            }
            Kind::One | Kind::Number => {
                let now = chosen == Some(Answer::One(place));
                let key = if now {
                    "button.chosen"
                } else {
                    "button.option"
                };
                let label = content.text_with(key, &[("label", &option.label)]);
                card.action(label, CaseAction::Choose(question, place))
            }
        };
        // Two short buttons share a row; nothing is cut on a phone.
        let length = item.label.chars().count();
        match rows.last_mut() {
            Some(row) if row.len() == 1 && length <= 15 && row_length <= 15 => row.push(item),
            _ => rows.push(vec![item]),
        }
        row_length = length;
    }
    if asked.kind == Kind::Several {
        let count = intake.draft.iter().count().to_string();
        let label = content.text_with("button.done", &[("count", &count)]);
        rows.push(vec![card.action(label, CaseAction::Done(question))]);
    }
    rows
}

fn summary(
    (content, card): (&Content, CardKey),
    intake: &Intake,
    reader: Reader<'_>,
    html: &mut Html,
) -> Keyboard {
    html.bold(reader.label)
        .text(" · ")
        .text(content.text("card.summary"));
    html.gap().text(content.text("card.summary.hint"));
    html.line();
    let listed = listed(content, &intake.case);
    answers(content, &intake.case, &listed, html);
    // What was read from a text is confirmed, not only looked at.
    let key = match intake.read_last().next() {
        Some(_) => "button.these_are_right",
        None => "button.show_plan",
    };
    let mut keyboard = vec![vec![card.button(content, key, CaseAction::ShowPlan)]];
    keyboard.extend(edit_rows((content, card), &listed));
    keyboard.push(vec![
        card.button(content, "button.back", CaseAction::Back),
        card.button(content, "button.cancel", CaseAction::Cancel),
    ]);
    keyboard
}

/// What the summary lists: the answers, and the assumptions that should be looked at.
fn listed(content: &Content, case: &Case) -> Vec<QuestionIx> {
    let view = content.view(case, Reading::Assumed);
    content
        .question_places()
        .filter(|place| {
            let question = content.question(*place);
            view.holds(&question.ask_if) && (case.answer(*place).is_some() || question.in_summary)
        })
        .collect()
}

fn answers(content: &Content, case: &Case, listed: &[QuestionIx], html: &mut Html) {
    for place in listed {
        html.line()
            .text("• ")
            .bold(&content.question(*place).title)
            .text(": ");
        html.text(&answer_text(content, case, *place));
    }
}

/// The answer to a question in words; what is assumed where there is none.
pub fn answer_text(content: &Content, case: &Case, place: QuestionIx) -> String {
    let label = |option| content.option(place, option).label.clone();
    match case.answer(place) {
        Some(Answer::One(option)) => label(option),
        Some(Answer::Several(set)) => labels(set.iter().map(label)),
        Some(Answer::Number(number)) => number.to_string(),
        None => match content.question(place).assume {
            Some(option) => content.text_with("card.assumed", &[("answer", &label(option))]),
            None => content.text("card.open").to_owned(),
        },
    }
}

fn labels(labels: impl Iterator<Item = String>) -> String {
    labels.collect::<Vec<_>>().join(", ")
}

fn edit_rows((content, card): (&Content, CardKey), questions: &[QuestionIx]) -> Keyboard {
    let edit = |place: &QuestionIx| {
        let title = &content.question(*place).title;
        let label = content.text_with("button.edit", &[("title", title)]);
        card.action(label, CaseAction::Edit(*place))
    };
    questions
        .chunks(2)
        .map(|pair| pair.iter().map(edit).collect())
        .collect()
}

fn planned((content, card): (&Content, CardKey), reader: Reader<'_>, html: &mut Html) -> Keyboard {
    html.bold(reader.label)
        .text(" · ")
        .text(content.text("card.planned"));
    vec![vec![
        card.button(content, "button.refine", CaseAction::Refine),
        Button::user(
            content.text("button.new_case"),
            reader.user,
            UserAction::NewCase,
        ),
    ]]
}

fn refine(
    (content, card): (&Content, CardKey),
    intake: &Intake,
    reader: Reader<'_>,
    html: &mut Html,
) -> Keyboard {
    let open = open_refinements(content, &intake.case);
    let given: Vec<QuestionIx> = listed(content, &intake.case)
        .into_iter()
        .filter(|place| !open.contains(place))
        .collect();
    html.bold(reader.label)
        .text(" · ")
        .text(content.text("card.refine"));
    html.gap().text(content.text("card.refine.hint"));
    if !given.is_empty() {
        html.line();
        answers(content, &intake.case, &given, html);
    }
    let ask = |place: &QuestionIx| {
        let title = &content.question(*place).title;
        card.action(
            content.text_with("button.ask", &[("title", title)]),
            CaseAction::Edit(*place),
        )
    };
    let mut keyboard = vec![vec![card.button(
        content,
        "button.new_plan",
        CaseAction::ShowPlan,
    )]];
    keyboard.extend(
        open.chunks(2)
            .map(|pair| pair.iter().map(ask).collect::<Vec<_>>()),
    );
    keyboard.extend(edit_rows((content, card), &given));
    keyboard.push(vec![card.button(content, "button.back", CaseAction::Back)]);
    keyboard
}

/// The card whose buttons are written.
#[derive(Clone, Copy)]
struct CardKey {
    case: CaseId,
    turn: u32,
}

impl CardKey {
    fn action(self, label: impl Into<String>, action: CaseAction) -> Button {
        let Self { case, turn } = self;
        Button {
            label: label.into(),
            data: CallbackData::Card { case, turn, action },
        }
    }

    fn button(self, content: &Content, key: &str, action: CaseAction) -> Button {
        self.action(content.text(key), action)
    }
}

/// What has to be told, as one text, for the notice that answers a press.
pub fn notes(content: &Content, notes: &[Note]) -> Option<String> {
    let texts: Vec<_> = notes.iter().map(|note| note_text(content, note)).collect();
    (!texts.is_empty()).then(|| texts.join(" "))
}

fn note_text(content: &Content, note: &Note) -> String {
    let title = |place: &QuestionIx| content.question(*place).title.clone();
    match note {
        Note::Dropped(places) => {
            let titles = labels(places.iter().map(title));
            content.text_with("note.dropped", &[("titles", &titles)])
        }
        Note::OutOfRange { min, max } => content.text_with(
            "note.out_of_range",
            &[("min", &min.to_string()), ("max", &max.to_string())],
        ),
        Note::Read => content.text("read.title").to_owned(),
        Note::Unread => content.text("note.unread").to_owned(),
        Note::FlagTold(flags) => {
            let screen = content.topic.red_flags;
            let told = flags.iter();
            let told = told.map(|flag| content.option(screen, flag).label.clone());
            content.text_with("note.flag_told", &[("flags", &labels(told))])
        }
        Note::NotUnderstood => content.text("note.not_understood").to_owned(),
        Note::ScreenNeeded => content.text("note.screen_needed").to_owned(),
        Note::NothingMarked => content.text("note.nothing_marked").to_owned(),
        Note::AskedAgain(place) => {
            content.text_with("note.asked_again", &[("title", &title(place))])
        }
        Note::NotNow => content.text("note.not_now").to_owned(),
        Note::ContentChanged => content.text("note.content_changed").to_owned(),
    }
}

/// The questions that are offered after the plan and have no answer yet.
fn open_refinements(content: &Content, case: &Case) -> Vec<QuestionIx> {
    refinements(content, case)
        .into_iter()
        .filter(|place| case.answer(*place).is_none())
        .collect()
}
