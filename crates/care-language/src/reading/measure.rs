//! Which question a number answers: the one whose words stand nearest to it, or the one that takes numbers
//! which nothing else binds.

use care_engine::content::{Content, Measure, MeasureKind, OptionIx, QuestionIx, QuestionKind};

use super::Meaning;
use super::Why;
use super::gathered::Counted;
use super::look::{Look, is_small};
use super::owner::Owner;
use crate::text::{Kind, Quantity, QuantityKind};

/// A word binds a number across so many tokens.
const REACH: usize = 6;
/// A number that has no unit stands so near to its word.
const NEAR: usize = 3;
/// The cue of words for what somebody says.
const REPORTS: &str = "reports";
/// The cue of words for the worst.
const WORST: &str = "worst";
/// Most words that say something in a text whose bare number answers the card that is open: "about 7 on stairs".
const MOST_BESIDE: usize = 3;

impl Look<'_> {
    /// Gives every number its question. A time that no words bind to one is that of the symptoms where
    /// `times` says so.
    pub(super) fn measures(&mut self, asked: Option<QuestionIx>, times: bool) {
        for place in 0..self.quantities.len() {
            // "Stiff for 1 hr" is neither a score nor a time that is asked for.
            if self.is_of_a_day(place) {
                continue;
            }
            let bound = self.nearest(place).or_else(|| self.of_part(place));
            let measures = &self.content.vocabulary.measures;
            let of_answer = bound.is_none_or(|bound| measures[bound].kind == MeasureKind::Length)
                && self.is_of_an_answer(place, bound.and_then(|bound| measures[bound].question));
            if self.is_of_a_phrase(place)
                || of_answer
                || bound.is_none() && self.is_of_a_course(place)
            {
                continue;
            }
            let bound = bound.or_else(|| self.of_part_before(place));
            // "17 mm, not 7" is about the size, whatever is being asked.
            let asked = asked.filter(|_| !self.is_beside_length(place) && self.may_answer(place));
            let is_time = self.quantities[place].kind == QuantityKind::Time;
            let unbound = || self.unbound(place, asked).filter(|_| times || !is_time);
            let measure = bound.or_else(unbound);
            let is_free = bound.is_some() || !is_time || asked.is_some();
            let owner = measure
                .filter(|_| !is_free)
                .map_or(Owner::Nothing, |_| self.owner(place));
            match (measure, owner) {
                (Some(measure), Owner::Nothing) => self.count(place, &measures[measure]),
                (Some(measure), Owner::Unread) => self.ask_time(place, &measures[measure]),
                (Some(_), Owner::Another) => {}
                (None, _) => self.bare(place, asked),
            }
        }
    }

    /// Whether a number counts hours or minutes, or what a letter that touches it says: "pain 4m".
    fn is_of_a_day(&self, place: usize) -> bool {
        let quantity = &self.quantities[place];
        let next = self.tokens.0.get(quantity.tokens.end);
        let end = self.tokens.0[quantity.tokens.end - 1].span.end;
        let is_bare = quantity.kind == QuantityKind::Bare;
        next.is_some_and(|next| {
            is_bare && next.is("m") && next.span.start == end
                || matches!(
                    &*next.text,
                    "hr" | "hrs" | "hour" | "hours" | "min" | "mins" | "minute" | "minutes"
                )
        })
    }

    /// Whether a number is a part of words that say something by themselves: the 2 of "t2dm".
    fn is_of_a_phrase(&self, place: usize) -> bool {
        let quantity = &self.quantities[place];
        // "Pain 7 to 2" says how it goes and how it is.
        let is_course = quantity.now || quantity.low < quantity.high;
        let is_bare = quantity.kind == QuantityKind::Bare && !is_course;
        is_bare
            && self.hits.iter().any(|hit| {
                matches!(self.reader.meanings[hit.meaning], Meaning::Phrase(_))
                    && hit.tokens.len() > 1
                    && hit.tokens.contains(&quantity.tokens.start)
            })
    }

    /// Whether a time or a length is a part of words that say an answer: "above the 7 cm zone" says where, "19 weeks, scan
    /// redated" that she is pregnant. Where other words bind it, only to the question that these bind it to.
    fn is_of_an_answer(&self, place: usize, bound: Option<QuestionIx>) -> bool {
        let quantity = &self.quantities[place];
        let is_measured = matches!(quantity.kind, QuantityKind::Time | QuantityKind::Length);
        is_measured
            && self.hits.iter().any(|hit| {
                let Meaning::Phrase(phrase) = self.reader.meanings[hit.meaning] else {
                    return false;
                };
                let mut means = self.content.vocabulary.phrases[phrase].means.iter();
                let is_said = means.any(|(own, _)| bound.is_none_or(|bound| bound == *own));
                is_said
                    && quantity
                        .tokens
                        .clone()
                        .all(|token| hit.tokens.contains(&token))
            })
    }

    /// A time beside words that are not understood may be how long there were symptoms.
    fn ask_time(&mut self, place: usize, measure: &Measure) {
        let quantity = self.quantities[place].clone();
        let Some(question) = measure.question else {
            return;
        };
        let bands = [quantity.low, quantity.high].into_iter();
        let candidates = bands
            .filter_map(|value| option(self.content, measure, question, value))
            .collect();
        for token in quantity.tokens.clone() {
            self.used[token] = true;
        }
        self.gathered.uncertain.push(super::Uncertain {
            question,
            candidates,
            place: self.place(quantity.tokens.start, quantity.tokens.end - 1),
            why: Why::Ambiguous,
        });
    }

    /// Whether a bare number may answer the card that is open: it is no percentage, and little else is said.
    fn may_answer(&self, place: usize) -> bool {
        let quantity = &self.quantities[place];
        if !matches!(quantity.kind, QuantityKind::Bare) {
            return true;
        }
        let tokens = &self.tokens.0;
        let is_share = tokens
            .get(quantity.tokens.end)
            .is_some_and(|next| next.is("%"));
        let said = tokens
            .iter()
            .filter(|token| token.kind == Kind::Word && !is_small(&token.text));
        !is_share && said.count() <= MOST_BESIDE
    }

    /// How often it is said that somebody says something.
    fn reports(&self) -> usize {
        let says = self.hits.iter().filter(|hit| {
            matches!(self.reader.meanings[hit.meaning],
                Meaning::Cue(cue) if self.content.vocabulary.cues[cue].id == REPORTS)
        });
        says.count()
    }

    /// Whether a number has no unit and a length stands in the same text.
    fn is_beside_length(&self, place: usize) -> bool {
        let lengths = self.quantities.iter();
        let mut lengths = lengths.filter(|one| one.kind == QuantityKind::Length);
        self.quantities[place].kind == QuantityKind::Bare && lengths.next().is_some()
    }

    /// The measure whose words stand nearest to a number, where the number is the nearest to them.
    fn nearest(&self, place: usize) -> Option<usize> {
        let measures = &self.content.vocabulary.measures;
        let near = self.hits.iter().filter_map(|hit| {
            let Meaning::Near(measure) = self.reader.meanings[hit.meaning] else {
                return None;
            };
            let own = self.distance(place, hit, &measures[measure])?;
            // "Listed for excision, 4 months" tells of no operation.
            let is_open = measures[measure].over_commas && !self.is_told(hit);
            if is_open || self.begins_a_course(hit) {
                return None;
            }
            // Another number may stand nearer to the same words; "41, then 52 now" are two of one thing.
            let now = self.quantities[place].now;
            let is_earlier = |other: &usize| now && *other + 1 == place;
            let others = (0..self.quantities.len()).filter(|other| *other != place);
            let others = others.filter(|other| !is_earlier(other));
            let nearer = others
                .filter_map(|other| self.distance(other, hit, &measures[measure]))
                .any(|other| other < own);
            (!nearer).then_some((own, measure))
        });
        near.min().map(|(_, measure)| measure)
    }

    fn distance(&self, place: usize, hit: &crate::text::Hit, measure: &Measure) -> Option<usize> {
        let quantity = &self.quantities[place];
        if !fits(measure.kind, quantity.kind) {
            return None;
        }
        let (from, to) = (quantity.tokens.start, quantity.tokens.end - 1);
        let tokens = &self.tokens.0;
        let within = hit.first() <= to && hit.last() >= from;
        let distance = if within {
            0
        } else if hit.last() < from {
            from - hit.last()
        } else {
            hit.first() - to
        };
        let same = tokens[hit.first()].part == tokens[from].part;
        let most = match measure.kind {
            MeasureKind::Value => NEAR,
            _ => REACH,
        };
        (same && distance <= most).then_some(distance)
    }

    /// The measure that takes such a number without further words.
    fn unbound(&self, place: usize, asked: Option<QuestionIx>) -> Option<usize> {
        let quantity = &self.quantities[place];
        let measures = self.content.vocabulary.measures.iter().enumerate();
        let mut fitting = measures.filter(|(_, measure)| fits(measure.kind, quantity.kind));
        // A length at the card of the site is a size all the same, unless it says from where.
        let own = fitting.clone().find(|(_, measure)| {
            asked.is_some() && measure.question == asked && measure.kind != MeasureKind::Length
        });
        own.or_else(|| fitting.find(|(_, measure)| measure.near.is_empty() && !quantity.ago))
            .map(|(place, _)| place)
    }

    fn count(&mut self, place: usize, measure: &Measure) {
        let quantity = self.quantities[place].clone();
        // "VISA-A 41 to 58" tells of two days, and the later counts; "41-58" is no score: it is told as not read.
        let is_number =
            |place: QuestionIx| self.content.question(place).kind == QuestionKind::Number;
        let mut quantity = quantity;
        if measure.question.is_some_and(is_number) && quantity.low < quantity.high {
            let stretch = quantity.tokens.clone();
            let mut between = self.tokens.0[stretch].iter();
            if !between.any(|token| token.is("to")) {
                return;
            }
            quantity.low = quantity.high;
        }
        // "ALP 188" is not understood by knowing that it is no score.
        let before = quantity.tokens.start.checked_sub(1);
        let is_of_unknown = measure.question.is_none()
            && before.is_some_and(|at| {
                let word = &self.tokens.0[at];
                word.kind == Kind::Word && !self.used[at] && !is_small(&word.text)
            });
        for token in quantity.tokens.clone() {
            self.used[token] = !is_of_unknown;
        }
        let stretch = self.place(quantity.tokens.start, quantity.tokens.end - 1);
        self.choose(&measure.also, stretch.clone(), None);
        let Some(question) = measure.question else {
            return;
        };
        let options = match self.content.question(question).kind {
            QuestionKind::Number => None,
            _ => {
                let (low, high) = (
                    option(self.content, measure, question, quantity.low),
                    option(self.content, measure, question, quantity.high),
                );
                // Bands may give more answers than their own.
                if let Some(band) = band(measure, quantity.high) {
                    self.choose(&measure.bands[band].also, stretch.clone(), None);
                }
                match (low, high) {
                    (Some(low), Some(high)) => Some((low, high)),
                    _ => return,
                }
            }
        };
        self.gathered.counted.push(Counted {
            question,
            options,
            low: quantity.low,
            high: quantity.high,
            // "Wife says 8, he says 3" are two words against each other.
            largest: measure.largest && self.reports() < 2,
            vague: quantity.vague,
            // "7 at worst, 2 now": the worst is the larger one.
            now: quantity.now && !(measure.largest && self.names(WORST)),
            place: stretch,
        });
    }

    /// A number that nothing binds: on a card it may answer the question, or lack its unit.
    fn bare(&mut self, place: usize, asked: Option<QuestionIx>) {
        let quantity: Quantity = self.quantities[place].clone();
        let stretch = self.place(quantity.tokens.start, quantity.tokens.end - 1);
        if let Some(question) = asked {
            let ranged = self.content.option_places(question);
            let ranged =
                ranged.filter(|option| self.content.option(question, *option).range.is_some());
            let by_range = |number: f64| by_range(self.content, question, number);
            let number = self.content.question(question).kind == QuestionKind::Number;
            if quantity.kind == QuantityKind::Bare || quantity.kind == QuantityKind::Tenths {
                let options = by_range(quantity.low).zip(by_range(quantity.high));
                if number || options.is_some() {
                    for token in quantity.tokens.clone() {
                        self.used[token] = true;
                    }
                    self.gathered.counted.push(Counted {
                        question,
                        options: if number { None } else { options },
                        low: quantity.low,
                        high: quantity.high,
                        largest: false,
                        vague: false,
                        now: quantity.now,
                        place: stretch,
                    });
                    return;
                }
                if ranged.count() > 0 {
                    return;
                }
            }
        }
        // A bare number that is a whole part of its sentence is an age, if it is the only one and no other
        // age stands in the text: "insertional, 54, runner".
        let alone = |quantity: &Quantity| self.is_bare_age(quantity);
        // "In her sixties (64)" tells one age.
        let is_decade = |other: &&Quantity| {
            other.low < other.high && (other.low..=other.high).contains(&quantity.low)
        };
        let ages = self
            .quantities
            .iter()
            .filter(|other| other.kind == QuantityKind::Age || alone(other))
            .filter(|other| !is_decade(other));
        let measures = &self.content.vocabulary.measures;
        let age = measures
            .iter()
            .find(|measure| measure.kind == MeasureKind::Age);
        if let Some(age) = age.filter(|_| asked.is_none() && alone(&quantity) && ages.count() == 1)
        {
            return self.count(place, age);
        }
        // Next to a word for the lesion a bare number is a size without its unit.
        let sized = measures
            .iter()
            .find(|measure| measure.kind == MeasureKind::Length && measure.near.is_empty());
        if let Some((sized, question)) = sized.and_then(|sized| Some((sized, sized.question?)))
            && quantity.kind == QuantityKind::Bare
            && Some(question) == asked
        {
            for token in quantity.tokens.clone() {
                self.used[token] = true;
            }
            let candidates = [1.0, 10.0].into_iter();
            let candidates = candidates
                .filter_map(|unit| option(self.content, sized, question, quantity.high * unit))
                .collect();
            self.gathered.uncertain.push(super::Uncertain {
                question,
                candidates,
                place: stretch,
                why: Why::Ambiguous,
            });
        }
    }
}

impl Look<'_> {
    /// Whether a number may be an age by its place: alone between commas, or behind a word for the patient.
    fn is_bare_age(&self, quantity: &Quantity) -> bool {
        let tokens = &self.tokens.0;
        let (from, to) = (quantity.tokens.start, quantity.tokens.end);
        let whole = quantity.kind == QuantityKind::Bare
            && quantity.low.to_bits() == quantity.high.to_bits()
            && (16.0..=99.0).contains(&quantity.low)
            && quantity.low.fract() == 0.0
            && to == from + 1;
        if !whole {
            return false;
        }
        let before = from.checked_sub(1).map(|at| &tokens[at]);
        let begins = before.is_none_or(|before| {
            before.is(",")
                || before.part != tokens[from].part
                || matches!(
                    before.text.as_str(),
                    "pt" | "patient" | "client" | "person" | "adult" | "y"
                )
        });
        let ends = tokens
            .get(to)
            .is_none_or(|after| after.is(",") || after.part != tokens[from].part);
        // "Pt 58" goes on without a comma.
        let named = before.is_some_and(|before| matches!(before.text.as_str(), "pt" | "patient"));
        let counts = tokens.get(to).is_some_and(|after| after.is("%"));
        begins && !counts && (ends || named)
    }
}

fn fits(measure: MeasureKind, quantity: QuantityKind) -> bool {
    matches!(
        (measure, quantity),
        (MeasureKind::Length, QuantityKind::Length)
            | (MeasureKind::Time, QuantityKind::Time)
            | (MeasureKind::Tenths, QuantityKind::Tenths)
            | (MeasureKind::Age, QuantityKind::Age)
            | (MeasureKind::Value, QuantityKind::Bare)
    )
}

fn band(measure: &Measure, value: f64) -> Option<usize> {
    // Days in months and millimetres in inches are no whole numbers.
    const SLACK: f64 = 1e-6;
    measure.bands.iter().position(|band| {
        band.below.is_none_or(|below| value < below - SLACK)
            && band.upto.is_none_or(|upto| value <= upto + SLACK)
    })
}

fn option(
    content: &Content,
    measure: &Measure,
    question: QuestionIx,
    value: f64,
) -> Option<OptionIx> {
    if measure.bands.is_empty() {
        return by_range(content, question, value);
    }
    measure.bands[band(measure, value)?].option
}

/// The option whose range holds a number; what lies between two ranges belongs to the lower one.
pub(super) fn by_range(content: &Content, question: QuestionIx, value: f64) -> Option<OptionIx> {
    content.option_places(question).find(|option| {
        let range = content.option(question, *option).range;
        range.is_some_and(|(from, to)| f64::from(from) <= value && value < f64::from(to) + 1.0)
    })
}
