//! Properties, proven over all cases.

use std::rc::Rc;

use biodivine_lib_bdd::Bdd;

use super::one_case::what_is_wrong;
use super::{Proof, Speaks};
use care_engine::case::{Answer, Case};
use care_engine::content::{
    Content, Demand, Logic, OptionIx, PathwayIx, Property, QuestionIx, SectionKind, TreatmentIx,
};
use care_engine::plan::plan;

/// What the proof of one property came to.
#[derive(Debug)]
pub struct Verdict {
    /// The id of the property that was proven or broken.
    pub id: String,
    /// The property in one sentence.
    pub description: String,
    /// A case that breaks it, the smallest there is; none when it is proven.
    pub broken: Option<Counterexample>,
    /// It takes too many combinations of answers to be worked out, so it is neither proven nor broken.
    pub too_complex: bool,
}

/// A case that breaks a property.
#[derive(Debug)]
pub struct Counterexample {
    /// The smallest case that breaks it.
    pub case: Case,
    /// What is wrong in its plan.
    pub what: String,
}

impl Proof<'_> {
    /// Proves what holds for any content, then every property of this one.
    pub fn verdicts(&self) -> Vec<Verdict> {
        let mut verdicts = self.of_any_content();
        let properties = self.content.properties.iter();
        verdicts.extend(properties.map(|property| self.verdict_on(property)));
        verdicts
    }

    /// Proves the property with this id alone, which takes a fraction of proving all; `None` where
    /// there is none.
    pub fn verdict(&self, id: &str) -> Option<Verdict> {
        let mut properties = self.content.properties.iter();
        if let Some(property) = properties.find(|known| known.id == id) {
            return Some(self.verdict_on(property));
        }
        let mut verdicts = self.of_any_content().into_iter();
        verdicts.find(|verdict| verdict.id == id)
    }

    fn verdict_on(&self, property: &Property) -> Verdict {
        self.logic.begin();
        let broken = self.broken(property);
        let too_complex = self.logic.is_exhausted();
        self.logic.unbounded();
        Verdict {
            id: property.id.clone(),
            description: property.description.clone(),
            broken,
            too_complex,
        }
    }

    fn broken(&self, property: &Property) -> Option<Counterexample> {
        let demands = property.demands.iter().filter_map(|demand| {
            let breaking = self.breaking(property, demand);
            if self.logic.is_exhausted() {
                return None;
            }
            let case = self.space.nearest(&breaking, &Case::default())?;
            let what = what_is_wrong(self.content, demand, &case);
            Some(Counterexample { case, what })
        });
        demands.min_by_key(|found| answers(self.content, &found.case))
    }

    /// The cases that a property speaks of, on some of its pathways; on none named, on all.
    pub fn spoken_of(&self, property: &Property, pathways: &[PathwayIx]) -> Bdd {
        let cases = self.possible(&property.when.meaning(&self.logic));
        if pathways.is_empty() {
            return cases;
        }
        let goes = pathways
            .iter()
            .map(|pathway| self.outline.goes(*pathway).clone());
        self.logic.intersection(&cases, &self.logic.any(goes))
    }

    /// The cases in which a demand of a property is not met.
    pub fn breaking(&self, property: &Property, demand: &Demand) -> Bdd {
        let cases = self.spoken_of(property, &property.pathways);
        let any =
            |list: &mut dyn Iterator<Item = Speaks>| self.logic.any(list.map(|of| self.speaks(of)));
        let all =
            |list: &mut dyn Iterator<Item = Speaks>| self.logic.all(list.map(|of| self.speaks(of)));
        let bad = match demand {
            Demand::Goes(pathways) => {
                let goes = pathways
                    .iter()
                    .map(|pathway| self.outline.goes(*pathway).clone());
                self.logic.not(self.logic.any(goes))
            }
            Demand::NeverRecommends(list) => any(&mut list.iter().copied().map(Speaks::Recommends)),
            Demand::NeverNames(list) => any(&mut list.iter().copied().map(Speaks::Names)),
            Demand::NeverIn(list) => any(&mut list.iter().copied().map(Speaks::In)),
            Demand::NeverCites(list) => any(&mut list.iter().copied().map(Speaks::Cites)),
            Demand::AlwaysIn(list) => self
                .logic
                .not(all(&mut list.iter().copied().map(Speaks::In))),
            Demand::Cites(list) => self
                .logic
                .not(all(&mut list.iter().copied().map(Speaks::CitesOrWithholds))),
            Demand::CitesOneOf(list) => self
                .logic
                .not(any(&mut list.iter().copied().map(Speaks::CitesOrWithholds))),
            Demand::NeverLines(list) => self
                .logic
                .any(list.iter().map(|line| self.outline.shown(*line).clone())),
            Demand::Lines(list) => {
                let shown = list.iter().map(|line| self.outline.shown(*line).clone());
                self.logic.not(self.logic.all(shown))
            }
            Demand::OneOfLines(list) => {
                let shown = list.iter().map(|line| self.outline.shown(*line).clone());
                self.logic.not(self.logic.any(shown))
            }
            Demand::Withholds(list) => {
                let held = list
                    .iter()
                    .map(|treatment| self.outline.withheld(*treatment).clone());
                self.logic.not(self.logic.all(held))
            }
            Demand::NeverWithholds(list) => {
                let held = list
                    .iter()
                    .map(|treatment| self.outline.withheld(*treatment).clone());
                self.logic.any(held)
            }
            Demand::NeverAdds {
                question,
                options,
                treatments,
            } => {
                let pairs = options.iter().flat_map(|option| {
                    treatments.iter().map(move |treatment| (option, *treatment))
                });
                let sets =
                    pairs.map(|(option, treatment)| self.added(*question, option, treatment));
                Rc::new(sets.fold(self.space.none(), |all, set| all.or(&set)))
            }
            Demand::NeverBetter {
                unanswered,
                treatments,
            } => {
                let sets = treatments
                    .iter()
                    .map(|treatment| self.better(*unanswered, *treatment));
                Rc::new(sets.fold(self.space.none(), |all, set| all.or(&set)))
            }
        };
        self.logic.intersection(&cases, &bad)
    }

    /// The cases that answer the question without this option and have no such offer, but would
    /// have it with the option.
    fn added(&self, question: QuestionIx, option: OptionIx, treatment: TreatmentIx) -> Bdd {
        let offers = self.speaks(Speaks::Recommends(treatment));
        let with = if self.content.takes_several(question) {
            self.space.with_mark(&offers, question, option, true)
        } else {
            self.space
                .given(&offers, question, Some(Answer::One(option)))
        };
        let without = self.space.marked(question, option).not();
        let answered = self.space.unanswered(question).not();
        with.and(&without).and(&answered).and_not(&offers)
    }

    /// The cases without an answer that have the offer, though some answer would take it away.
    fn better(&self, question: QuestionIx, treatment: TreatmentIx) -> Bdd {
        let offers = self.speaks(Speaks::Recommends(treatment));
        let worst = self
            .space
            .answers(question)
            .flatten()
            .map(|answer| self.space.given(&offers, question, Some(answer)).not());
        let worst = worst.fold(self.space.none(), |all, set| all.or(&set));
        self.space.unanswered(question).and(&offers).and(&worst)
    }

    /// What is proven whatever the content is about: id and description.
    pub const OF_ANY_CONTENT: [(&'static str, &'static str); 4] = [
        ("PLAN-one-pathway", "Every case has exactly one pathway."),
        (
            "PLAN-not-empty",
            "Every plan has a bottom line, a review and a safety net.",
        ),
        (
            "PLAN-never-both",
            "Nothing is both recommended and withheld.",
        ),
        (
            "PLAN-no-contradiction",
            "No line advises against what another line of the same plan recommends.",
        ),
    ];

    /// The sections that every plan has, and what they are called.
    const NEVER_EMPTY: [(SectionKind, &'static str); 3] = [
        (SectionKind::BottomLine, "bottom line"),
        (SectionKind::Review, "review"),
        (SectionKind::SafetyNet, "safety net"),
    ];

    /// What has to hold whatever the content is about.
    fn of_any_content(&self) -> Vec<Verdict> {
        let mut ways = self.space.none();
        let mut two = self.space.none();
        for pathway in self.content.pathway_places() {
            let goes = self.outline.goes(pathway);
            two = two.or(&ways.and(goes));
            ways = ways.or(goes);
        }
        let one_pathway = two.or(&ways.not());

        let kinds = Self::NEVER_EMPTY.map(|(kind, _)| kind);
        let sections = self
            .content
            .section_places()
            .filter(|place| kinds.contains(&self.content.section(*place).kind));
        let full = self
            .logic
            .all(sections.map(|section| self.speaks(Speaks::In(section))));

        let mut both = self.space.none();
        let mut contradict = self.space.none();
        for treatment in self.content.treatment_places() {
            let offers = self.speaks(Speaks::Recommends(treatment));
            both = both.or(&offers.and(self.outline.withheld(treatment)));
            let against = self.content.line_places().filter(|place| {
                self.content
                    .line(*place)
                    .advises_against
                    .contains(&treatment)
            });
            let against = self
                .logic
                .any(against.map(|line| self.outline.shown(line).clone()));
            contradict = contradict.or(&offers.and(&against));
        }
        let breaking = [one_pathway, full.not(), both, contradict];
        Self::OF_ANY_CONTENT
            .into_iter()
            .zip(breaking)
            .map(|((id, description), breaking)| Verdict {
                id: id.to_owned(),
                description: description.to_owned(),
                too_complex: false,
                broken: self.space.nearest(&breaking, &Case::default()).map(|case| {
                    Counterexample {
                        what: self.what_is_amiss(&case),
                        case,
                    }
                }),
            })
            .collect()
    }

    /// What no plan should have, and this one has.
    fn what_is_amiss(&self, case: &Case) -> String {
        let made = plan(self.content, case, None);
        let mut found: Vec<String> = Self::NEVER_EMPTY
            .into_iter()
            .filter(|(kind, _)| {
                let mut lines = made.all_lines().map(|line| self.content.line(line.line));
                !lines.any(|line| self.content.section(line.section).kind == *kind)
            })
            .map(|(_, name)| {
                format!(
                    "it goes `{}` and has no {name}",
                    self.content.pathway(made.pathway).id
                )
            })
            .collect();
        for one in made.all_lines() {
            let line = self.content.line(one.line);
            for treatment in &line.recommends {
                for other in made.all_lines() {
                    let other = self.content.line(other.line);
                    if other.advises_against.contains(treatment) {
                        found.push(format!(
                            "`{}` recommends `{}`, `{}` advises against it",
                            line.id,
                            self.content.treatment(*treatment).id,
                            other.id
                        ));
                    }
                }
            }
        }
        found.sort();
        found.dedup();
        found.join("; ")
    }
}

fn answers(content: &Content, case: &Case) -> usize {
    content
        .question_places()
        .filter(|place| case.answer(*place).is_some())
        .count()
}
