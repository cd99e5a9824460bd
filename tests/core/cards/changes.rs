//! What changed, and what would: a plan given again, a plan only supposed, and the lists that lead there.

use std::collections::BTreeSet;

use achilles_bot::callback_data::{CallbackData, CaseAction, Look, Placement};
use achilles_bot::view::{
    GivenPlan, Reader, answers_card, instead_card, plan_messages, replan_messages,
    supposed_messages, supposed_rows, suppositions_card,
};
use care_engine::case::Case;
use care_engine::content::{PathwayKind, Unknowns};
use care_engine::intake::{WhatIf, overridable, what_if};
use care_engine::plan::{Difference, Plan, Withheld, plan};

use super::{OF, USER, card_fits, fits, shows};
use crate::what_if::{reached, suppositions};
use crate::{CONTENT, Dice, today};

fn reader() -> Reader<'static> {
    Reader {
        user: USER,
        case: OF.id,
        number: 7,
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

#[test]
fn a_plan_given_again_begins_with_what_is_new_and_holds_its_first_screen() {
    let (mut most, mut changed) = (0, 0);
    each_supposition(0x0a11_0c4a_0a11_0c4a, 150, |case, made, supposed, then| {
        let before = GivenPlan { case, plan: made };
        let after = GivenPlan {
            case: &supposed.case,
            plan: then,
        };
        let messages = replan_messages(&CONTENT, before, after, reader()).messages;
        let difference = Difference::between(made, then);
        for message in &messages {
            fits(message);
            assert!(message.starts_with("<b>Case 7: "), "{message}");
        }
        let all = words(&messages.join("\n"));
        assert_eq!(
            all.contains("Nothing changes in the plan."),
            difference.is_empty()
        );
        let bottom = then.bottom_line.as_ref().unwrap();
        // The first screen has the short wording where there is one.
        let bottom = bottom.short.as_ref().unwrap_or(&bottom.text).as_str();
        let told = all.find("Changed:</b> ").expect("what was changed is told");
        if then.kind == PathwayKind::Urgent {
            // What is urgent stands before everything else.
            assert!(all.find(bottom).unwrap() < told);
        } else {
            // The difference, then the first screen of the plan.
            assert!(words(&messages[0]).contains("Changed:</b> "), "{all}");
            assert!(told < all.rfind(bottom).unwrap());
        }
        let told = difference.added.iter().chain(&difference.removed);
        for line in told.chain(&then.safety_net) {
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
    each_supposition(0x0f4e_e000_0f4e_e001, 600, |case, made, supposed, then| {
        let before = GivenPlan { case, plan: made };
        let after = GivenPlan {
            case: &supposed.case,
            plan: then,
        };
        let messages = replan_messages(&CONTENT, before, after, reader()).messages;
        let offers = |held: &&Withheld| {
            let mut lines = then.all_lines();
            lines.any(|line| CONTENT.line(line.line).recommends.contains(&held.treatment))
        };
        let lifted = Difference::between(made, then).lifted;
        let offered = lifted.iter().filter(offers).count();
        let all = messages.join("\n");
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
fn a_plan_that_is_only_supposed_says_so_on_each_of_its_messages() {
    let mut nothing = 0;
    each_supposition(0x5099_05ed_5099_05ed, 100, |case, made, supposed, then| {
        let before = GivenPlan { case, plan: made };
        let after = GivenPlan {
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
        // What is urgent stands before it, and may fill a message.
        let words = "look at this again first";
        let asks = messages.iter().any(|message| message.contains(words));
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
                    match (&button.data, shows(button)) {
                        (_, Some(Look::WhatIfChoices(place))) => drop(instead.insert(place)),
                        (_, Some(Look::Answers(_) | Look::WhatIfs(_))) => {}
                        (
                            CallbackData::Case {
                                case,
                                action: CaseAction::Edit(place),
                                placement: Placement::InPlace,
                            },
                            None,
                        ) if *case == OF.id => drop(opened.insert(*place)),
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
            let card = instead_card(&CONTENT, OF, &case, place);
            card_fits(&card);
            assert!(card.html.contains("What if, not saved"));
            let mut choices = 0;
            for button in card.keyboard.iter().flatten() {
                if let Some(Look::WhatIf(supposition)) = shows(button) {
                    choices += 1;
                    let supposed = what_if(&CONTENT, &case, supposition).unwrap();
                    assert_ne!(supposed.case, case);
                    let saved = supposed_rows(&CONTENT, OF.id, supposition)[0][0]
                        .data
                        .clone();
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
                    assert_eq!(saved, wanted);
                }
            }
            assert!(choices > 0, "{}", CONTENT.question(place).id);
        }
    }
}
