//! What changed, and what would: a plan given again, a plan only supposed, and the lists that lead there.

use std::collections::BTreeSet;

use achilles_bot::callback_data::{CallbackData, CaseAction, Look, Placement};
use achilles_bot::view::{
    Button, Card, ChangedPlan, GivenPlan, LONGEST_DIFFERENCE, Reader, answers_card, changes_card,
    instead_card, marks_instead_card, plan_messages, replanned, supposed, supposed_rows,
    suppositions_card,
};
use care_engine::case::Case;
use care_engine::content::{PathwayKind, QuestionIx, RoleIx, Unknowns};
use care_engine::intake::{WhatIf, overridable, what_if};
use care_engine::plan::{Difference, Plan, PlanLine, Withheld, plan};

use super::{OF, USER, card_fits, fits, shows};
use crate::what_if::{reached, suppositions};
use crate::{CONTENT, Dice, today};

fn reader() -> Reader<'static> {
    Reader {
        user: USER,
        case: OF.id,
        name: crate::named(7),
        role: None,
        label: OF.label,
        today: today(),
    }
}

fn words(html: &str) -> String {
    html.replace("&amp;", "&")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
}

/// A case, what could be supposed of it, and both plans.
fn each_supposition(seed: u64, rounds: usize, mut check: impl FnMut(&Case, &Plan, &WhatIf, &Plan)) {
    let mut dice = Dice(seed);
    for _ in 0..rounds {
        let case = reached(&mut dice);
        let made = plan(&CONTENT, &case, None);
        let places = overridable(&CONTENT, &case);
        for _ in 0..6 {
            let all = suppositions(places[dice.below(places.len())]);
            if let Some(supposed) = what_if(&CONTENT, &case, all[dice.below(all.len())]) {
                let then = plan(&CONTENT, &supposed.case, None);
                check(&case, &made, &supposed, &then);
            }
        }
    }
}

/// Two cases with their plans for a reader, where a change may be of one answer or of many.
fn each_change(seed: u64, rounds: usize, mut check: impl FnMut(GivenPlan, GivenPlan, Reader)) {
    let mut dice = Dice(seed);
    let roles: Vec<RoleIx> = CONTENT.role_places().map(|(place, _)| place).collect();
    for round in 0..rounds {
        let case = reached(&mut dice);
        let other = if round % 3 == 0 {
            reached(&mut dice)
        } else {
            let places = overridable(&CONTENT, &case);
            let all = suppositions(places[dice.below(places.len())]);
            match what_if(&CONTENT, &case, all[dice.below(all.len())]) {
                Some(supposed) => supposed.case,
                None => continue,
            }
        };
        let role = Some(roles[round % roles.len()]);
        let (made, then) = (plan(&CONTENT, &case, role), plan(&CONTENT, &other, role));
        let given = |case, plan| GivenPlan { case, plan };
        let reader = Reader { role, ..reader() };
        check(given(&case, &made), given(&other, &then), reader);
    }
}

/// All pages of the card that says everything that is different.
fn all_changes(before: GivenPlan<'_>, after: GivenPlan<'_>) -> String {
    let mut pages = String::new();
    for page in 0..20 {
        let turn = |to| Look::Changes(2, to);
        let card = changes_card(&CONTENT, OF, before, after, (page, turn));
        fits(&card.html);
        pages.push_str(&card.html);
        let on = |button: &&Button| shows(button) == Some(Look::Changes(2, page + 1));
        if !card.keyboard.iter().flatten().any(|button| on(&button)) {
            return pages;
        }
    }
    panic!("this never ends: {pages}");
}

/// The message without the first screen, which has to stand on it.
fn without_first_screen<'m>(changed: &'m ChangedPlan, plan: &Plan) -> &'m str {
    let html = &changed.screen.html;
    let seen = |text: &str| html.contains(&*teloxide::utils::html::escape(text));
    let lines = plan.banners().chain(&plan.bottom_line);
    for line in lines.chain(&plan.safety_net) {
        let text = line.short.as_ref().unwrap_or(&line.text);
        assert!(seen(text), "`{text}` is missing: {html}");
    }
    let ends = |end: &&str| html.contains(*end);
    let keys = ["glance.disclaimer", "glance.disclaimer_plain"];
    let end = keys.map(|key| CONTENT.text(key)).into_iter().find(ends);
    let end = html.find(end.unwrap()).unwrap();
    if plan.kind == PathwayKind::Urgent {
        return &html[end..];
    }
    let title = CONTENT.pathway_title(plan.pathway);
    let screen = html.find(&format!("\n\n<b>{title}</b>\n")).unwrap();
    assert!(screen < end, "{html}");
    &html[..screen]
}

#[test]
fn a_change_sends_one_message_with_the_difference_in_short_and_the_first_screen() {
    let (mut longest, mut changed, mut cut) = (0, 0, 0);
    each_change(0x0a11_0c4a_0a11_0c4a, 3_000, |before, after, reader| {
        let message = replanned(&CONTENT, before, after, &[], reader);
        let html = &message.screen.html;
        fits(html);
        assert!(html.starts_with("<b>Case 7: "), "{html}");
        assert!(message.screen.length <= message.screen.limit, "{html}");
        assert!(message.difference <= LONGEST_DIFFERENCE, "{html}");
        longest = longest.max(message.difference);
        // What is urgent stands before everything else; otherwise the difference does.
        let told = without_first_screen(&message, after.plan);
        let difference = Difference::between(before.plan, after.plan);
        // Where more answers changed than are named, "Changes" lists them though the plan is the same.
        assert!(message.differs || difference.is_empty());
        assert_eq!(
            told.contains("Nothing changes in the plan."),
            difference.is_empty()
        );
        // No title stands twice, and what is left out is counted.
        for title in ["Now advised against", "Added", "Taken out", "No longer"] {
            let titled = told.matches(&format!("<b>{title}")).count();
            assert!(titled <= 1 + usize::from(title == "No longer"), "{told}");
        }
        let short = |line: &PlanLine| {
            let text = line.short.as_ref().unwrap_or(&line.text);
            teloxide::utils::html::escape(text)
        };
        let added = difference.added.iter();
        let added = added.filter(|line| after.plan.lines.contains(line));
        let lines = added.chain(&difference.removed);
        let left = lines.filter(|line| !told.contains(&short(line))).count();
        let turned_urgent = difference.pathway.is_some() && after.plan.kind == PathwayKind::Urgent;
        if left > 0 && !turned_urgent {
            assert!(told.contains("more under Changes"), "{told}");
            cut += 1;
        }
        changed += usize::from(!difference.is_empty());
    });
    assert!(changed > 1_000 && cut > 100, "{changed} {cut}");
    assert!(longest > LONGEST_DIFFERENCE / 2, "{longest}");
}

#[test]
fn everything_that_changes_is_on_one_card_with_its_sources() {
    let mut fewer = 0;
    each_change(0x0a11_0c4a_0000_0c4a, 600, |before, after, _| {
        let all = words(&all_changes(before, after));
        let difference = Difference::between(before.plan, after.plan);
        for line in difference.added.iter().chain(&difference.removed) {
            assert!(all.contains(&line.text), "{} is missing: {all}", line.text);
        }
        for held in difference.withheld.iter().chain(&difference.lifted) {
            assert!(all.contains(&CONTENT.treatment(held.treatment).name));
        }
        // The sources of what is new, and no others.
        let sources = &after.plan.sources;
        let named = |number: &usize| {
            let name = &CONTENT.reference(sources[*number]).short;
            all.contains(&format!(">{name}</a>"))
        };
        let listed: BTreeSet<usize> = (0..sources.len()).filter(named).collect();
        let lines = difference.added.iter().map(|line| &line.support);
        let held = difference.withheld.iter().map(|held| &held.support);
        let cited: BTreeSet<usize> = lines
            .chain(held)
            .flat_map(|one| one.sources.clone())
            .collect();
        assert!(
            listed.is_superset(&cited),
            "{cited:?} are not all listed: {all}"
        );
        fewer += usize::from(listed.len() < sources.len());
    });
    assert!(fewer > 100, "{fewer}");
}

#[test]
fn nothing_reads_as_free_again_that_the_new_plan_does_not_offer() {
    let (mut freed, mut silent) = (0, 0);
    each_change(0x0f4e_e000_0f4e_e001, 1_800, |before, after, _| {
        let then = after.plan;
        let offers = |held: &&Withheld| {
            let mut lines = then.all_lines();
            lines.any(|line| CONTENT.line(line.line).recommends.contains(&held.treatment))
        };
        let lifted = Difference::between(before.plan, then).lifted;
        let offered = lifted.iter().filter(offers).count();
        let all = all_changes(before, after);
        let free = all.contains(&format!("No longer advised against ({offered})"));
        assert_eq!(free, offered > 0, "{all}");
        let rest = lifted.len() - offered;
        let unspoken = all.contains(&format!("No longer mentioned ({rest})"));
        assert_eq!(unspoken, rest > 0, "{all}");
        if then.kind == PathwayKind::Urgent {
            assert!(!all.contains("No longer advised against"), "{all}");
        }
        freed += usize::from(free);
        silent += usize::from(unspoken);
    });
    assert!(freed > 0 && silent > 20, "{freed} {silent}");
}

#[test]
fn a_plan_that_is_only_supposed_says_so_and_is_as_short() {
    let mut nothing = 0;
    each_supposition(0x5099_05ed_5099_05ed, 300, |case, made, then_case, then| {
        let given = |case, plan| GivenPlan { case, plan };
        let (before, after) = (given(case, made), given(&then_case.case, then));
        let message = supposed(&CONTENT, before, after, then_case.asks_again, reader());
        let html = &message.screen.html;
        fits(html);
        let head = html.lines().next().unwrap();
        assert!(html.starts_with("<b>Case 7: "), "{html}");
        assert!(head.contains("What if, not saved"), "{html}");
        assert!(message.screen.length <= message.screen.limit, "{html}");
        assert!(message.difference <= LONGEST_DIFFERENCE, "{html}");
        if !message.differs {
            nothing += 1;
            assert!(html.contains("Nothing changes in the plan."));
            assert!(!html.contains(CONTENT.text("glance.disclaimer")));
        }
        let asks = html.contains("look at this again first");
        assert_eq!(asks, then_case.asks_again.is_some());
    });
    assert!(nothing > 0);
}

#[test]
fn the_present_plan_is_laid_out_as_before_under_its_label() {
    let case = Case::default();
    let made = plan(&CONTENT, &case, None);
    let messages = plan_messages(&CONTENT, &case, &made, reader()).messages;
    assert!(
        messages[0]
            .starts_with("<b>Case 7: insertional, specialist opinion, begun 3 weeks ago</b> · ")
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
                assert!(card.keyboard.len() <= 10);
                for button in card.keyboard.iter().flatten() {
                    match (button.data(), shows(button)) {
                        (_, Some(Look::WhatIfChoices(place))) => drop(instead.insert(place)),
                        (_, Some(Look::Answers(_) | Look::WhatIfs(_))) => {}
                        (
                            Some(CallbackData::Case {
                                case,
                                action: CaseAction::Edit(place),
                                placement: Placement::InPlace,
                            }),
                            None,
                        ) if *case == OF.id => drop(opened.insert(*place)),
                        // To what can be added.
                        (
                            Some(CallbackData::Case {
                                action: CaseAction::Refine,
                                placement: Placement::InPlace,
                                ..
                            }),
                            None,
                        ) => {}
                        (other, _) => panic!("{other:?}"),
                    }
                }
            }
        }
        let view = CONTENT.view(&case, Unknowns::Assumed);
        for place in case.answered(&CONTENT) {
            // Beside an urgent answer others are kept that do not count; there is nothing to change.
            if !view.holds(&CONTENT.question(place).ask_if) {
                continue;
            }
            assert!(opened.contains(&place), "{}", CONTENT.question(place).id);
        }
        assert_eq!(instead, overridable(&CONTENT, &case).into_iter().collect());
        for place in instead {
            choices_fit(&case, place);
        }
    }
}

/// Every choice in place of one answer is another case, and what it would save is what was supposed.
fn choices_fit(case: &Case, place: QuestionIx) {
    let card = instead_card(&CONTENT, OF, case, place);
    card_fits(&card);
    assert!(card.html.contains("What if, not saved"));
    let mut choices = 0;
    // Of several the marks are set on the card first, and Done supposes them.
    let marked = card.keyboard.iter().flatten().filter_map(shows);
    let marked: Vec<Card> = marked
        .filter_map(|look| match look {
            Look::WhatIfMarks(place, marks) => {
                Some(marks_instead_card(&CONTENT, OF, case, place, marks))
            }
            _ => None,
        })
        .collect();
    marked.iter().for_each(card_fits);
    let cards = marked.iter().chain([&card]);
    for button in cards.flat_map(|card| card.keyboard.iter().flatten()) {
        if let Some(Look::WhatIf(supposition)) = shows(button) {
            choices += 1;
            let supposed = what_if(&CONTENT, case, supposition).unwrap();
            assert_ne!(supposed.case, *case);
            let saved = supposed_rows(&CONTENT, OF.id, supposition, true)[0][0]
                .data()
                .cloned();
            let number = CONTENT.question(place).options.is_empty();
            // A number of a range was measured by nobody, and is asked for instead.
            let asked = CallbackData::Case {
                case: OF.id,
                action: CaseAction::Edit(place),
                placement: Placement::NewMessage,
            };
            let wanted = if number {
                asked
            } else {
                CallbackData::Apply {
                    case: OF.id,
                    change: supposition,
                }
            };
            assert_eq!(saved, Some(wanted));
        }
    }
    assert!(choices > 0, "{}", CONTENT.question(place).id);
}
