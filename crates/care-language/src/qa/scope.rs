//! Step 5: what a question is about. Closed where it does not know: a question is answered where what
//! answers it holds its rare words, and the less it names the matter, the more of them. A word that nobody
//! knows counts against it twice: it is held by nothing, and it may be the subject.

use super::index::Held;
use super::words::Seen;
use care_engine::content::Anchor;

/// Whether a question is this bot's matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// The question belongs to the topic.
    Ours,
    /// It names the matter, and something that the content does not know.
    Unknown,
    /// It may be: one tap confirms it.
    Near,
    /// It is too vague to tell.
    Vague,
    /// The question belongs to another subject.
    Foreign,
}

/// The share of a question that its answer has to hold, by what the question names: the tendon, the
/// disorder, a treatment, another subject, nothing, another part of the body. Fitted by logistic regression
/// to the tuning questions and to half of a set of questions about general medicine, and rounded; the first
/// is set lower, since nobody names the Achilles tendon by chance.
const HERE: f32 = 0.45;
const MATTER: f32 = 0.55;
const NEAR: f32 = 0.66;
const OTHER: f32 = 0.76;
const NOTHING: f32 = 0.66;
const ELSEWHERE: f32 = 0.95;
/// How much more it has to hold for each word that is rare, or common and foreign to the content (two of
/// each at most), and how much less in the thread of a case.
const RARE: f32 = 0.36;
const COMMON: f32 = 0.16;
const THREAD: f32 = 0.2;
/// So little short of that, one tap decides.
const SHORT: f32 = 0.2;

/// Where a question stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Place {
    /// In the thread of a case, or on an answered question before it.
    pub(super) thread: bool,
    /// There, and it says nothing without what is before it.
    pub(super) leans: bool,
}

/// Judges by what a text names, by its words that name nothing, by the share of it that its best answer
/// holds, and by where it stands: in a thread less has to be held, but only what leans needs no subject.
pub(super) fn scope(
    seen: &Seen,
    anchor: impl Fn(usize) -> Anchor,
    held: Held,
    place: Place,
) -> Scope {
    let names = |wanted: Anchor| {
        let mut concepts = seen.concepts.iter();
        concepts.any(|place| anchor(place.index()) == wanted)
    };
    let here = names(Anchor::Here);
    let ours = here || names(Anchor::Matter);
    let elsewhere = names(Anchor::Elsewhere) && !here;
    let least = if elsewhere {
        ELSEWHERE
    } else if here {
        HERE
    } else if ours {
        MATTER
    } else if names(Anchor::Near) {
        NEAR
    } else if names(Anchor::Other) {
        OTHER
    } else {
        NOTHING
    };
    let strange = RARE * seen.rare.min(2) as f32 + COMMON * seen.common.min(2) as f32;
    let thread = if place.thread && !elsewhere {
        THREAD
    } else {
        0.0
    };
    let short = least + strange - thread - held.share;
    let near = names(Anchor::Near);
    match short {
        // Where nothing names the matter or what is done about it, the rarest word is the subject.
        short if short <= 0.0 && (ours || place.leans || near || held.rarest) => Scope::Ours,
        _ if elsewhere => Scope::Foreign,
        _ if ours => Scope::Unknown,
        short if short > SHORT || seen.rare > 0 => Scope::Foreign,
        _ if near || names(Anchor::Other) => Scope::Near,
        _ => Scope::Vague,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use care_engine::content::SynonymSetIx;

    #[test]
    fn the_less_a_question_names_the_more_of_it_has_to_be_held() {
        let seen = |named: bool, rare: usize| Seen {
            concepts: named.then(|| SynonymSetIx::new(0)).into_iter().collect(),
            rare,
            unnamed: 1,
            ..Seen::default()
        };
        let judge = |anchor, rare, held, leans| {
            let held = Held {
                share: held,
                rarest: true,
            };
            let place = Place {
                thread: leans,
                leans,
            };
            scope(&seen(true, rare), |_| anchor, held, place)
        };
        let some = |share: f32, rarest: bool| Held { share, rarest };
        assert_eq!(judge(Anchor::Here, 0, 0.5, false), Scope::Ours);
        assert_eq!(judge(Anchor::Here, 1, 0.5, false), Scope::Unknown);
        assert_eq!(judge(Anchor::Near, 0, 0.7, false), Scope::Ours);
        assert_eq!(judge(Anchor::Near, 0, 0.5, false), Scope::Near);
        assert_eq!(judge(Anchor::Near, 0, 0.5, true), Scope::Ours);
        assert_eq!(judge(Anchor::Near, 1, 0.5, true), Scope::Foreign);
        assert_eq!(judge(Anchor::Elsewhere, 0, 0.9, true), Scope::Foreign);
        let alone = Place::default();
        let named = scope(&seen(true, 0), |_| Anchor::Other, some(0.9, false), alone);
        assert_eq!(named, Scope::Near, "its rarest word is not held");
        let nothing = seen(false, 0);
        assert_eq!(
            scope(&nothing, |_| Anchor::Loose, some(0.5, true), alone),
            Scope::Vague
        );
        assert_eq!(
            scope(&nothing, |_| Anchor::Loose, some(0.1, true), alone),
            Scope::Foreign
        );
        let thread = Place {
            thread: true,
            leans: false,
        };
        let hotel = scope(&nothing, |_| Anchor::Loose, some(0.9, false), thread);
        assert_eq!(hotel, Scope::Vague, "a thread makes nothing its matter");
    }
}
