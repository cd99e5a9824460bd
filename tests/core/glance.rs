//! The plan at a glance: it fits a phone, and leaves out nothing that must be read.

use std::collections::{BTreeMap, BTreeSet};

use achilles_bot::callback_data::{CallbackData, Look};
use achilles_bot::view::{
    Card, CaseRef, Keyboard, PlanOffers, Reader, evidence_card, first_lines_card, glance,
    panel_card, panels_of, plan_messages, plan_rows, visible_length, why_not_card,
};
use care_engine::case::{Answer, Case};
use care_engine::content::{Depth, OptionIx, OptionSet, PathwayKind, RoleIx, SectionIx};
use care_engine::plan::{Plan, PlanLine, plan, to_json};
use care_ids::{CaseId, UserId};

use super::invariants::each_case;
use super::{CONTENT, Dice, is_named_with_others};

const LABEL: &str = "Case 12 · insertional and midportion, 2 to 5 cm · 65 to 74";

fn reader(role: RoleIx) -> Reader<'static> {
    Reader {
        user: UserId::new(5),
        case: CaseId::new(12),
        name: crate::named(12),
        role: Some(role),
        label: LABEL,
        today: super::today(),
    }
}

fn of() -> CaseRef<'static> {
    CaseRef {
        id: CaseId::new(12),
        label: LABEL,
    }
}

/// Random cases, each with its plan for every role.
fn each_plan(cases: usize, mut look: impl FnMut(&Plan, Reader<'_>, &str)) {
    let content = &*CONTENT;
    let mut dice = Dice(0x61a4_ce51_2345_6789);
    let (who, _) = super::walks::one("asker", "clinician_patient");
    for number in 0..cases {
        let mut case = dice.case();
        for (role, known) in content.role_places() {
            // In every second case who asks is who the role says, else anybody.
            if number % 2 == 0 {
                let (asker, option) = known.asker;
                assert_eq!(asker, who);
                case.set(asker, Some(Answer::One(option)));
            }
            let made = plan(content, &case, Some(role));
            let shown = serde_json::Value::from(case.to_json(content)).to_string();
            look(&made, reader(role), &shown);
        }
    }
}

/// Most visible characters beside the safety net: 900, of an urgent plan 600 and 120 for each further flag.
fn promised(made: &Plan) -> usize {
    match made.kind {
        PathwayKind::Urgent => 480 + 120 * made.banners().count().max(1),
        _ => 900,
    }
}

/// Visible characters of a first screen, without its safety net.
fn beside_the_net(made: &Plan, html: &str) -> usize {
    let title = format!("<b>{}</b>", CONTENT.text("plan.safety_net"));
    let Some((before, after)) = html.split_once(&title) else {
        assert_eq!(made.safety_net, []);
        return visible_length(html);
    };
    let after = after.split_once("\n\n").unwrap().1;
    visible_length(before.trim_end()) + visible_length(after)
}

#[test]
fn no_glance_of_a_random_case_is_longer_than_a_phone_takes_for_any_role() {
    let mut seen: BTreeMap<(RoleIx, PathwayKind), usize> = BTreeMap::new();
    each_plan(10_000, |made, reader, shown| {
        let glance = glance(&CONTENT, made, reader);
        let (length, limit) = (beside_the_net(made, &glance.html), promised(made));
        assert!(
            length <= limit,
            "{length} characters of {limit}: {shown}\n{}",
            glance.html
        );
        assert!(visible_length(&glance.html) <= 4096, "{}", glance.html);
        *seen.entry((made.role.unwrap(), made.kind)).or_default() += 1;
    });
    assert_eq!(seen.values().sum::<usize>(), 10_000 * CONTENT.roles.len());
    for (role, _) in CONTENT.role_places() {
        let kinds = seen.keys().filter(|(one, _)| *one == role).count();
        assert!(kinds > 3, "{}: {seen:?}", CONTENT.role(role).id);
    }
}

#[test]
fn a_glance_says_what_is_urgent_what_to_avoid_and_when_to_come_back() {
    each_plan(500, |made, reader, shown| {
        let content = &*CONTENT;
        let seen = glance(content, made, reader).html;
        let has = |text: &str| {
            let escaped = teloxide::utils::html::escape(text);
            assert!(
                seen.contains(&escaped),
                "`{text}` is missing: {shown}\n{seen}"
            );
        };
        for line in made
            .banners()
            .chain(&made.bottom_line)
            .chain(&made.safety_net)
        {
            has(line.short.as_ref().unwrap_or(&line.text));
        }
        let plain = made
            .role
            .is_some_and(|role| content.role(role).depth == Depth::Plain);
        let avoided = made.withheld.iter().filter(|withheld| withheld.avoid);
        let avoided = avoided.filter(|held| !plain && !is_named_with_others(made, held));
        for withheld in avoided {
            has(&content.treatment(withheld.treatment).name);
        }
        has(content.status_text(made.status));
        let short = ["glance.disclaimer", "glance.disclaimer_plain"];
        assert!(
            short.iter().any(|key| seen.contains(content.text(key))),
            "{seen}"
        );
        assert!(!seen.contains("blockquote"), "something is folded: {seen}");
        // An urgent banner says what to do first.
        if !made.lines.is_empty() && made.banner.is_none() {
            has(content.text("glance.do"));
        }
    });
}

/// Cases with every set of up to three red flags, and with all of them, each in three settings.
fn each_set_of_flags(mut look: impl FnMut(&Case, Option<RoleIx>)) {
    let content = &*CONTENT;
    let screen = content.topic.red_flags;
    let alone = content.question(screen).exclusive;
    let flags: Vec<OptionIx> = content
        .option_places(screen)
        .filter(|flag| !alone.has(*flag))
        .collect();
    let mut sets: Vec<OptionSet> = vec![flags.iter().copied().collect()];
    for (place, one) in flags.iter().enumerate() {
        sets.push(OptionSet::only(*one));
        for (next, other) in flags.iter().enumerate().skip(place + 1) {
            sets.push([*one, *other].into_iter().collect());
            let third = flags.iter().skip(next + 1);
            sets.extend(third.map(|third| OptionSet::from_iter([*one, *other, *third])));
        }
    }
    let settings: [&[(&str, &str)]; 3] = [
        &[],
        &[("fluoroquinolone", "now"), ("pregnancy", "20_to_30w")],
        &[("age", "12_17"), ("fluoroquinolone", "recent_months")],
    ];
    for (role, _) in content.role_places() {
        for set in &sets {
            for setting in settings {
                let mut case = Case::default();
                case.set(screen, Some(Answer::Several(*set)));
                for (question, option) in setting {
                    let question = content.find_question(question).unwrap();
                    let option = content.find_option(question, option).unwrap();
                    case.set(question, Some(Answer::One(option)));
                }
                look(&case, Some(role));
            }
        }
    }
}

#[test]
fn the_first_action_of_every_red_flag_stands_on_the_first_screen() {
    let content = &*CONTENT;
    let mut several = 0;
    each_set_of_flags(|case, role| {
        let made = plan(content, case, role);
        let glance = glance(content, &made, reader(role.unwrap()));
        let shown = serde_json::Value::from(case.to_json(content)).to_string();
        let (length, limit) = (beside_the_net(&made, &glance.html), promised(&made));
        assert!(
            length <= limit,
            "{length} of {limit} characters: {shown}\n{}",
            glance.html
        );
        // What is done comes in the order of the flags, and what is left undone meanwhile behind it.
        let places = made.lines.iter().filter_map(|line| {
            let text = line.short.as_ref().unwrap_or(&line.text);
            let text = teloxide::utils::html::escape(text);
            let place = glance.html.find(&format!("• {text}"))?;
            let first = !content.line(line.line).first_action_of.is_empty();
            first.then(|| (content.line(line.line).rank, place))
        });
        let mut places: Vec<(u16, usize)> = places.collect();
        places.sort_by_key(|(rank, _)| *rank);
        if content.role(role.unwrap()).depth != Depth::Plain {
            assert!(
                places.is_sorted_by_key(|(_, place)| *place),
                "{shown}\n{}",
                glance.html
            );
        }
        for banner in made.banners() {
            if content.role(role.unwrap()).depth == Depth::Plain {
                // The banner itself says what to do.
                continue;
            }
            let acts = made.all_lines().filter(|line| {
                let of = &content.line(line.line).first_action_of;
                of.contains(&banner.line)
            });
            let mut acted = false;
            for line in acts {
                let text = line.short.as_ref().unwrap_or(&line.text);
                let text = teloxide::utils::html::escape(text);
                acted = true;
                assert!(
                    glance.html.contains(&text),
                    "`{text}`: {shown}\n{}",
                    glance.html
                );
            }
            let id = &content.line(banner.line).id;
            assert!(acted, "{id} has no first action: {shown}\n{}", glance.html);
        }
        several += usize::from(made.further_banners.len() > 1);
    });
    assert!(several > 100, "{several}");
}

/// Whether a tap on one of these shows every source.
fn opens_evidence(keyboard: &Keyboard) -> bool {
    keyboard.iter().flatten().any(|button| {
        let look = Look::Evidence;
        matches!(button.data(), Some(CallbackData::Look { look: shown, .. }) if *shown == look)
    })
}

/// Whether a line may stand on the first screen of a role.
fn may_come_first(line: &PlanLine, role: RoleIx) -> bool {
    match &CONTENT.line(line.line).first_for {
        Some(roles) => roles.contains(&role),
        None => !line.detail,
    }
}

#[test]
fn each_role_finds_first_what_its_table_promises() {
    let content = &*CONTENT;
    let mut first: BTreeMap<RoleIx, BTreeSet<SectionIx>> = BTreeMap::new();
    each_plan(1_000, |made, reader, shown| {
        // Who is no clinician reads as that, whatever the role.
        let role = made.role.unwrap();
        let table = &content.glances[&role];
        let filled = |place: &usize| {
            let sections = &content.panels[*place].sections;
            made.lines
                .iter()
                .any(|line| sections.contains(&line.section))
        };
        let promised: Vec<usize> = table.panels.iter().copied().filter(filled).collect();
        assert_eq!(panels_of(content, made), promised, "{shown}");
        if made.kind == PathwayKind::Urgent {
            return;
        }
        let seen = glance(content, made, reader).html;
        let head = format!("<b>{}</b>\n", content.text("glance.do"));
        let Some((_, doing)) = seen.split_once(&head) else {
            return;
        };
        let told = doing.lines().next().unwrap();
        let is_told = |line: &&PlanLine| {
            let text = line.short.as_ref().unwrap_or(&line.text);
            told.contains(&teloxide::utils::html::escape(text))
        };
        let told = made.lines.iter().find(is_told).unwrap().section;
        let of_role = |line: &&PlanLine| may_come_first(line, role);
        let mut sections = table.order.iter();
        let promised = sections.find(|section| {
            let lines = made.lines.iter().filter(of_role);
            lines.clone().any(|line| line.section == **section)
        });
        assert_eq!(Some(&told), promised, "{shown}\n{seen}");
        first.entry(role).or_default().insert(told);
    });
    assert_eq!(first.len(), content.roles.len(), "{first:?}");
}

#[test]
fn every_line_and_its_sources_are_one_tap_away() {
    each_plan(500, |made, reader, shown| {
        let content = &*CONTENT;
        let case = care_engine::case::Case::default();
        let cards: Vec<Card> = panels_of(content, made)
            .into_iter()
            .filter_map(|place| panel_card(content, of(), made, place))
            .chain(why_not_card(content, of(), made))
            .chain([first_lines_card(content, of(), made)])
            .collect();
        let evidence = evidence_card(content, of(), &case, made, reader).html;
        for card in &cards {
            assert!(opens_evidence(&card.keyboard), "{shown}\n{}", card.html);
        }
        let parts: Vec<String> = cards.into_iter().map(|card| card.html).collect();
        for part in parts.iter().chain([&evidence]) {
            assert!(visible_length(part) <= 4096, "{shown}\n{part}");
        }
        for number in &made.sources {
            let short = teloxide::utils::html::escape(&content.reference(*number).short);
            assert!(evidence.contains(&short), "no source {short}: {shown}");
        }
        for line in made.all_lines() {
            let short = line.short.as_ref().unwrap_or(&line.text);
            let said = [&line.text, short].map(|text| teloxide::utils::html::escape(text));
            assert!(
                parts
                    .iter()
                    .any(|part| said.iter().any(|text| part.contains(text))),
                "no button opens `{}` for {:?}: {shown}",
                line.text,
                reader.role.map(|role| &content.role(role).id),
            );
        }
        let offers = PlanOffers {
            number: 1,
            changes: true,
            earlier_plans: true,
            own_topic: true,
        };
        let rows = plan_rows(content, of(), made, offers);
        assert!(opens_evidence(&rows));
        for row in rows {
            // As many characters as fit a button of a row with so many.
            let most = match row.len() {
                1 => 32,
                2 => 18,
                3 => 9,
                _ => 0,
            };
            for button in row {
                let length = button.label.chars().count();
                assert!(length <= most, "`{}` is cut on a phone", button.label);
            }
        }
    });
}

#[test]
fn the_full_plan_of_a_plain_reader_has_every_line_and_none_of_the_clinicians_marks() {
    let content = &*CONTENT;
    let mut plans = 0;
    each_plan(300, |made, reader, shown| {
        if content.role(made.role.unwrap()).depth != Depth::Plain {
            return;
        }
        plans += 1;
        let messages = plan_messages(content, &Case::default(), made, reader).messages;
        for message in &messages {
            assert!(visible_length(message) <= 4096, "{shown}");
        }
        let text = messages.join("\n");
        for line in made.all_lines() {
            let told = teloxide::utils::html::escape(&line.text);
            assert!(text.contains(&told), "`{told}` is missing: {shown}\n{text}");
        }
        let screen = glance(content, made, reader).html;
        assert!(!screen.contains("policy"), "{shown}\n{screen}");
        let label = teloxide::utils::html::escape(reader.label);
        let text = text.replace(&label, "");
        for clinicians in ["[", "policy", content.text("disclaimer.short")] {
            assert!(!text.contains(clinicians), "{clinicians}: {shown}\n{text}");
        }
        assert!(text.contains(content.text("glance.disclaimer_plain")));
        for place in &made.sources {
            let short = teloxide::utils::html::escape(&content.reference(*place).short);
            assert!(text.contains(&short), "no source {short}: {shown}");
        }
    });
    assert!(plans > 100, "{plans}");
}

#[test]
fn what_is_read_first_fits_a_phone() {
    let reader = Reader {
        user: UserId::new(5),
        case: CaseId::new(1),
        name: crate::named(1),
        role: None,
        label: "Case 1",
        today: super::today(),
    };
    each_case(0x2468_ace0_1357_9bdf, 3_000, |case, answers, made| {
        let open = plan_messages(&CONTENT, case, made, reader).open;
        // The safety net stands beside the limit and is never shortened; each further flag is
        // named and has its first action.
        let limit = if CONTENT.pathway(made.pathway).id.as_str() == "urgent" {
            900 + 120 * made.further_banners.len()
                + made
                    .safety_net
                    .iter()
                    .map(|line| line.text.len())
                    .sum::<usize>()
        } else {
            1900 + 400
                + made
                    .safety_net
                    .iter()
                    .map(|line| line.text.len())
                    .sum::<usize>()
        };
        assert!(
            open <= limit,
            "{open} characters in the open: {:?}",
            answers.0
        );
        let json = to_json(&CONTENT, made);
        for held in json["withheld"].as_array().unwrap() {
            assert!(held["text"].as_str().unwrap().contains(" not advised: "));
            assert!(held["policy"] == true || held["statements"] != serde_json::json!([]));
        }
    });
}
