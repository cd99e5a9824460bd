//! Why a line stands in a plan, for every line and every treatment of the content.

use std::collections::BTreeSet;

use achilles_bot::callback_data::{CallbackData, Look};
use achilles_bot::view::{
    ExplanationReader, first_lines_card, panel_card, panels_of, visible_length, why_line_card,
    why_not_card, why_withheld_card,
};
use care_engine::case::{Answer, Case};
use care_engine::content::{LineIx, QuestionIx, RuleIx, StatementIx, TreatmentIx, Withholding};
use care_engine::intake::what_if;
use care_engine::plan::{PlanLine, Sources, Withheld, plan};
use care_verify::explain::{
    AnswerChange, ExplainedLine, ExplainedWithholding, explain_line, explain_withheld,
};

use super::{OF, card_fits, shows, talkative};
use crate::what_if::reached;
use crate::{CONTENT, Dice, is_named_with_others};

/// What is seen before anything is unfolded.
fn open(html: &str) -> usize {
    let mut open = String::new();
    let mut rest = html;
    while let Some(start) = rest.find("<blockquote expandable>") {
        open.push_str(&rest[..start]);
        let end = rest.find("</blockquote>").unwrap() + "</blockquote>".len();
        rest = &rest[end..];
    }
    visible_length(&open) + visible_length(rest)
}

/// More than any case could bring: every question of the intake.
fn all_questions() -> Vec<QuestionIx> {
    CONTENT.question_places().collect()
}

fn longest_change(case: &Case) -> AnswerChange {
    let place = CONTENT.find_question("nsaid_risks").unwrap();
    AnswerChange {
        question: place,
        from: case.answer(place),
        to: Some(Answer::One(CONTENT.option_places(place).next().unwrap())),
    }
}

/// The longest that can be said of a line.
fn any_line(place: LineIx) -> PlanLine {
    let line = CONTENT.line(place);
    let words = std::iter::once(&line.text).chain(line.roles.values());
    PlanLine {
        line: place,
        section: line.section,
        detail: false,
        short: None,
        text: words.max_by_key(|text| text.len()).unwrap().clone(),
        support: Sources::default().grounds(&CONTENT, &line.statements, line.policy),
        because: Vec::new(),
    }
}

fn asking(case: &Case) -> ExplanationReader<'_> {
    ExplanationReader {
        of: OF,
        case,
        plain: false,
    }
}

fn links(html: &str, statements: &[StatementIx]) {
    for place in statements {
        for reference in &CONTENT.statement(*place).references {
            let url = CONTENT.reference(*reference).url.replace('&', "&amp;");
            assert!(html.contains(&url), "{url} is missing: {html}");
        }
    }
}

#[test]
fn why_fits_for_every_line_of_the_content_and_links_every_source() {
    let case = talkative();
    let mut policy = 0;
    for place in CONTENT.line_places() {
        let line = any_line(place);
        let shows = CONTENT.rule_places().filter(|rule| {
            let parts = &CONTENT.rule(*rule).parts;
            parts.iter().any(|part| part.show.contains(&place))
        });
        let why = ExplainedLine {
            line: place,
            because: shows.collect(),
            answers: all_questions(),
            nearest: Some(longest_change(&case)),
        };
        let card = why_line_card(&CONTENT, asking(&case), &line, &why);
        card_fits(&card);
        assert!(open(&card.html) <= 700, "{}", card.html);
        links(&card.html, &line.support.statements);
        for place in &line.support.statements {
            let statement = CONTENT.statement(*place);
            for said in [&statement.strength, &statement.applies_to] {
                let said = said.replace('&', "&amp;").replace('<', "&lt;");
                let said = said.replace('>', "&gt;");
                assert!(card.html.contains(&said), "{said}: {}", card.html);
            }
        }
        if line.support.policy {
            policy += 1;
            assert!(
                card.html.to_lowercase().contains("project policy"),
                "{}",
                card.html
            );
        }
    }
    assert!(policy > 0);
}

#[test]
fn why_fits_for_every_treatment_that_can_be_withheld() {
    let case = talkative();
    for place in CONTENT.treatment_places() {
        let of = |rule: &RuleIx| -> Vec<&Withholding> {
            let withholds = CONTENT.rule(*rule).withholds.iter();
            withholds
                .filter(|reason| reason.treatment == place)
                .collect()
        };
        let rules: Vec<RuleIx> = CONTENT
            .rule_places()
            .filter(|rule| !of(rule).is_empty())
            .collect();
        let all: Vec<&Withholding> = rules.iter().flat_map(of).collect();
        let mut statements: Vec<StatementIx> = all
            .iter()
            .flat_map(|reason| reason.statements.clone())
            .collect();
        statements.sort_unstable();
        statements.dedup();
        let held = Withheld {
            treatment: place,
            shorts: Vec::new(),
            avoid: false,
            reasons: all.iter().map(|reason| reason.reason.clone()).collect(),
            support: Sources::default().grounds(&CONTENT, &statements, true),
            because: rules.clone(),
        };
        let why = ExplainedWithholding {
            treatment: place,
            because: rules,
            answers: all_questions(),
            lifted: Some(vec![longest_change(&case); 3]),
        };
        let card = why_withheld_card(&CONTENT, asking(&case), &held, &why);
        card_fits(&card);
        links(&card.html, &held.support.statements);
    }
}

#[test]
fn every_line_and_everything_withheld_can_be_asked_about_and_says_what_would_change_it() {
    let mut dice = Dice(0x00ca_4d00_00ca_4d01);
    let mut offered = 0;
    for _ in 0..12 {
        let case = reached(&mut dice);
        let made = plan(&CONTENT, &case, None);
        let mut lines = BTreeSet::new();
        let mut withheld: BTreeSet<TreatmentIx> = BTreeSet::new();
        let parts = panels_of(&CONTENT, &made)
            .into_iter()
            .filter_map(|place| panel_card(&CONTENT, OF, &made, place))
            .chain(why_not_card(&CONTENT, OF, &made))
            .chain([first_lines_card(&CONTENT, OF, &made)]);
        for card in parts {
            card_fits(&card);
            for button in card.keyboard.iter().flatten() {
                match button.data() {
                    Some(CallbackData::Look {
                        look: Look::WhyLine(line),
                        ..
                    }) => drop(lines.insert(*line)),
                    Some(CallbackData::Look {
                        look: Look::WhyWithheld(held),
                        ..
                    }) => drop(withheld.insert(*held)),
                    _ => {}
                }
            }
        }
        assert_eq!(lines, made.all_lines().map(|line| line.line).collect());
        let named = made.withheld.iter();
        let named = named.filter(|held| !is_named_with_others(&made, held));
        assert_eq!(withheld, named.map(|held| held.treatment).collect());

        let line = made.lines.first().or(made.bottom_line.as_ref()).unwrap();
        let why = explain_line(&CONTENT, &case, &made, line.line).unwrap();
        let card = why_line_card(&CONTENT, asking(&case), line, &why);
        card_fits(&card);
        assert!(
            card.html.contains("This line would drop out with")
                || card.html.contains("No single answer")
        );
        for button in card.keyboard.iter().flatten() {
            if let Some(Look::WhatIf(supposition)) = shows(button) {
                // What the button promises: with it, the line is gone.
                let supposed = what_if(&CONTENT, &case, supposition).unwrap();
                let then = plan(&CONTENT, &supposed.case, None);
                assert!(then.all_lines().all(|other| other.line != line.line));
                offered += 1;
            }
        }
    }
    assert!(offered > 0);
    let case = reached(&mut dice);
    let made = plan(&CONTENT, &case, None);
    if let Some(held) = made.withheld.first() {
        let why = explain_withheld(&CONTENT, &case, &made, held.treatment).unwrap();
        card_fits(&why_withheld_card(&CONTENT, asking(&case), held, &why));
    }
}

#[test]
fn a_reader_of_plain_language_is_told_why_in_plain_words_only() {
    let case = Case::default();
    for place in CONTENT.line_places() {
        let line = any_line(place);
        let why = ExplainedLine {
            line: place,
            because: CONTENT.rule_places().take(3).collect(),
            answers: Vec::new(),
            nearest: None,
        };
        let asking = ExplanationReader {
            of: OF,
            case: &case,
            plain: true,
        };
        let card = why_line_card(&CONTENT, asking, &line, &why);
        card_fits(&card);
        for place in &line.support.statements {
            let statement = CONTENT.statement(*place);
            let clinical = !line.text.contains(&statement.text)
                && statement.plain.as_ref() != Some(&statement.text);
            assert!(
                !clinical || !card.html.contains(&statement.text),
                "{}",
                card.html
            );
        }
    }
}
