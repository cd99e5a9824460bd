//! What a question is about. Closed where it does not know: a question is answered where what
//! answers it holds what the question says, and is likelier meant than anything that is not answered.

use super::index::Held;
use super::words::Seen;
use care_engine::content::Anchor;

/// Whether a question is this bot's matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// The question belongs to the topic.
    InDomain,
    /// It names the matter, and something that the content does not know.
    Unknown,
    /// It may be: one tap confirms it.
    Near,
    /// It is too vague to tell.
    Vague,
    /// The question belongs to another subject.
    OutOfDomain,
}

/// Where a question stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Place {
    /// In the thread of a case, or on an answered question before it.
    pub(super) thread: bool,
    /// There, and it says nothing without what is before it.
    pub(super) leans: bool,
}

/// What tells whether a question is answered.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Evidence {
    /// What its best answer holds of it.
    pub(super) held: Held,
    /// The share that the nearest single text holds.
    pub(super) nearest: f32,
    /// By how much the likeliest meaning that is answered is likelier than any that is not.
    pub(super) margin: f32,
    /// How many words and names it has.
    pub(super) length: usize,
    /// It names the tendon or the disorder.
    pub(super) in_domain: bool,
    /// It names another part of the body, and not the tendon.
    pub(super) out_of_domain: bool,
    /// It names what is done about the disorder, or what also other matters have.
    pub(super) near: bool,
    /// It is made of names alone.
    pub(super) named: bool,
    /// It has a word that neither English nor the content has.
    pub(super) rare: bool,
    /// Where the question stands: in a thread, and whether it leans on it.
    pub(super) place: Place,
}

/// The furthest that one meaning counts as likelier than another.
const MOST_MARGIN: f32 = 0.6;
/// A longer question does not say more.
const MOST_LENGTH: usize = 8;
/// So many things of one kind count as many.
const MANY: usize = 2;

/// How many things are weighed.
pub const WEIGHED: usize = 11;
/// What each of them counts, the constant first. Fitted by logistic regression to the tuning questions and to
/// sentences about general medicine (`evaluate --fit`). The constant sets where answering begins: about as large a
/// share of the tuning questions that are to be answered is declined, or waits for a tap, as is answered of the
/// others.
const WEIGHTS: [f32; WEIGHED] = [
    -18.6, 4.40, 5.87, 7.03, 6.63, 0.85, 0.79, -0.66, -2.05, 0.93, -3.38,
];
/// So likely, it is answered; so likely, one tap decides.
const ANSWERED: f32 = 0.0;
const CONFIRMED: f32 = -2.0;
/// A question of so few words and names is little more than a name.
const FEW: usize = 2;
/// How much likelier it is in the thread of a case.
const THREAD: f32 = 1.5;

impl Evidence {
    /// Weighs what a question names and what its best answer holds of it.
    pub(super) fn new(
        seen: &Seen,
        anchor: impl Fn(usize) -> Anchor,
        held: Held,
        (nearest, margin): (f32, f32),
        place: Place,
    ) -> Self {
        let names = |wanted: &[Anchor]| {
            let mut synonym_sets = seen.synonym_sets.iter();
            synonym_sets.any(|place| wanted.contains(&anchor(place.index())))
        };
        Self {
            held,
            nearest,
            margin,
            length: seen.units.len(),
            in_domain: names(&[Anchor::Here, Anchor::Matter]),
            out_of_domain: names(&[Anchor::Elsewhere]) && !names(&[Anchor::Here]),
            near: names(&[Anchor::Near, Anchor::Other]),
            named: !seen.units.is_empty() && seen.unnamed == 0,
            rare: seen.rare > 0,
            place,
        }
    }

    /// As numbers, in the order of the weights.
    pub(super) fn weighed(&self) -> [f32; WEIGHED] {
        let few = |number: usize, most: usize| number.min(most) as f32;
        let yes = |is: bool| f32::from(u8::from(is));
        [
            1.0,
            self.held.terms,
            self.held.units,
            self.nearest,
            self.margin.clamp(-MOST_MARGIN, MOST_MARGIN),
            few(self.length, MOST_LENGTH),
            few(self.held.everyday, MANY),
            few(self.held.others.0, MANY),
            few(self.held.others.1, MANY),
            yes(self.in_domain),
            yes(self.out_of_domain),
        ]
    }

    /// How likely it is this bot's matter, as a natural logarithm of odds.
    fn log_odds(&self) -> f32 {
        // A thread makes nothing its matter that neither leans nor names anything.
        let said = self.place.leans || self.in_domain || self.near;
        let thread = match self.place.thread && said && !self.out_of_domain {
            true => THREAD,
            false => 0.0,
        };
        let weighed = self.weighed().into_iter().zip(WEIGHTS);
        thread + weighed.map(|(value, weight)| value * weight).sum::<f32>()
    }

    /// Judges by all of it.
    pub(super) fn scope(&self) -> Scope {
        let log_odds = self.log_odds();
        match log_odds {
            log_odds if log_odds >= ANSWERED => Scope::InDomain,
            _ if self.out_of_domain => Scope::OutOfDomain,
            _ if self.in_domain => Scope::Unknown,
            // A name alone has its readings.
            _ if self.length <= FEW && self.near && !self.rare => Scope::Near,
            _ if self.length <= FEW && self.named && !self.rare => Scope::Vague,
            log_odds if log_odds < CONFIRMED || self.rare => Scope::OutOfDomain,
            _ if self.near => Scope::Near,
            _ => Scope::Vague,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evidence() -> Evidence {
        Evidence {
            held: Held {
                terms: 0.9,
                units: 0.9,
                ..Held::default()
            },
            nearest: 0.7,
            margin: 0.4,
            length: 4,
            in_domain: true,
            out_of_domain: false,
            near: true,
            named: false,
            rare: false,
            place: Place::default(),
        }
    }

    #[test]
    fn what_an_answer_holds_makes_a_question_ours() {
        assert_eq!(evidence().scope(), Scope::InDomain);
        let strange = Evidence {
            held: Held::default(),
            nearest: 0.2,
            ..evidence()
        };
        assert_eq!(strange.scope(), Scope::Unknown);
        let nothing = Evidence {
            in_domain: false,
            ..strange
        };
        assert_eq!(nothing.scope(), Scope::OutOfDomain);
        let gap = Evidence {
            margin: -0.6,
            nearest: 0.5,
            ..evidence()
        };
        assert_eq!(
            gap.scope(),
            Scope::Unknown,
            "something else is likelier meant"
        );
        let elsewhere = Evidence {
            in_domain: false,
            out_of_domain: true,
            ..evidence()
        };
        assert_eq!(elsewhere.scope(), Scope::OutOfDomain);
    }
}
