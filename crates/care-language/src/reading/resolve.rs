//! One answer a question, or none: what contradicts itself has to be asked.

use std::collections::BTreeMap;
use std::ops::Range;

use care_engine::case::Answer;
use care_engine::content::{Content, OptionIx, OptionSet, QuestionIx, QuestionKind};

use super::gathered::{Chosen, Gathered};
use super::{Read, Reading, Uncertain, Why};

/// What was said about one question.
#[derive(Default)]
struct Said {
    options: Vec<OptionIx>,
    numbers: Vec<u16>,
    places: Vec<Range<usize>>,
    uncertain: Vec<Uncertain>,
    denied: Vec<OptionIx>,
    /// Something says it outright.
    outright: bool,
}

impl Gathered {
    /// Puts together what was gathered.
    #[expect(
        clippy::too_many_lines,
        reason = "one step after the other, in the order in which they hold"
    )]
    pub(super) fn resolved(mut self, content: &Content) -> Reading {
        self.leave_out_past();
        self.leave_out_amended(content);
        let mut said: BTreeMap<QuestionIx, Said> = BTreeMap::new();
        // What is told by one word is not contradicted by denying another: "takes aspirin, no anticoagulant".
        let told = |denied: &Chosen| {
            let same = |chosen: &&Chosen| chosen.choice == denied.choice;
            let mut others = self.chosen.iter().filter(same);
            others.clone().next().is_some() && others.all(|chosen| chosen.phrase != denied.phrase)
        };
        let denied: Vec<Chosen> = self
            .denied
            .iter()
            .filter(|one| !told(one))
            .cloned()
            .collect();
        for chosen in self.chosen {
            let (question, option) = chosen.choice;
            let own = said.entry(question).or_default();
            if !own.options.contains(&option) {
                own.options.push(option);
            }
            let phrases = &content.vocabulary.phrases;
            own.outright |= chosen.phrase.is_none_or(|phrase| !phrases[phrase].weak);
            own.places.push(chosen.place);
        }
        for denied in denied {
            let (question, option) = denied.choice;
            said.entry(question).or_default().denied.push(option);
        }
        for uncertain in self.uncertain {
            said.entry(uncertain.question)
                .or_default()
                .uncertain
                .push(uncertain);
        }
        // The largest of several numbers counts where the measure says so; those of two sides are asked.
        let both_sides = self.both_sides;
        let mut largest: BTreeMap<QuestionIx, (f64, OptionIx, Range<usize>)> = BTreeMap::new();
        for counted in self.counted {
            let own = said.entry(counted.question).or_default();
            own.outright = true;
            match counted.options {
                None => {
                    own.numbers
                        .extend(whole(counted.low).filter(|_| counted.low == counted.high));
                    own.places.push(counted.place);
                }
                Some((_, high)) if counted.largest && both_sides => {
                    if !own.options.contains(&high) {
                        own.options.push(high);
                    }
                    own.places.push(counted.place);
                }
                Some((_, high)) if counted.largest => {
                    let known = largest.get(&counted.question).map_or(-1.0, |known| known.0);
                    if counted.high > known {
                        largest.insert(counted.question, (counted.high, high, counted.place));
                    }
                }
                Some((low, high)) if low == high && !counted.vague => {
                    if !own.options.contains(&low) {
                        own.options.push(low);
                    }
                    own.places.push(counted.place);
                }
                Some((low, high)) => own.uncertain.push(Uncertain {
                    question: counted.question,
                    candidates: between(low, high),
                    place: counted.place,
                    why: Why::Ambiguous,
                }),
            }
        }
        for (question, (_, option, place)) in largest {
            let own = said.entry(question).or_default();
            if !own.options.contains(&option) {
                own.options.push(option);
            }
            own.places.push(place);
        }
        let mut reading = Reading {
            unread: self.unread,
            ..Reading::default()
        };
        for (question, said) in said {
            said.settle(content, question, &mut reading);
        }
        reading
    }
}

impl Gathered {
    /// Of several numbers for one question, those of today count: "was 8, now 4", "age 20, now 40".
    fn leave_out_past(&mut self) {
        let of_today: Vec<QuestionIx> = self
            .counted
            .iter()
            .filter(|counted| counted.now)
            .map(|counted| counted.question)
            .collect();
        self.counted
            .retain(|counted| counted.now || !of_today.contains(&counted.question));
    }

    /// What is amended in the same breath is not said: "right heel, scratch that, left". Only what is right again right
    /// behind the words takes something away, and only an answer to the same question.
    fn leave_out_amended(&mut self, content: &Content) {
        for amended in std::mem::take(&mut self.amended) {
            let is_behind = |place: &Range<usize>| amended.contains(&place.start);
            let chosen = self.chosen.iter().map(|one| (one.choice.0, &one.place));
            let counted = self.counted.iter().map(|one| (one.question, &one.place));
            let asked = self.uncertain.iter().map(|one| (one.question, &one.place));
            let behind: Vec<QuestionIx> = chosen
                .chain(counted)
                .chain(asked)
                .filter(|(question, place)| is_behind(place) && !content.takes_several(*question))
                .map(|(question, _)| question)
                .collect();
            let is_gone = |question: QuestionIx, place: &Range<usize>| {
                behind.contains(&question) && place.start < amended.start
            };
            self.chosen.retain(|one| !is_gone(one.choice.0, &one.place));
            self.counted
                .retain(|one| !is_gone(one.question, &one.place));
            self.uncertain
                .retain(|one| !is_gone(one.question, &one.place));
        }
    }
}

/// All options from one to another, as they stand on the card.
fn between(one: OptionIx, other: OptionIx) -> OptionSet {
    let (from, to) = (
        one.index().min(other.index()),
        one.index().max(other.index()),
    );
    (from..=to).map(OptionIx::new).collect()
}

pub(super) fn whole(number: f64) -> Option<u16> {
    let in_range = (0.0..=f64::from(u16::MAX)).contains(&number);
    // In range, so nothing is lost.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "in range"
    )]
    in_range.then_some(number.round() as u16)
}

impl Said {
    #[expect(
        clippy::too_many_lines,
        reason = "one case after the other; each is a few lines"
    )]
    fn settle(self, content: &Content, question: QuestionIx, reading: &mut Reading) {
        let asked = content.question(question);
        let stretch = || {
            let from = self
                .places
                .iter()
                .map(|place| place.start)
                .min()
                .unwrap_or(0);
            let to = self.places.iter().map(|place| place.end).max().unwrap_or(0);
            from..to
        };
        let contradiction = |options: &[OptionIx]| Uncertain {
            question,
            candidates: options.iter().copied().collect(),
            place: stretch(),
            why: Why::Contradiction,
        };
        let denied = |option: &OptionIx| self.denied.contains(option);
        let mut answer = None;
        match asked.kind {
            QuestionKind::Number => {
                let mut numbers = self.numbers.clone();
                numbers.dedup();
                let in_range = |number: &u16| (asked.min..=asked.max).contains(number);
                match numbers.as_slice() {
                    [one] if in_range(one) => answer = Some(Answer::Number(*one)),
                    [] => {}
                    _ => reading.uncertain.push(contradiction(&[])),
                }
            }
            QuestionKind::One => {
                let mut options = combined(content, question, &self.options);
                // "Above the 7 cm zone, not midportion": of several that is left which is not denied.
                if options.iter().any(|option| !denied(option)) {
                    options.retain(|option| !denied(option));
                }
                match options.as_slice() {
                    [] => {}
                    [one] if !denied(one) => answer = Some(Answer::One(*one)),
                    options => reading.uncertain.push(contradiction(options)),
                }
            }
            QuestionKind::Several => {
                let options = combined(content, question, &self.options);
                let (both, mut options): (Vec<OptionIx>, Vec<OptionIx>) =
                    options.into_iter().partition(denied);
                if !both.is_empty() {
                    reading.uncertain.push(contradiction(&both));
                }
                if options.iter().any(|option| !asked.exclusive.has(*option)) || !both.is_empty() {
                    options.retain(|option| !asked.exclusive.has(*option));
                }
                let set: OptionSet = options.into_iter().collect();
                if !set.is_empty() {
                    answer = Some(Answer::Several(set));
                }
            }
        }
        // What may only be meant contradicts an answer that is not among it: "left painless, right painful".
        if let Some(Answer::One(one)) = answer {
            let mut meant = self
                .uncertain
                .iter()
                .filter(|said| said.why == Why::Ambiguous);
            answer = answer.filter(|_| meant.all(|said| said.candidates.has(one)));
        }
        // A question that was answered is not asked again for what may only be meant.
        let open = self.uncertain.into_iter().filter(|uncertain| match answer {
            Some(Answer::One(_) | Answer::Number(_)) => false,
            Some(Answer::Several(set)) => !uncertain
                .candidates
                .without(asked.exclusive)
                .iter()
                .all(|candidate| set.has(candidate)),
            None => true,
        });
        for uncertain in open {
            let known = reading.uncertain.iter().any(|known| {
                known.question == question && known.candidates == uncertain.candidates
            });
            if !known {
                reading.uncertain.push(uncertain);
            }
        }
        let answered = |option: &OptionIx| match answer {
            Some(Answer::One(one)) => one == *option,
            Some(Answer::Several(set)) => set.has(*option),
            _ => false,
        };
        let gone = self.denied.iter().filter(|option| !answered(option));
        reading
            .denied
            .extend(gone.map(|option| (question, *option)));
        if let Some(answer) = answer {
            reading.answers.push(Read {
                question,
                answer,
                places: self.places,
                by_the_way: !self.outright,
            });
        }
    }
}

/// What several options come to by the content's combinations.
fn combined(content: &Content, question: QuestionIx, options: &[OptionIx]) -> Vec<OptionIx> {
    let mut options = options.to_vec();
    loop {
        let rules = content.vocabulary.combinations.iter();
        let mut fitting = rules.filter(|rule| {
            rule.question == question
                && rule.of.iter().all(|option| options.contains(option))
                && !(rule.of.len() == 1 && rule.of[0] == rule.gives)
        });
        let Some(rule) = fitting.next() else {
            return options;
        };
        options.retain(|option| !rule.of.contains(option));
        if !options.contains(&rule.gives) {
            options.push(rule.gives);
        }
    }
}
