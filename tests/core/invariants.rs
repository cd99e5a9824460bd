//! The pathway and the clinical invariants, written from the evidence dossier and its decisions
//! and not from the rules, over random cases.

use std::collections::BTreeSet;

use care_engine::case::Case;
use care_engine::plan::{Plan, plan};
use serde_json::{Map, Value};

use super::{CONTENT, Dice};

/// The answers of a case as a case file has them.
pub(crate) struct Answers(pub Map<String, Value>);

impl Answers {
    fn is(&self, question: &str, options: &[&str]) -> bool {
        match self.0.get(question) {
            Some(Value::String(id)) => options.contains(&id.as_str()),
            Some(Value::Array(ids)) => ids
                .iter()
                .any(|id| id.as_str().is_some_and(|id| options.contains(&id))),
            _ => false,
        }
    }

    fn open(&self, question: &str) -> bool {
        !self.0.contains_key(question)
    }

    fn flag(&self) -> bool {
        match self.0.get("red_flags") {
            Some(Value::Array(ids)) => ids
                .iter()
                .any(|id| id.as_str().is_some_and(|id| id.starts_with("rf_"))),
            _ => false,
        }
    }

    fn symptomatic(&self) -> bool {
        self.is(
            "symptoms",
            &[
                "load_pain",
                "load_pain_stiffness",
                "shoe_pressure",
                "rest_or_night_pain",
            ],
        ) || self.is("pain", &["8_to_10"])
            || self.is("heel_rise", &["no_pain"])
    }

    fn adult_pain(&self) -> bool {
        self.is("pain", &["0", "1_to_3", "4_to_5"]) && self.is("duration", &["under_4w", "4_to_6w"])
    }

    /// Explained in a way that stands, or confirmed as easing when asked a second time; a large,
    /// growing or worse ossification takes no explanation.
    fn rest_pain_settled(&self) -> bool {
        let overuse = self.is("rest_pain", &["explained_overuse"]);
        let inflammatory = self.is("rest_pain", &["explained_inflammatory"]);
        let stands = overuse && self.adult_pain()
            || inflammatory && self.is("background", &["spondyloarthropathy", "gout_cppd"]);
        (stands || (overuse || inflammatory) && self.is("rest_pain_confirm", &["easing"]))
            && !self.is("size", &["over_5cm", "several_or_over_half"])
            && !self.is("maturity", &["growing"])
            && !self.is("visit", &["worse"])
    }

    fn minor(&self) -> bool {
        self.is("age", &["under_12", "12_17"])
    }

    /// Under 18, where FOP is made unlikely and surgery here is the cause.
    fn child_after_surgery(&self) -> bool {
        let surgery = self.is("background", &["achilles_surgery_or_rupture"])
            || self.is("surgery", &["operated_under_6w", "operated_6w_or_more"])
            || self.is("tried", &["surgery"]);
        self.minor()
            && !self.is("asker", &["not_clinician", "clinician_general"])
            && self.is("toes", &["normal"])
            && self.is("sites_count", &["single"])
            && surgery
            && !self.is("background", &["direct_injury"])
            && !self.is("red_flags", &["rf_fop"])
            && !self.is("maturity", &["growing"])
            && !self.is("size", &["several_or_over_half"])
    }

    fn large(&self) -> bool {
        let growing = self.is("maturity", &["growing"]) && !self.minor();
        self.symptomatic() && (growing || self.is("size", &["over_5cm", "several_or_over_half"]))
    }

    fn urgent(&self) -> bool {
        let rest = self.is("symptoms", &["rest_or_night_pain"]);
        // Without a duration, or with a contradictory one, the worst is taken.
        let new_pain =
            self.is("duration", &["under_4w", "no_symptoms", "not_known"]) || self.open("duration");
        let taken = self.is("fluoroquinolone", &["now"]) || self.is("fq_still_taken", &["yes"]);
        self.flag()
            || self.is("size_confirm", &["tumour_signs", "fracture_signs"])
            || self.large() && self.is("size_confirm", &["not_known"])
            || self.is("heel_rise", &["no_new_weakness"])
            || self.is("rest_pain", &["not_explained"])
            || rest && !self.rest_pain_settled()
            || self.minor() && !self.child_after_surgery()
            || self.symptomatic() && taken
            || self.symptomatic() && self.is("fluoroquinolone", &["recent_months"]) && new_pain
            || self.is("visit", &["new_red_flag"])
            || !self.is("asker", &["not_clinician", "clinician_general"])
                && self.is("assessment", &["pending", "found"])
    }

    fn pathway(&self) -> &'static str {
        let loaded = self.is(
            "loading_done",
            &["6_to_8w", "8_to_12w", "3_to_6m", "over_6m"],
        );
        let first = self.open("visit") || self.is("visit", &["first"]);
        if self.urgent() {
            return "urgent";
        }
        if !self.is("red_flags", &["none"])
            || self.is("red_flags", &["not_screened"])
            || self.is("asker", &["clinician_general"])
            || self.open("age")
            || self.large()
                && !self.is("asker", &["not_clinician"])
                && !self.is("size_confirm", &["none"])
        {
            return "no_plan";
        }
        if self.is("asker", &["not_clinician"]) {
            return "education";
        }
        if self.child_after_surgery() {
            return "specialist";
        }
        if self.symptomatic()
            && (self.large()
                || self.is("visit", &["unchanged"]) && loaded
                || first && loaded
                || self.is("visit", &["worse"])
                || self.is("loading_done", &["over_6m"]) && !self.is("visit", &["better"])
                || self.is("surgery", &["excision_planned", "operated_under_6w"]))
        {
            return "specialist";
        }
        if self.symptomatic() {
            return "active";
        }
        if self.is("symptoms", &["none"]) {
            "observe"
        } else {
            "no_plan"
        }
    }
}

/// What the plan recommends: every line, what is withheld apart.
fn recommended(made: &Plan) -> String {
    made.all_lines()
        .map(|line| line.text.to_lowercase())
        .collect::<Vec<_>>()
        .join("\n")
}

fn cited(made: &Plan) -> BTreeSet<&'static str> {
    let ids = made.lines.iter().flat_map(|line| &line.support.statements);
    ids.map(|place| CONTENT.statement(*place).id.as_str())
        .collect()
}

/// Random cases, each with its plan.
pub(crate) fn each_case(seed: u64, rounds: usize, mut check: impl FnMut(&Case, &Answers, &Plan)) {
    let mut dice = Dice(seed);
    for _ in 0..rounds {
        let mut case = dice.case();
        if dice.below(2) == 0 {
            // Half of the cases are an adult's, or almost all would be urgent.
            for id in [
                "age",
                "rest_pain",
                "fluoroquinolone",
                "heel_rise",
                "visit",
                "asker",
            ] {
                let place = CONTENT.find_question(id).unwrap();
                let calm = match id {
                    "age" => "40_59",
                    "rest_pain" => "explained_overuse",
                    "fluoroquinolone" => "past_no_trouble",
                    "heel_rise" => "yes_with_pain",
                    "visit" => "unchanged",
                    _ => "clinician_patient",
                };
                let option = CONTENT.find_option(place, calm).unwrap();
                case.set(place, Some(care_engine::case::Answer::One(option)));
            }
        }
        let answers = Answers(case.to_json(&CONTENT));
        check(&case, &answers, &plan(&CONTENT, &case, None));
    }
}

#[test]
fn every_case_goes_the_way_that_was_decided() {
    let mut seen = BTreeSet::new();
    each_case(0xabcd_0123_4567_89ef, 30_000, |_, answers, made| {
        assert_eq!(
            CONTENT.pathway(made.pathway).id.as_str(),
            answers.pathway(),
            "{:?}",
            answers.0
        );
        seen.insert(CONTENT.pathway(made.pathway).id.as_str());
    });
    assert_eq!(seen.len(), 6);
}

#[test]
#[expect(clippy::too_many_lines, reason = "one invariant after the other")]
fn the_invariants_hold() {
    each_case(0x7777_1111_3333_5555, 30_000, |_, answers, made| {
        let text = recommended(made);
        let cites = cited(made);
        let no = |words: &[&str], invariant: &str| {
            for word in words {
                let found = text
                    .lines()
                    .find(|line| line.contains(word) && !line.contains("no "));
                assert!(found.is_none(), "{invariant}: {found:?} {:?}", answers.0);
            }
        };
        let no_statement = |prefix: &str, invariant: &str| {
            let found = cites.iter().find(|id| id.starts_with(prefix));
            assert!(found.is_none(), "{invariant}: {found:?} {:?}", answers.0);
        };
        let pathway = CONTENT.pathway(made.pathway).id.as_str();
        // INV-01, INV-02: no injection, biopsy or needling is ever recommended.
        no(
            &[
                "inject corticosteroid",
                "give an injection",
                "needling",
                "biopsy the",
            ],
            "INV-02",
        );
        // INV-03: with a flag or without a screen nothing routine is shown.
        if answers.flag() || pathway == "no_plan" {
            no(
                &["sessions a week", "load the calf", "calf loading"],
                "INV-03",
            );
        }
        // INV-04: no oral NSAID where one is excluded, not asked about, or pregnancy is open.
        let excluded = answers.open("nsaid_risks")
            || answers.is(
                "nsaid_risks",
                &[
                    "not_asked",
                    "aspirin_reaction",
                    "ulcer_or_gi_bleed",
                    "cv_event_ever",
                    "cv_event_recent",
                    "heart_failure",
                    "hypertension_uncontrolled",
                    "egfr_under_30",
                    "liver_disease",
                    "anticoagulant_or_antiplatelet",
                    "bleeding_disorder",
                    "lithium_methotrexate",
                ],
            )
            || answers.is("pregnancy", &["unknown", "20_to_30w", "30w_or_more"])
            || answers.open("pregnancy") && !answers.is("age", &["60_64", "65_74", "75_or_over"]);
        if excluded {
            no(
                &["oral nsaid course", "short oral nsaid", "offer an oral"],
                "INV-04",
            );
        }
        // INV-05
        if answers.is("pregnancy", &["20_to_30w", "30w_or_more"]) {
            no(
                &["topical nsaid", "oral nsaid", "shockwave", "radiotherapy"],
                "INV-05",
            );
        }
        // INV-07, INV-28
        if answers.is("age", &["under_12", "12_17"]) {
            let specialist = answers.child_after_surgery() && pathway != "active";
            assert!(pathway == "urgent" || specialist, "INV-07");
            no_statement("PAI", "INV-07");
            no(&["sessions a week", "paracetamol"], "INV-07");
        }
        // INV-08
        if pathway == "observe" {
            for prefix in ["PAI", "INJ", "PRX", "NSA"] {
                no_statement(prefix, "INV-08");
            }
            no(
                &["shockwave", "surgical opinion", "nsaid", "sessions a week"],
                "INV-08",
            );
        }
        // INV-09: a surgical opinion only after six months of active care.
        let long = answers.is("loading_done", &["over_6m"]);
        let surgeon = answers.is(
            "surgery",
            &[
                "excision_planned",
                "operated_under_6w",
                "opinion_considered",
                "operated_6w_or_more",
            ],
        );
        if !long && !surgeon && pathway != "urgent" {
            no(&["surgical opinion is reasonable"], "INV-09");
        }
        // INV-10
        if !surgeon {
            assert!(
                !cites
                    .iter()
                    .any(|id| matches!(*id, "PRX-04" | "PRX-06" | "PRX-07")),
                "INV-10"
            );
        }
        // INV-11: stretching and full depth only where the site is settled and allows it.
        if !answers.is("site", &["midportion"]) {
            no(
                &["full range", "stretching only", "calf stretching may"],
                "INV-11",
            );
        }
        // INV-12
        if answers.is("size", &["over_5cm", "several_or_over_half"]) && pathway != "education" {
            no(&["as heavy as tolerated", "heavy and slow"], "INV-12");
        }
        // INV-13
        assert!(
            made.review.is_some() && !made.safety_net.is_empty(),
            "INV-13"
        );
        // INV-14, INV-15: what is shown has a shown source, or says that it is policy.
        for line in made.all_lines() {
            assert!(
                line.support.policy || !line.support.sources.is_empty(),
                "INV-14"
            );
        }
        // INV-17
        if answers.is("visit", &["worse", "new_red_flag"])
            && matches!(pathway, "specialist" | "observe")
        {
            assert!(
                text.contains("red-flag") || text.contains("red flag"),
                "INV-17 {:?}",
                answers.0
            );
        }
        // INV-18
        if answers.is("red_flags", &["rf_fq_now"]) {
            assert!(cites.contains("RED-24"), "INV-18 {:?}", answers.0);
        }
        // INV-19
        no(&["will cure", "guarantee", "dissolve"], "INV-19");
    });
}
