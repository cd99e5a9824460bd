//! Cards around a plan: why, what if, what changed, earlier plans, the list of cases, inline results.
//! Each has to fit Telegram and a phone, whatever the content puts on it.

use std::collections::BTreeSet;

use achilles_bot::core::case::{Answer, Case};
use achilles_bot::core::content::{
    LineIx, Pathway, QuestionIx, Reading, RuleIx, SectionKind, StatementIx, TreatmentIx,
    Withholding,
};
use achilles_bot::core::day::Day;
use achilles_bot::core::explain::{
    Change, ExplainedLine, ExplainedWithholding, explain_line, explain_withheld,
};
use achilles_bot::core::intake::{supposable, suppose};
use achilles_bot::core::plan::{Difference, Plan, PlanLine, Sources, Withheld, plan};
use achilles_bot::render::{
    Action, Asking, Card, CaseRef, EarlierPlan, Given, Known, LONGEST_MESSAGE, Look, Press, Reader,
    Standing, answers_card, case_list_card, delete_card, earlier_plan_messages, full_label,
    instead_card, plan_messages, plan_rows, plans_card, replan_messages, supposed_messages,
    supposed_rows, suppositions_card, visible_length, why_line_card, why_withheld_card, whys_card,
};
use achilles_bot::standin::html::parse;

use super::suppositions::{reached, suppositions};
use super::{CONTENT, Dice};

const OF: CaseRef<'_> = CaseRef {
    id: 7,
    label: "Case 7: insertional, specialist opinion, 3 weeks ago",
};

fn reader() -> Reader<'static> {
    Reader {
        role: None,
        label: OF.label,
        today: super::today(),
    }
}

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

fn fits(html: &str) {
    let length = visible_length(html);
    assert!(
        (1..=LONGEST_MESSAGE).contains(&length),
        "{length} characters: {html}"
    );
    // The reader of the stand-in is as strict as Telegram's.
    assert!(parse(html).is_ok(), "{:?}: {html}", parse(html));
}

fn card_fits(card: &Card) {
    fits(&card.html);
    assert!(card.html.contains("Case 7"), "{}", card.html);
    let rows = card.keyboard.len();
    assert!((1..=30).contains(&rows), "{rows} rows");
    for button in card.keyboard.iter().flatten() {
        let length = button.label.chars().count();
        assert!((1..=48).contains(&length), "{}", button.label);
    }
}

/// A case with as much in it as can be: every mark of every question.
fn talkative() -> Case {
    let mut case = Case::default();
    for place in CONTENT.question_places() {
        let options: Vec<_> = CONTENT.option_places(place).collect();
        let answer = if CONTENT.takes_several(place) {
            Answer::Several(options.into_iter().collect())
        } else {
            let longest = options
                .into_iter()
                .max_by_key(|option| CONTENT.option(place, *option).label.len());
            longest.map_or(Answer::Number(100), Answer::One)
        };
        case.set(place, Some(answer));
    }
    case
}

/// More than any case could bring: every question of the intake.
fn all_questions() -> Vec<QuestionIx> {
    CONTENT.question_places().collect()
}

fn longest_change(case: &Case) -> Change {
    let place = CONTENT.find_question("nsaid_risks").unwrap();
    Change {
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
        text: words.max_by_key(|text| text.len()).unwrap().clone(),
        support: Sources::default().grounds(&CONTENT, &line.statements, line.policy),
        because: Vec::new(),
    }
}

fn asking(case: &Case) -> Asking<'_> {
    Asking {
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
        let mut turned = BTreeSet::new();
        for wanted in 0..12 {
            let card = whys_card(&CONTENT, OF, &made, wanted);
            card_fits(&card);
            assert!(card.keyboard.len() <= 9);
            for button in card.keyboard.iter().flatten() {
                match button.press {
                    Press::Look(7, Look::WhyLine(line)) => drop(lines.insert(line)),
                    Press::Look(7, Look::WhyWithheld(held)) => drop(withheld.insert(held)),
                    Press::Look(7, Look::Whys(page)) => drop(turned.insert(page)),
                    ref other => panic!("{other:?}"),
                }
            }
        }
        assert_eq!(lines, made.all_lines().map(|line| line.line).collect());
        assert_eq!(
            withheld,
            made.withheld.iter().map(|held| held.treatment).collect()
        );
        let pages = (lines.len() + withheld.len()).div_ceil(8);
        assert!(turned.iter().all(|page| *page < pages));

        let line = made.lines.first().or(made.bottom_line.as_ref()).unwrap();
        let why = explain_line(&CONTENT, &case, &made, line.line).unwrap();
        let card = why_line_card(&CONTENT, asking(&case), line, &why);
        card_fits(&card);
        assert!(
            card.html.contains("It would not stand here with")
                || card.html.contains("No single answer")
        );
        for button in card.keyboard.iter().flatten() {
            if let Press::Look(7, Look::Suppose(supposition)) = button.press {
                // What the button promises: with it, the line is gone.
                let supposed = suppose(&CONTENT, &case, supposition).unwrap();
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
        let asking = Asking {
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

fn words(html: &str) -> String {
    html.replace("&amp;", "&")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
}

/// A case, what could be supposed of it, and both plans.
fn each_supposition(
    seed: u64,
    rounds: usize,
    mut check: impl FnMut(&Case, &Plan, &achilles_bot::core::intake::Supposed, &Plan),
) {
    let mut dice = Dice(seed);
    for _ in 0..rounds {
        let case = reached(&mut dice);
        let made = plan(&CONTENT, &case, None);
        let places = supposable(&CONTENT, &case);
        for _ in 0..6 {
            let all = suppositions(places[dice.below(places.len())]);
            if let Some(supposed) = suppose(&CONTENT, &case, all[dice.below(all.len())]) {
                let then = plan(&CONTENT, &supposed.case, None);
                check(&case, &made, &supposed, &then);
            }
        }
    }
}

#[test]
fn a_plan_given_again_begins_with_what_is_new_and_holds_all_of_it() {
    let (mut most, mut changed) = (0, 0);
    each_supposition(0x0a11_0c4a_0a11_0c4a, 150, |case, made, supposed, then| {
        let before = Given { case, plan: made };
        let after = Given {
            case: &supposed.case,
            plan: then,
        };
        let messages = replan_messages(&CONTENT, before, after, reader()).messages;
        let difference = Difference::between(made, then);
        for message in &messages {
            fits(message);
            assert!(message.starts_with("<b>Case 7: "), "{message}");
        }
        let first = words(&messages[0]);
        assert!(first.contains("Changed:</b> "), "{first}");
        assert_eq!(
            first.contains("Nothing changes in the plan."),
            difference.is_empty()
        );
        let all = words(&messages.join("\n"));
        let bottom = then.bottom_line.as_ref().unwrap();
        let told = all.find("Changed:").unwrap();
        // The difference, then the whole plan.
        assert!(told < all.rfind(&bottom.text).unwrap());
        for line in then.all_lines().chain(&difference.removed) {
            assert!(all.contains(&line.text), "{}", line.text);
        }
        for held in &difference.lifted {
            assert!(all.contains(&CONTENT.treatment(held.treatment).name));
        }
        most = most.max(messages.len());
        changed += usize::from(!difference.is_empty());
    });
    assert!(changed > 100, "{changed}");
    assert!(most <= 8, "{most} messages");
}

#[test]
fn nothing_reads_as_free_again_that_the_new_plan_does_not_offer() {
    let (mut freed, mut silent) = (0, 0);
    each_supposition(0x0f4e_e000_0f4e_e001, 150, |case, made, supposed, then| {
        let before = Given { case, plan: made };
        let after = Given {
            case: &supposed.case,
            plan: then,
        };
        let messages = replan_messages(&CONTENT, before, after, reader()).messages;
        let offers = |held: &&Withheld| {
            let mut lines = then.all_lines();
            lines.any(|line| CONTENT.line(line.line).offers.contains(&held.treatment))
        };
        let lifted = Difference::between(made, then).lifted;
        let offered = lifted.iter().filter(offers).count();
        let all = messages.join("\n");
        let free = all.contains(&format!("No longer withheld ({offered})"));
        assert_eq!(free, offered > 0, "{all}");
        let rest = lifted.len() - offered;
        let unspoken = all.contains(&format!("Neither withheld nor advised any more ({rest})"));
        assert_eq!(unspoken, rest > 0, "{all}");
        if then.pathway == Pathway::Urgent {
            assert!(!all.contains("No longer withheld"), "{all}");
        }
        freed += usize::from(free);
        silent += usize::from(unspoken);
    });
    assert!(freed > 0 && silent > 20, "{freed} {silent}");
}

#[test]
fn a_plan_that_is_only_supposed_says_so_on_each_of_its_messages() {
    let mut nothing = 0;
    each_supposition(0x5099_05ed_5099_05ed, 100, |case, made, supposed, then| {
        let before = Given { case, plan: made };
        let after = Given {
            case: &supposed.case,
            plan: then,
        };
        let messages =
            supposed_messages(&CONTENT, before, after, supposed.asks_again, reader()).messages;
        for message in &messages {
            fits(message);
            assert!(message.starts_with("<b>Case 7: "), "{message}");
            let head = message.lines().next().unwrap();
            assert!(head.contains("What if, not saved"), "{message}");
        }
        if Difference::between(made, then).is_empty() {
            nothing += 1;
            assert!(messages[0].contains("Nothing changes in the plan."));
            assert_eq!(messages.len(), 1);
        }
        let asks = messages[0].contains("please look at this again first");
        assert_eq!(asks, supposed.asks_again.is_some());
    });
    assert!(nothing > 0);
}

#[test]
fn the_present_plan_is_laid_out_as_before_under_its_label() {
    let case = Case::default();
    let made = plan(&CONTENT, &case, None);
    let messages = plan_messages(&CONTENT, &case, &made, reader()).messages;
    assert!(
        messages[0].starts_with("<b>Case 7: insertional, specialist opinion, 3 weeks ago</b> · ")
    );
}

#[test]
fn every_answer_can_be_changed_or_supposed_and_every_choice_is_another_case() {
    let mut dice = Dice(0x0ca5_e500_0ca5_e501);
    for _ in 0..40 {
        let case = reached(&mut dice);
        let mut opened = BTreeSet::new();
        let mut instead = BTreeSet::new();
        for wanted in 0..5 {
            for card in [
                answers_card(&CONTENT, OF, &case, wanted),
                suppositions_card(&CONTENT, OF, &case, wanted),
            ] {
                card_fits(&card);
                assert!(card.keyboard.len() <= 9);
                for button in card.keyboard.iter().flatten() {
                    match button.press {
                        Press::OtherCase(7, Action::Edit(place)) => drop(opened.insert(place)),
                        Press::Look(7, Look::Instead(place)) => drop(instead.insert(place)),
                        Press::Look(7, Look::Answers(_) | Look::Suppositions(_)) => {}
                        ref other => panic!("{other:?}"),
                    }
                }
            }
        }
        let view = CONTENT.view(&case, Reading::Assumed);
        for place in case.answered(&CONTENT) {
            // Beside an urgent answer others are kept that do not count; there is nothing to change.
            if !view.holds(&CONTENT.question(place).ask_if) {
                continue;
            }
            assert!(opened.contains(&place), "{}", CONTENT.question(place).id);
        }
        assert_eq!(instead, supposable(&CONTENT, &case).into_iter().collect());
        for place in instead {
            let card = instead_card(&CONTENT, OF, &case, place);
            card_fits(&card);
            assert!(card.html.contains("What if, not saved"));
            let mut choices = 0;
            for button in card.keyboard.iter().flatten() {
                if let Press::Look(7, Look::Suppose(supposition)) = button.press {
                    choices += 1;
                    let supposed = suppose(&CONTENT, &case, supposition).unwrap();
                    assert_ne!(supposed.case, case);
                    let saved = supposed_rows(&CONTENT, 7, supposition)[0][0].press.clone();
                    let number = CONTENT.question(place).options.is_empty();
                    // A number of a range was measured by nobody, and is asked for instead.
                    let asked = Press::OtherCase(7, Action::Edit(place));
                    let wanted = if number {
                        asked
                    } else {
                        Press::Save(7, supposition)
                    };
                    assert_eq!(saved, wanted);
                }
            }
            assert!(choices > 0, "{}", CONTENT.question(place).id);
        }
    }
}

fn known(id: i64, standing: Standing, case: Option<&Case>) -> Known<'_> {
    Known {
        id,
        case,
        pathway: Some(Pathway::Active),
        standing,
        age: 22 * 86_400,
    }
}

#[test]
fn a_case_is_called_by_its_site_its_way_and_its_age() {
    let place = CONTENT.find_question("site").unwrap();
    let mut case = Case::default();
    let site = CONTENT.find_option(place, "insertional").unwrap();
    case.set(place, Some(Answer::One(site)));
    let full = |age, pathway| {
        let known = Known {
            id: 7 * 36 + 20,
            case: Some(&case),
            pathway,
            standing: Standing::Planned,
            age,
        };
        full_label(&CONTENT, known)
    };
    let day = 86_400;
    let active = Some(Pathway::Active);
    assert_eq!(
        full(22 * day, active),
        "Case 7K: insertional, active, 3 weeks ago"
    );
    assert_eq!(full(day - 1, active), "Case 7K: insertional, active, today");
    assert_eq!(full(day, active), "Case 7K: insertional, active, yesterday");
    assert_eq!(
        full(3 * day, None),
        "Case 7K: insertional, unfinished, 3 days ago"
    );
    assert_eq!(
        full(150 * day, active),
        "Case 7K: insertional, active, 5 months ago"
    );
    assert_eq!(full(-5, active), "Case 7K: insertional, active, today");
    for pathway in Pathway::ALL {
        assert!(!full(0, Some(pathway)).contains("pathway."));
    }
}

#[test]
fn the_list_of_cases_offers_for_each_what_can_be_done_with_it() {
    let standings = [Standing::Closed, Standing::Planned, Standing::Unfinished];
    let case = talkative();
    let cases: Vec<_> = (0..20)
        .map(|id| {
            known(
                id * 1_000,
                standings[usize::try_from(id).unwrap() % 3],
                Some(&case),
            )
        })
        .collect();
    let mut seen: Vec<i64> = Vec::new();
    for wanted in 0..4 {
        let card = case_list_card(&CONTENT, &cases, wanted);
        fits(&card.html);
        for row in &card.keyboard {
            assert!(row.len() <= 3);
            if let Press::OtherCase(id, Action::Continue) = row[0].press {
                seen.push(id);
                let closed = cases
                    .iter()
                    .any(|case| case.id == id && case.standing == Standing::Closed);
                let close = row
                    .iter()
                    .any(|button| button.press == Press::OtherCase(id, Action::Cancel));
                assert_eq!(close, !closed);
                let last = row.last().unwrap();
                let asked = Press::Delete(id, achilles_bot::render::Deletion::Ask);
                assert_eq!(last.press, asked, "deleting asks first");
            }
        }
    }
    assert_eq!(seen.len(), 20);
    // The open ones come first.
    let standing = |id: &i64| cases.iter().find(|case| case.id == *id).unwrap().standing;
    let first_closed = seen
        .iter()
        .position(|id| standing(id) == Standing::Closed)
        .unwrap();
    assert!(
        seen[first_closed..]
            .iter()
            .all(|id| standing(id) == Standing::Closed)
    );
    let none = case_list_card(&CONTENT, &[], 0);
    assert!(none.html.contains("No cases"));
    let sure = delete_card(&CONTENT, cases[1]);
    fits(&sure.html);
    assert_eq!(sure.keyboard[0].len(), 2);
}

#[test]
fn earlier_plans_are_listed_and_read_as_they_were_sent() {
    let plans: Vec<EarlierPlan> = (1..=19)
        .map(|number| EarlierPlan {
            number,
            day: Day::parse("2026-11-23").unwrap(),
            pathway: Pathway::ALL.into_iter().nth(number as usize % 6),
            content_version: if number == 19 {
                CONTENT.version.clone()
            } else {
                "0123456789ab".into()
            },
        })
        .collect();
    let mut read = BTreeSet::new();
    for wanted in 0..3 {
        let card = plans_card(&CONTENT, OF, &plans, wanted);
        card_fits(&card);
        for button in card.keyboard.iter().flatten() {
            if let Press::Look(7, Look::Plan(number)) = button.press {
                read.insert(number);
            }
        }
    }
    assert_eq!(read, (1..=19).collect());
    card_fits(&Card {
        keyboard: plan_rows(&CONTENT, 7, true),
        html: plans_card(&CONTENT, OF, &[], 0).html,
    });
    let sent = vec![
        "<b>Case 7</b> · Active".to_owned(),
        "<b>Case 7</b> more".to_owned(),
    ];
    let shown = earlier_plan_messages(&CONTENT, OF, &plans[0], &sent);
    assert_eq!(shown.len(), 2);
    assert!(shown[0].contains("no longer the one in use") && shown[0].ends_with(&sent[0]));
    assert_eq!(shown[1], sent[1]);
    let now = earlier_plan_messages(&CONTENT, OF, &plans[18], &sent);
    assert!(!now[0].contains("no longer the one in use"), "{}", now[0]);
    // One that was full already keeps its message.
    let full = vec!["x".repeat(LONGEST_MESSAGE)];
    let shown = earlier_plan_messages(&CONTENT, OF, &plans[0], &full);
    assert_eq!(shown.len(), 2);
    shown.iter().for_each(|message| fits(message));
}

#[test]
fn bottom_line_and_review_are_the_only_sentences_that_a_plan_has_one_of() {
    // The difference of two plans relies on it.
    let single = |kind| matches!(kind, SectionKind::BottomLine | SectionKind::Review);
    let mut dice = Dice(0x1111_2222_3333_4444);
    for _ in 0..200 {
        let made = plan(&CONTENT, &dice.case(), None);
        let free = made
            .banner
            .iter()
            .chain(&made.lines)
            .chain(&made.safety_net);
        for line in free {
            assert!(!single(CONTENT.section(line.section).kind));
        }
    }
}
