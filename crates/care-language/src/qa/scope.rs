//! What a question is about. Closed where it does not know: a question is answered where its best answer fits it well
//! enough, and the less it names of this matter, the better that has to fit.

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
    /// It names a treatment or a disease, and no answer fits it: something that is known to have no answer, or another
    /// subject.
    Doubtful,
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
    /// It points to something, or to a patient: "it", "he".
    pub(super) points: bool,
}

/// What tells whether a question is answered.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Evidence {
    /// How well its best answer fits it, as the sum of four figures: the share of its names and words that the answer
    /// holds, rare ones counting most; the share of them all; the share that the nearest single text holds; and by
    /// how much the likeliest meaning that is answered is likelier than any that is not.
    pub(super) fit: f32,
    /// How many words and names it has.
    pub(super) length: usize,
    /// It names the tendon or the disorder.
    pub(super) ours: bool,
    /// It names what is done about the disorder: a drug, an image, surgery.
    pub(super) treatment: bool,
    /// It names another disease, or a state of the patient.
    pub(super) other: bool,
    /// It names another part of the body, and not the tendon.
    pub(super) elsewhere: bool,
    /// It is made of names alone.
    pub(super) named: bool,
    /// It has a word that may be its subject and that nobody here knows.
    pub(super) strange: bool,
    /// Where the question stands: in a thread, and whether it leans on it.
    pub(super) place: Place,
}

/// So well has an answer to fit where nothing speaks against the question; the most that can be reached is 3.6. This and
/// the next were measured on the tuning questions and on sentences about general medicine.
const FITS: f32 = 2.3;
/// So much better for each thing that speaks against it: a strange word, another disease, nothing named of this matter.
const DOUBT: f32 = 0.4;
/// Another part of the body counts as so many of them.
const OF_ELSEWHERE: u8 = 2;
/// So much less well where nothing does and the question stands in a thread.
const IN_THREAD: f32 = 0.5;
/// Where nothing speaks against it and so little is missing, one tap decides.
const NEARLY: f32 = 0.25;
/// From here on likeness counts for a question, and so much. Measured on the tuning questions, as above.
const ALIKE: f32 = 0.55;
const OF_LIKENESS: f32 = 2.0;
/// In a thread, where words have to fit less, this much is wanted: who talks of sport there need not talk of the patient's.
const ALIKE_IN_THREAD: f32 = 0.65;
/// The furthest that one meaning counts as likelier than another.
const MOST_MARGIN: f32 = 0.6;
/// A question of so few words and names is little more than a name.
const FEW: usize = 2;

impl Evidence {
    /// Takes what a question names, and how well its best answer fits it.
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
        let margin = margin.clamp(-MOST_MARGIN, MOST_MARGIN);
        Self {
            fit: held.units + held.terms + nearest + margin,
            length: seen.units.len(),
            ours: names(&[Anchor::Here, Anchor::Matter]),
            treatment: names(&[Anchor::Near]),
            other: names(&[Anchor::Other]),
            elsewhere: names(&[Anchor::Elsewhere]) && !names(&[Anchor::Here]),
            named: !seen.units.is_empty() && seen.unnamed == 0,
            // Who speaks of a case tells of it in words of their own.
            strange: held.strange || (held.unheld && !place.leans),
            place,
        }
    }

    /// How many things speak against it. None does where it names the tendon or the disorder: what stands beside that
    /// is asked in its light.
    fn doubts(&self) -> u8 {
        // With no subject of its own, what points is about this matter.
        let points = self.place.points && !self.other;
        let nothing = !self.treatment && !self.place.leans && !points;
        match (self.elsewhere, self.ours) {
            // The content has a little of the disorder in other parts of the body, from which it borrows.
            (true, ours) => OF_ELSEWHERE - u8::from(ours),
            (false, true) => 0,
            (false, false) => {
                let doubts = [self.strange, self.other, nothing];
                doubts.into_iter().map(u8::from).sum()
            }
        }
    }

    /// Whether nothing in it shows that it is about something else.
    pub(super) fn may_be_ours(&self) -> bool {
        !self.elsewhere && (self.ours || !self.strange)
    }

    /// How well an answer has to fit it.
    fn least(&self) -> f32 {
        match self.doubts() {
            0 if self.place.thread => FITS - IN_THREAD,
            doubts => FITS + DOUBT * f32::from(doubts),
        }
    }

    /// Whether it is answered all the same where it lies so near a listed way of asking: what is missing by its words has to
    /// be made good. Another part of the body cannot be, for a question about another tendon lies near the same about this
    /// one; nor can another disease or a strange word where the tendon and the disorder are not named, and where they are
    /// half as well.
    pub(super) fn is_carried_by(&self, near: f32) -> bool {
        let counts = match (self.ours, self.other || self.strange) {
            (_, false) => OF_LIKENESS,
            (true, true) => OF_LIKENESS / 2.0,
            (false, true) => return false,
        };
        let alike = near
            >= if self.place.thread {
                ALIKE_IN_THREAD
            } else {
                ALIKE
            };
        alike && !self.elsewhere && (near - ALIKE) * counts >= self.least() - self.fit
    }

    /// Judges by all of it.
    pub(super) fn scope(&self) -> Scope {
        let missing = self.least() - self.fit;
        // A name alone has its readings.
        let name = self.length <= FEW && self.named && !self.strange;
        match self.doubts() {
            _ if missing <= 0.0 => Scope::InDomain,
            _ if self.elsewhere => Scope::OutOfDomain,
            _ if self.ours => Scope::Unknown,
            0 if missing <= NEARLY || name => Scope::Near,
            _ if self.length == 1 && name => Scope::Near,
            _ if name && !self.other => Scope::Vague,
            // In a thread it may be about what that is about.
            _ if self.place.thread && missing <= NEARLY && !self.strange => Scope::Vague,
            0 | 1 if (self.treatment || self.other) && !self.strange => Scope::Doubtful,
            _ => Scope::OutOfDomain,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of a treatment, in known words.
    fn evidence() -> Evidence {
        Evidence {
            fit: FITS + 0.1,
            length: 4,
            ours: false,
            treatment: true,
            other: false,
            elsewhere: false,
            named: false,
            strange: false,
            place: Place::default(),
        }
    }

    #[test]
    fn the_less_it_names_of_the_matter_the_better_an_answer_has_to_fit() {
        assert_eq!(evidence().scope(), Scope::InDomain);
        let strange = Evidence {
            strange: true,
            ..evidence()
        };
        assert_eq!(strange.scope(), Scope::OutOfDomain);
        let of_tendon = Evidence {
            ours: true,
            ..strange
        };
        assert_eq!(of_tendon.scope(), Scope::InDomain);
        let disease = Evidence {
            treatment: false,
            other: true,
            fit: FITS + 1.5 * DOUBT,
            ..evidence()
        };
        assert_eq!(disease.scope(), Scope::OutOfDomain);
        let fits = Evidence {
            fit: FITS + 2.5 * DOUBT,
            ..disease
        };
        assert_eq!(fits.scope(), Scope::InDomain);
        let elsewhere = Evidence {
            elsewhere: true,
            ..of_tendon
        };
        assert_eq!(elsewhere.scope(), Scope::OutOfDomain);
    }

    #[test]
    fn what_fits_badly_is_declined_by_what_it_names() {
        let badly = Evidence {
            fit: 0.5,
            ..evidence()
        };
        assert_eq!(badly.scope(), Scope::Doubtful);
        let nearly = Evidence {
            fit: FITS - 0.1,
            ..evidence()
        };
        assert_eq!(nearly.scope(), Scope::Near);
        let of_tendon = Evidence {
            ours: true,
            ..badly
        };
        assert_eq!(of_tendon.scope(), Scope::Unknown);
        let alone = Place::default();
        let leaning = Place {
            thread: true,
            leans: true,
            points: false,
        };
        let pronoun = |place| Evidence {
            treatment: false,
            place,
            ..evidence()
        };
        assert_eq!(pronoun(alone).scope(), Scope::OutOfDomain);
        assert_eq!(pronoun(leaning).scope(), Scope::InDomain);
    }
}
