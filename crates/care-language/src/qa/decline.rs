//! Why a question is not answered: not this bot's matter, a gap, a thing without statements; and what else it could
//! be read as.

use super::Conversation;
use super::asked::Asked;
use super::common::Usual;
use super::index::Meant;
use super::reply::{Answer, Found, Reason};
use super::scope::{Evidence, Place, Scope};
use super::words::{Seen, Unit};
use care_engine::content::{
    Anchor, Content, IntentIx, NoAnswerIx, SmallTalkKind, StatementIx, SynonymSetIx,
};

/// Most questions offered as other readings, or after an answer.
const MOST_SUGGESTED: usize = 2;

/// So little behind the likeliest answer, a gap is as likely. Measured on the tuning questions.
const NEAR_GAP: f32 = 0.15;

/// In such a share of the ways to ask for a gap something stands that tells what it is about.
const OFTEN: f32 = 0.3;

/// A question of so few words is hardly more than a name.
const FEW: usize = 3;

impl Asked<'_> {
    /// The gap that is meant likelier than anything that is answered, or less likely by no more than `behind`: rather
    /// no answer than one to another question.
    fn likely_gap(&self, behind: f32) -> Option<NoAnswerIx> {
        let meanings = &self.ranked.meanings;
        let answered = meanings
            .iter()
            .find(|(meant, _)| matches!(meant, Meant::Intent(_)));
        let answered = answered.map_or(0.0, |(_, score)| *score);
        meanings.iter().find_map(|(meant, score)| match meant {
            Meant::NoAnswer(place) if answered - score < behind => Some(*place),
            _ => None,
        })
    }
}

impl Conversation {
    /// Why a question is not answered, if it is not.
    pub(super) fn declined(&self, asked: &Asked<'_>, evidence: Evidence) -> Option<Reason> {
        let likest = asked.ranked.meanings.first().map(|(meant, _)| *meant);
        let gap = |behind: f32| {
            let gap = asked.likely_gap(behind);
            gap.map(|place| Reason::NoReviewedAnswer(Some(place)))
        };
        match likest {
            None if asked.seen.units.is_empty() => return Some(Reason::Clarify),
            None => return Some(Reason::OutOfScope),
            Some(Meant::SmallTalk(SmallTalkKind::Image)) => return Some(Reason::Image),
            Some(Meant::SmallTalk(kind @ SmallTalkKind::Persuasion)) => {
                return Some(Reason::SmallTalk(kind));
            }
            Some(Meant::SmallTalk(SmallTalkKind::Chat)) if !evidence.place.leans => {
                return Some(Reason::OutOfScope);
            }
            Some(Meant::SmallTalk(SmallTalkKind::Vague)) if !evidence.place.leans => {
                return Some(Reason::Clarify);
            }
            Some(Meant::SmallTalk(SmallTalkKind::Dose)) if asked.seen.plain.contains(' ') => {
                return Some(Reason::Dose);
            }
            _ => {}
        }
        match evidence.scope() {
            Scope::OutOfDomain => Some(Reason::OutOfScope),
            Scope::Doubtful => Some(gap(NEAR_GAP).unwrap_or(Reason::OutOfScope)),
            Scope::Unknown => Some(gap(NEAR_GAP).unwrap_or(Reason::NoReviewedAnswer(None))),
            Scope::Near => Some(gap(NEAR_GAP).unwrap_or(Reason::Confirm)),
            Scope::Vague => Some(gap(NEAR_GAP).unwrap_or(Reason::Clarify)),
            // What is this bot's matter is answered, unless a gap is likelier than every answer.
            Scope::InDomain => gap(0.0).or_else(|| self.unspoken(asked)),
        }
    }

    /// What tells whether a question is answered: what its likeliest statement holds of it, in its own words
    /// and in all the ways in which it is asked for.
    pub(super) fn evidence(&self, content: &Content, asked: &Asked<'_>, place: Place) -> Evidence {
        let anchor = |place: usize| self.index.anchor(SynonymSetIx::new(place));
        let mut meanings = Vec::new();
        if let Some(first) = asked.ranked.statements.first() {
            meanings.push(Meant::Statement(first.statement));
            let all = content.language.intents.iter().enumerate();
            let answered = all.filter(|(_, asked)| asked.statements.contains(&first.statement));
            meanings.extend(answered.map(|(place, _)| Meant::Intent(IntentIx::new(place))));
        }
        let held = self.index.held(&asked.seen, &meanings);
        let near = (asked.ranked.understood, asked.ranked.margin());
        Evidence::new(&asked.seen, anchor, held, near, place)
    }

    /// Whether a text names another part of the body, and not the tendon.
    pub(super) fn is_out_of_domain(&self, seen: &Seen) -> bool {
        self.names_of(seen, &[Anchor::Elsewhere]) && !self.names_of(seen, &[Anchor::Here])
    }

    /// Whether a question names something on which there is no statement.
    pub(super) fn names_unspoken(&self, asked: &Asked<'_>) -> bool {
        self.thing_without_statements(&asked.seen).is_some()
    }

    /// A question that names something on which there is no statement.
    fn unspoken(&self, asked: &Asked<'_>) -> Option<Reason> {
        self.thing_without_statements(&asked.seen)
            .or_else(|| self.without_statements(asked.topic))?;
        Some(Reason::NoReviewedAnswer(None))
    }

    /// The first thing that a question names and no statement speaks of.
    fn thing_without_statements(&self, seen: &Seen) -> Option<SynonymSetIx> {
        self.without_statements(&seen.synonym_sets)
    }

    /// A decline, with the content's own word for what there is no answer on, and the nearest
    /// questions where they fit.
    pub(super) fn decline(&self, content: &Content, asked: &Asked<'_>, reason: Reason) -> Answer {
        // A gap that the question does not name is none that is known of it.
        let reason = match reason {
            Reason::NoReviewedAnswer(Some(gap)) if !self.names_gap(content, asked, gap) => {
                Reason::NoReviewedAnswer(None)
            }
            other => other,
        };
        let about = match reason {
            Reason::NoReviewedAnswer(Some(gap)) => {
                Some(content.language.no_answers[gap.index()].name.clone())
            }
            Reason::NoReviewedAnswer(_) => match self.gap_before(content, asked) {
                Some(gap) => Some(content.language.no_answers[gap.index()].name.clone()),
                None => self.name_of_thing(content, asked),
            },
            _ => None,
        };
        // Nothing fits where nothing was understood.
        let fits = matches!(
            reason,
            Reason::NoReviewedAnswer(_) | Reason::Clarify | Reason::Confirm
        );
        let suggestions = match fits {
            true => self.readings(content, asked, &[]),
            false => Vec::new(),
        };
        Answer {
            about,
            suggestions,
            ..Answer::declined(reason)
        }
    }

    /// Whether a question names what a gap is about, so that it can be said aloud: a wrong subject shows only that the
    /// question was not understood. It does by something that many of the ways to ask for it name, and that is no
    /// treatment of the plan; or by being hardly more than a way to ask for it.
    fn names_gap(&self, content: &Content, asked: &Asked<'_>, gap: NoAnswerIx) -> bool {
        let meant = Meant::NoAnswer(gap);
        let often = |term: &str| self.index.share(term, meant) >= OFTEN;
        let named = asked.seen.synonym_sets.iter().chain(asked.topic);
        let mut named = named.filter(|place| {
            let set = &content.language.synonyms[place.index()];
            set.anchor != Anchor::Loose && set.treatments.is_empty()
        });
        let units = &asked.seen.units;
        let stands = |unit: &Unit| {
            unit.stems
                .iter()
                .all(|stem| self.index.share(stem, meant) > 0.0)
        };
        // "Alternatives then" may be asked of anything.
        let says = |unit: &Unit| {
            let mut named = unit.synonym_sets.iter();
            named.any(|place| self.index.anchor(*place) != Anchor::Loose)
                || (unit.synonym_sets.is_empty() && unit.usual != Some(Usual::Everyday))
        };
        let is_way = asked.seen.plain.split(' ').count() <= FEW
            && units.iter().any(says)
            && units.iter().all(stands);
        asked.listed == Some(meant)
            || asked.means_again() == Some(meant)
            || is_way
            || named.any(|place| often(&self.index.term(*place)))
            || asked.seen.units.iter().any(|unit| {
                let says = unit.synonym_sets.is_empty() && unit.usual != Some(Usual::Everyday);
                says && unit.stems.iter().any(|stem| often(stem))
            })
    }

    /// Whether a question is declined without naming what there is no answer on.
    pub(super) fn is_unnamed(&self, content: &Content, asked: &Asked<'_>, reason: Reason) -> bool {
        match reason {
            Reason::NoReviewedAnswer(gap) => {
                let named = gap.is_some_and(|gap| self.names_gap(content, asked, gap));
                !named && self.name_of_thing(content, asked).is_none()
            }
            Reason::OutOfScope | Reason::Clarify => true,
            _ => false,
        }
    }

    /// Whether a text is made of words that the content uses, and names no other disease and no other part of the body.
    pub(super) fn is_plain_talk(&self, seen: &Seen) -> bool {
        let foreign = || self.names_of(seen, &[Anchor::Elsewhere, Anchor::Other]);
        seen.rare + seen.common == 0 && !foreign()
    }

    /// Whether a text names anything that could be looked up.
    pub(super) fn names_anything(&self, seen: &Seen) -> bool {
        let mut named = seen.synonym_sets.iter();
        named.any(|place| self.index.anchor(*place) != Anchor::Loose)
    }

    /// The content's word for the first thing that a question names, or leans on, and no statement speaks of.
    fn name_of_thing(&self, content: &Content, asked: &Asked<'_>) -> Option<String> {
        let wanted = self.effects.wanted(&asked.seen).first().copied();
        let named = || self.thing_without_statements(&asked.seen);
        let before = || self.without_statements(asked.topic);
        let thing = wanted.or_else(named).or_else(before)?;
        let words = &content.language.synonyms[thing.index()].words;
        words.iter().find(|word| !word.ends_with('*')).cloned()
    }

    /// The next best readings of a question whose answer was not just read.
    pub(super) fn readings(
        &self,
        content: &Content,
        asked: &Asked<'_>,
        read: &[Found],
    ) -> Vec<IntentIx> {
        let mut told: Vec<StatementIx> = read.iter().map(|found| found.statement).collect();
        let mut suggested = Vec::new();
        for place in asked.could_be() {
            let first = content.intent(place).statements.first();
            let Some(first) = first.filter(|first| !told.contains(first)) else {
                continue;
            };
            told.push(*first);
            suggested.push(place);
            if suggested.len() == MOST_SUGGESTED {
                break;
            }
        }
        suggested
    }
}
