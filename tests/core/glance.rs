//! The plan at a glance: it fits a phone, and leaves out nothing that must be read.

use achilles_bot::view::{
    CaseRef, PlanOffers, Reader, evidence_card, first_lines_card, glance, panel_card, panels_of, plan_messages,
    plan_rows, visible_length, why_not_card,
};
use care_engine::content::{Depth, RoleIx};
use care_engine::plan::{Plan, plan, to_json};
use care_ids::{CaseId, UserId};

use super::invariants::each_case;
use super::{CONTENT, Dice};

const LABEL: &str = "Case 12 · insertional and midportion, 2 to 5 cm · 65 to 74";

fn reader(role: RoleIx) -> Reader<'static> {
    Reader {
        user: UserId::new(5),
        case: CaseId::new(12),
        number: 12,
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

/// Random cases, each with its plan for one of the roles in turn.
fn each_plan(cases: usize, mut look: impl FnMut(&Plan, Reader<'_>, &str)) {
    let content = &*CONTENT;
    let mut dice = Dice(0x61a4_ce51_2345_6789);
    let roles: Vec<RoleIx> = content.role_places().map(|(place, _)| place).collect();
    for number in 0..cases {
        let case = dice.case();
        let role = roles[number % roles.len()];
        let made = plan(content, &case, Some(role));
        let shown = serde_json::Value::from(case.to_json(content)).to_string();
        look(&made, reader(role), &shown);
    }
}

#[test]
fn no_glance_is_longer_than_a_phone_takes() {
    let mut longest = 0;
    each_plan(10_000, |made, reader, shown| {
        let glance = glance(&CONTENT, made, reader);
        assert!(
            glance.length <= glance.limit,
            "{} characters of {}: {shown}\n{}",
            glance.length,
            glance.limit,
            glance.html
        );
        longest = longest.max(visible_length(&glance.html));
    });
    assert!(longest <= 4096, "{longest}");
}

#[test]
fn a_glance_says_what_is_urgent_what_to_avoid_and_when_to_come_back() {
    each_plan(2_000, |made, reader, shown| {
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
        for withheld in avoided.filter(|_| !plain) {
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

#[test]
fn every_line_and_its_sources_are_one_tap_away() {
    each_plan(2_000, |made, reader, shown| {
        let content = &*CONTENT;
        let case = care_engine::case::Case::default();
        let parts: Vec<String> = panels_of(content, made)
            .into_iter()
            .filter_map(|place| panel_card(content, of(), made, place))
            .chain(why_not_card(content, of(), made))
            .chain([first_lines_card(content, of(), made)])
            .map(|card| card.html)
            .collect();
        let evidence = evidence_card(content, of(), &case, made, reader).html;
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
            earlier_plans: true,
            own_topic: true,
        };
        for row in plan_rows(content, of(), made, offers) {
            assert!(row.len() <= 2);
            for button in row {
                let most = 18;
                let length = button.label.chars().count();
                assert!(length <= most, "`{}` is cut on a phone", button.label);
            }
        }
    });
}

#[test]
fn what_is_read_first_fits_a_phone() {
    let reader = Reader {
        user: UserId::new(5),
        case: CaseId::new(1),
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
