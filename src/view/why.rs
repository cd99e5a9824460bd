//! Why a line stands in a plan: what it says, what is behind it, and what would change it.

use super::Card;
use super::button::{Button, Keyboard};
use super::card::CaseRef;
use super::explain::{answers, changed};
use super::html::{Html, LONGEST_MESSAGE};
use super::paging::{BUTTON, shortened};
use super::plan::folded;
use super::sources::{marks_text, sources};
use crate::callback_data::Look;
use care_engine::case::{Answer, Case};
use care_engine::content::{Content, QuestionIx, RuleIx, StatementIx};
use care_engine::intake::{Override, what_if};
use care_engine::plan::{Grounds, PlanLine, Sources, Withheld};
use care_verify::explain::{AnswerChange, ExplainedLine, ExplainedWithholding};

/// Most visible characters of an explanation that stand in the open, each.
const OPEN_LIMIT: usize = 400;
/// Most characters of the answers, or of what would change a line, where they are folded.
const FOLDED_LIMIT: usize = 900;

/// Only a row that has buttons is one.
pub(super) fn turns(row: Vec<Button>) -> Option<Vec<Button>> {
    (!row.is_empty()).then_some(row)
}

/// Who reads an explanation, and of which case.
#[derive(Debug, Clone, Copy)]
pub struct ExplanationReader<'a> {
    /// The case that is asked about.
    pub of: CaseRef<'a>,
    /// The answers given so far.
    pub case: &'a Case,
    /// The reader wants plain language.
    pub plain: bool,
}

/// Why a line stands in the plan.
pub fn why_line_card(
    content: &Content,
    asking: ExplanationReader<'_>,
    line: &PlanLine,
    why: &ExplainedLine,
) -> Card {
    let nearest = match &why.nearest {
        Some(change) => {
            content.text_with("explain.without", &[("change", &changed(content, change))])
        }
        None => content.text("explain.no_single").to_owned(),
    };
    let mut panels = content.panels.iter();
    let part = panels.position(|panel| panel.sections.contains(&line.section));
    let why = Why {
        back: match part {
            Some(place) => (content.panels[place].button.as_str(), Look::Panel(place)),
            None => (content.text("button.why"), Look::Why),
        },
        says: &line.text,
        support: &line.support,
        because: &why.because,
        answers: &why.answers,
        nearest,
        single: why.nearest.as_ref(),
    };
    why.card(content, asking)
}

/// Why a treatment is withheld.
pub fn why_withheld_card(
    content: &Content,
    asking: ExplanationReader<'_>,
    held: &Withheld,
    why: &ExplainedWithholding,
) -> Card {
    let nearest = match &why.lifted {
        Some(changes) => {
            let changes: Vec<_> = changes.iter().map(|one| changed(content, one)).collect();
            content.text_with("explain.lifted", &[("changes", &changes.join("; "))])
        }
        None => content.text("explain.always").to_owned(),
    };
    let single = match why.lifted.as_deref() {
        Some([change]) => Some(change),
        _ => None,
    };
    let why = Why {
        back: (content.text("button.why_not"), Look::WhyNot),
        says: &held.text(content),
        support: &held.support,
        because: &why.because,
        answers: &why.answers,
        nearest,
        single,
    };
    why.card(content, asking)
}

/// What both have in common.
struct Why<'a> {
    /// The part of the plan that it stands in.
    back: (&'a str, Look),
    says: &'a str,
    support: &'a Grounds,
    because: &'a [RuleIx],
    answers: &'a [QuestionIx],
    /// What would change it, in words.
    nearest: String,
    /// The same, where it is a single answer.
    single: Option<&'a AnswerChange>,
}

impl Why<'_> {
    fn card(&self, content: &Content, asking: ExplanationReader<'_>) -> Card {
        let mut cited = Sources::default();
        let grounds = cited.grounds(content, &self.support.statements, self.support.policy);
        let mut html = Html::default();
        html.bold(asking.of.label)
            .text(" · ")
            .text(content.text("why.title"));
        html.gap()
            .bold(self.says)
            .text(&marks_text(content, &grounds));
        if self.support.policy {
            let key = if grounds.sources.is_empty() {
                "why.policy"
            } else {
                "why.policy_partly"
            };
            html.line().italic(content.text(key));
        }
        let mut behind = Html::default();
        let mut told = |text: &str| {
            // What is long is folded with the rest, and what is endless is cut.
            if text.chars().count() <= OPEN_LIMIT {
                html.gap().text(text);
            } else {
                behind.line().text(&shortened(text, FOLDED_LIMIT));
            }
        };
        if !self.answers.is_empty() {
            let answers = answers(content, asking.case, self.answers);
            told(&content.text_with("explain.answers", &[("answers", &answers)]));
        }
        told(&self.nearest);

        let list = cited.list();
        let mut linked = Html::default();
        if !list.is_empty() {
            linked
                .bold(content.text("plan.sources"))
                .add(&after_line(&sources(content, list)));
        }
        // The sources are what an explanation must have; of the rest as much as fits.
        let mut room = (LONGEST_MESSAGE - 100)
            .saturating_sub(html.length() + behind.length() + linked.length());
        let mut left = 0_usize;
        for piece in self.pieces(content, asking.plain) {
            let length = piece.length() + 2;
            if length <= room {
                room -= length;
                behind.line().add(&piece);
            } else {
                left += 1;
            }
        }
        if left > 0 {
            let count = left.to_string();
            behind
                .line()
                .italic(&content.text_with("why.left_out", &[("count", &count)]));
        }
        if !linked.is_empty() {
            behind.line().add(&linked);
        }
        if !behind.is_empty() {
            html.gap().add(&folded(&behind));
        }
        Card {
            html: html.into_string(),
            keyboard: self.keyboard(content, asking),
        }
    }

    /// The statements, where their sources disagree, and the rules.
    fn pieces(&self, content: &Content, plain: bool) -> Vec<Html> {
        let mut pieces = Vec::new();
        let mut conflicts = Vec::new();
        for place in &self.support.statements {
            pieces.extend(statement(content, *place, plain));
            conflicts.extend(&content.statement(*place).conflicts);
        }
        if plain {
            return pieces;
        }
        let told = content.conflicts.iter();
        for conflict in told.filter(|conflict| conflicts.contains(&&conflict.id)) {
            let mut html = Html::default();
            html.text(&content.text_with("answer.sides", &[("sides", &conflict.told)]));
            pieces.push(html);
        }
        for place in self.because {
            let rule = content.rule(*place);
            let told = content.text_with(
                "explain.rule",
                &[("id", &rule.id), ("says", &rule.description)],
            );
            let mut html = Html::default();
            html.text(&told);
            pieces.push(html);
        }
        pieces
    }

    fn keyboard(&self, content: &Content, asking: ExplanationReader<'_>) -> Keyboard {
        let mut keyboard = Vec::new();
        let single = self.single.and_then(|change| {
            let answer = override_of(change)?;
            what_if(content, asking.case, answer)?;
            let label =
                content.text_with("button.suppose", &[("change", &changed(content, change))]);
            Some(Button::look(
                shortened(&label, BUTTON),
                asking.of.id,
                Look::WhatIf(answer),
            ))
        });
        keyboard.extend(single.map(|button| vec![button]));
        let (part, look) = self.back;
        let label = content.text_with("button.to_part", &[("part", part)]);
        keyboard.push(vec![Button::look(label, asking.of.id, look)]);
        keyboard
    }
}

/// A statement with who it was studied in, how strong it is, and where it is taken from. A reader of
/// plain language gets it in plain words, or not at all.
fn statement(content: &Content, place: StatementIx, plain: bool) -> Option<Html> {
    let statement = content.statement(place);
    let mut html = Html::default();
    if plain {
        html.text("• ").text(statement.plain.as_ref()?);
        return Some(html);
    }
    let basis = &content.basis(statement.basis).description;
    let shorts: Vec<&str> = statement
        .references
        .iter()
        .map(|place| content.reference(*place).short.as_str())
        .collect();
    html.text("• ")
        .text(&statement.text)
        .line()
        .italic(&content.text_with(
            "why.studied",
            &[
                ("applies_to", &statement.applies_to),
                ("strength", &statement.strength),
                ("basis", basis),
                ("sources", &shorts.join("; ")),
            ],
        ));
    Some(html)
}

/// The one answer that a change comes to, where a card has a button for it.
fn override_of(change: &AnswerChange) -> Option<Override> {
    let question = change.question;
    match (change.from, change.to?) {
        (_, Answer::One(option)) => Some(Override::Choose(question, option)),
        (from, Answer::Several(to)) => {
            let from = match from {
                Some(Answer::Several(from)) => from,
                _ => Default::default(),
            };
            // Setting a mark may clear others; only where it comes to just this it is meant.
            let come = to.iter().find(|option| !from.has(*option));
            let gone = from.iter().find(|option| !to.has(*option));
            match (come, gone) {
                (Some(option), _) => Some(Override::Mark(question, option, true)),
                (None, Some(option)) => Some(Override::Mark(question, option, false)),
                (None, None) => None,
            }
        }
        (_, Answer::Number(_)) => None,
    }
}

fn after_line(inner: &Html) -> Html {
    let mut html = Html::default();
    html.text("\n").add(inner);
    html
}
