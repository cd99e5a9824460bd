//! The card of an intake: one message, edited in place.

use super::Card;
use super::button::{Button, Keyboard};
use super::card_words::{CardKey, CaseName, answer_text, case_label, doubt_text, labels};
use super::html::Html;
use super::question_buttons::in_pairs;
use super::question_card::Asked;
use super::read::{read_lines, unasked_lines};
use crate::callback_data::{CaseAction, Look, UserAction};
use care_engine::case::Case;
use care_engine::content::{Content, OptionSet, QuestionIx, RoleIx, Stage, Unknowns};
use care_engine::day::Day;
use care_engine::intake::{Intake, Note, Place, Purpose, UnreadPlace, refinements};
use care_ids::{CaseId, UserId};

/// Who reads, and which case it is.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    /// The person whose case it is.
    pub user: UserId,
    /// The case that is shown.
    pub case: CaseId,
    /// Its name in its chat.
    pub name: CaseName,
    /// Their role, once chosen.
    pub role: Option<RoleIx>,
    /// "Case 7: insertional", on every message of a case.
    pub label: &'a str,
    /// The day it is; a plan says when its content is overdue.
    pub today: Day,
}

/// A case as a card needs it: its id for the buttons, its label to be read.
#[derive(Debug, Clone, Copy)]
pub struct CaseRef<'a> {
    /// The id of the case.
    pub id: CaseId,
    /// What begins every message of it.
    pub label: &'a str,
}

/// The present card of an intake, with what has to be told.
pub fn card(content: &Content, intake: &Intake, reader: Reader<'_>, notes: &[Note]) -> Card {
    let mut html = Html::default();
    if notes.contains(&Note::Read) {
        read_lines(content, intake, &mut html);
        html.gap();
    }
    let mut told = Html::default();
    for note in notes.iter().filter(|note| **note != Note::Read) {
        told.line().italic(&note_text(content, intake, note));
    }
    let card = CardKey {
        case: reader.case,
        turn: intake.turn,
    };
    if !told.is_empty() && intake.asking().is_none() {
        html.add(&told).gap();
    }
    let mut keyboard = match intake.place {
        Place::Ask(question, purpose) => {
            let asked = Asked::new(content, card, intake, (question, purpose));
            let case = case_label(content, reader.name);
            // The question comes first, then what has to be told about it.
            html.add(&asked.text(&case, &told));
            asked.keyboard()
        }
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
    let is_read = |note: &Note| matches!(note, Note::Read | Note::Doubtful(_));
    if notes.iter().any(is_read) && intake.before_read.is_some() {
        keyboard.push(vec![card.button(content, "button.undo", CaseAction::Undo)]);
    }
    Card {
        html: html.into_string(),
        keyboard,
    }
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
    unasked_lines(content, intake, html);
    // What was read from a text is confirmed, not only looked at.
    let key = match intake.read_last().next() {
        Some(_) => "button.these_are_right",
        // Looked at on the way, as at a review.
        None if intake.unanswered(content).is_some() => "button.return",
        None => "button.show_plan",
    };
    let mut keyboard = vec![vec![card.button(content, key, CaseAction::ShowPlan)]];
    let listed = opened_by((content, card), &intake.case, "button.edit", &listed);
    keyboard.extend(listed);
    keyboard.push(vec![card.button(content, "button.menu", CaseAction::Menu)]);
    keyboard
}

/// The card with its way out in place of its other buttons: back, close, start over, and the card again.
pub fn menu_of_card(content: &Content, intake: &Intake, reader: Reader<'_>) -> Card {
    let card_key = CardKey {
        case: reader.case,
        turn: intake.turn,
    };
    let mut keyboard = Vec::new();
    if has_before(intake) {
        keyboard.push(vec![card_key.button(
            content,
            "button.back",
            CaseAction::Back,
        )]);
    }
    if intake.before_review.is_some() {
        let leave = CaseAction::LeaveReview;
        keyboard.push(vec![card_key.button(content, "button.leave_review", leave)]);
    }
    keyboard.push(vec![
        card_key.button(content, "button.cancel", CaseAction::Cancel),
        card_key.button(content, "button.start_over", CaseAction::StartOver),
    ]);
    let here = card_key.button(content, "button.return", CaseAction::Continue);
    keyboard.push(vec![here]);
    Card {
        keyboard,
        ..card(content, intake, reader, &[])
    }
}

/// The card with marks for several options, where one alone is usually tapped.
pub fn marks_of_card(content: &Content, intake: &Intake, reader: Reader<'_>) -> Card {
    let shown = card(content, intake, reader, &[]);
    let Place::Ask(question, purpose) = intake.place else {
        return shown;
    };
    let card_key = CardKey {
        case: reader.case,
        turn: intake.turn,
    };
    let asked = Asked::new(content, card_key, intake, (question, purpose));
    Card {
        keyboard: asked.marking().keyboard(),
        ..shown
    }
}

/// Whether there is a card to go back to. Only the first card of the walk has nothing before it; a card that was
/// opened leads back to where it was opened.
fn has_before(intake: &Intake) -> bool {
    match intake.place {
        Place::Ask(question, Purpose::Walk) => {
            let first = intake.history.first();
            first.is_some_and(|first| *first != question)
        }
        _ => true,
    }
}

/// What the summary lists: the answers, and the assumptions that should be looked at.
fn listed(content: &Content, case: &Case) -> Vec<QuestionIx> {
    let view = content.view(case, Unknowns::Assumed);
    content
        .question_places()
        .filter(|place| {
            let question = content.question(*place);
            view.holds(&question.ask_if) && (case.answer(*place).is_some() || question.in_summary)
        })
        .collect()
}

fn answers(content: &Content, case: &Case, listed: &[QuestionIx], html: &mut Html) {
    let plain = content.plain_reader(case).is_some();
    for place in listed {
        html.line()
            .text("• ")
            .bold(content.question(*place).title_for(plain))
            .text(": ");
        html.text(&answer_text(content, case, *place));
    }
}

/// A button for each question, by which it is opened.
fn opened_by(
    (content, card): (&Content, CardKey),
    case: &Case,
    key: &str,
    questions: &[QuestionIx],
) -> Keyboard {
    let plain = content.plain_reader(case).is_some();
    // What is worked out is changed by nobody.
    let given = |place: &&QuestionIx| content.question(**place).stage != Stage::Computed;
    let open = |place: &QuestionIx| {
        let title = content.question(*place).title_for(plain);
        let label = content.text_with(key, &[("title", title)]);
        card.action(label, CaseAction::Edit(*place))
    };
    in_pairs(questions.iter().filter(given).map(open).collect())
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

/// What can be added. What is answered already is changed from its own list, so that this card fits a phone.
fn refine(
    (content, card): (&Content, CardKey),
    intake: &Intake,
    reader: Reader<'_>,
    html: &mut Html,
) -> Keyboard {
    html.bold(reader.label)
        .text(" · ")
        .text(content.text("card.refine"));
    html.gap().text(content.text("card.refine.hint"));
    let mut keyboard = Vec::new();
    if !intake.changed.is_empty() {
        let answered = intake.changed.iter().copied();
        let answered = answered.filter(|place| intake.case.answer(*place).is_some());
        html.gap().text(content.text("card.refine.changed"));
        answers(content, &intake.case, &answered.collect::<Vec<_>>(), html);
        let label = content.text("button.new_plan");
        keyboard.push(vec![card.action(label, CaseAction::ShowPlan)]);
    }
    let open = open_refinements(content, &intake.case);
    keyboard.extend(opened_by(
        (content, card),
        &intake.case,
        "button.add",
        &open,
    ));
    let change = Look::Answers(0);
    keyboard.push(vec![
        Button::look(content.text("button.change"), reader.case, change),
        card.button(content, "button.back", CaseAction::Back),
    ]);
    keyboard
}

/// What has to be told, as one text, for the notice that answers a press.
pub fn notes(content: &Content, intake: &Intake, notes: &[Note]) -> Option<String> {
    let texts = notes.iter().map(|note| note_text(content, intake, note));
    let texts: Vec<_> = texts.collect();
    (!texts.is_empty()).then(|| texts.join(" "))
}

fn note_text(content: &Content, intake: &Intake, note: &Note) -> String {
    let plain = content.plain_reader(&intake.case).is_some();
    let title = |place: &QuestionIx| content.question(*place).title_for(plain).to_owned();
    let marked_labels = |question: QuestionIx, marked: OptionSet| {
        let label = |option| content.option(question, option).label_for(plain).to_owned();
        labels(marked.iter().map(label))
    };
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
        Note::Unread(places) => {
            let places = labels(places.iter().map(|place| unread_place(content, *place)));
            match places.is_empty() {
                true => content.text("note.unread").to_owned(),
                false => content.text_with("note.unread.places", &[("places", &places)]),
            }
        }
        Note::Doubtful(places) => {
            let told = labels(
                places
                    .iter()
                    .map(|place| doubt_text(content, intake, *place)),
            );
            content.text_with("note.doubtful", &[("answers", &told)])
        }
        Note::FlagTold(flags) => {
            let flags = marked_labels(content.topic.red_flags, *flags);
            content.text_with("note.flag_told", &[("flags", &flags)])
        }
        Note::WouldClear(question, marked, others) => {
            let mut told = vec![marked_labels(*question, *marked)];
            let mark = |other: &QuestionIx| content.question(*other).mark.as_ref();
            told.extend(
                others
                    .iter()
                    .filter_map(mark)
                    .map(|(label, _)| label.clone()),
            );
            told.retain(|label| !label.is_empty());
            content.text_with("note.would_clear", &[("answers", &told.join(", "))])
        }
        Note::Contradicts(places) => {
            let told = |place: &QuestionIx| match intake.doubts.contains_key(place) {
                true => doubt_text(content, intake, *place),
                false => {
                    let answer = answer_text(content, &intake.unasked, *place);
                    format!("{}: {answer}", title(place))
                }
            };
            let told = labels(places.iter().map(told));
            content.text_with("note.contradicts", &[("answers", &told)])
        }
        Note::NotUnderstood => content.text("note.not_understood").to_owned(),
        Note::ScreenNeeded => {
            let screen = content.topic.red_flags;
            let unknown = content.question(screen).unknown;
            let answer = unknown.map_or("", |unknown| {
                content.option(screen, unknown).button_for(plain)
            });
            let key = match plain {
                true => "note.screen_needed.plain",
                false => "note.screen_needed",
            };
            content.text_with(key, &[("answer", answer)])
        }
        Note::NothingMarked => content.text("note.nothing_marked").to_owned(),
        Note::AskedAgain(places) => {
            let titles = labels(places.iter().map(title));
            content.text_with("note.asked_again", &[("title", &titles)])
        }
        Note::NotNow => content.text("note.not_now").to_owned(),
        Note::ContentChanged => content.text("note.content_changed").to_owned(),
    }
}

/// "the last part", "sentence 2".
fn unread_place(content: &Content, place: UnreadPlace) -> String {
    let key = match place {
        UnreadPlace::First => "unread.first",
        UnreadPlace::Middle => "unread.middle",
        UnreadPlace::Last => "unread.last",
        UnreadPlace::Sentence(number) => {
            return content.text_with("unread.sentence", &[("number", &number.to_string())]);
        }
    };
    content.text(key).to_owned()
}

/// The questions that are offered after the plan and have no answer yet: first those for which the plan had to assume
/// something.
fn open_refinements(content: &Content, case: &Case) -> Vec<QuestionIx> {
    let view = content.view(case, Unknowns::Assumed);
    let is_assumed = |place: &QuestionIx| {
        let question = content.question(*place);
        question.assumed.is_some() && view.holds(&question.assumed_if)
    };
    let mut open = refinements(content, case);
    open.retain(|place| case.answer(*place).is_none());
    open.sort_by_key(|place| !is_assumed(place));
    open
}
