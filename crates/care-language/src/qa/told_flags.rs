//! Red flags that a message tells of the patient, in whatever words.

use super::Conversation;
use super::index::Meant;
use super::notes;
use super::reply::{Answer, Reason, Reply};
use super::words::Seen;
use crate::flags::Told;
use crate::reading::Reading;
use care_engine::case::Case;
use care_engine::content::{Choice, Content, OptionIx, OptionSet, RoleIx, SmallTalkKind};

/// The fewest words that tell a red flag without a phrase that is listed for it.
const LEAST_TOLD: usize = 3;

/// So many answers in a text tell a case.
const LEAST_CASE: usize = 4;

/// Most words of a text that only answers something of the case.
const MOST_OF_ANSWER: usize = 5;

/// The share of such a text that the ways to tell the flag have to hold.
const LEAST_HELD: f32 = 0.75;
/// How likely a flag whose words stand in a text has to be beside the likeliest meaning: to miss one is worse
/// than to ask once more.
const NEAR_LIKEST: f32 = 0.6;

impl Conversation {
    /// Whether a text tells a red flag of the patient.
    pub fn tells_flag(&self, content: &Content, text: &str) -> bool {
        !self.flags_in(content, text).is_empty()
    }

    /// The red flags that a text tells of the patient, in whatever words.
    pub fn flags_in(&self, content: &Content, text: &str) -> OptionSet {
        let reading = self.reader.read(content, text);
        self.flags(content, text, &reading)
    }

    /// What is urgent where these red flags were told of the patient, as it was said when they were.
    pub fn flags_told(
        &self,
        content: &Content,
        case: Option<&Case>,
        flags: OptionSet,
        role: Option<RoleIx>,
    ) -> Reply {
        Reply::of(Answer {
            notes: notes::of_flags(content, case, flags, role),
            ..Answer::declined(Reason::RedFlag(flags))
        })
    }

    /// Red flags told of this patient, in the whole text. Words of a flag that nobody is said to have are
    /// a general question where the text asks, or where it is likelier meant as something that is asked.
    pub(super) fn flags(&self, content: &Content, text: &str, reading: &Reading) -> OptionSet {
        let told = &reading.flags;
        let seen = self.index.read(text);
        if let Some(Meant::Alarm(flag)) = self.index.listed(&seen.plain, false) {
            return OptionSet::only(flag);
        }
        if !told.flags.is_empty() && self.screen.is_told(text) {
            return told.flags;
        }
        if matches!(
            self.index.listed(&seen.plain, false),
            Some(Meant::Intent(_))
        ) {
            return OptionSet::default();
        }
        if self.are_told_by_signs(content, text, &seen, told) {
            return told.flags;
        }
        // Another part of the body is none of ours, unless somebody is said to have it.
        if self.is_out_of_domain(&seen) {
            return OptionSet::default();
        }
        let few = seen.plain.split(' ').count() < LEAST_TOLD && told.places.is_empty();
        if few || self.screen.is_general(text) || !told.denied.is_empty() {
            return OptionSet::default();
        }
        if self.only_asks(content, text, &seen, reading) {
            return OptionSet::default();
        }
        let meanings = self.ranked(content, &seen, &[], false).meanings;
        let best = meanings.first().map_or(0.0, |(_, score)| *score);
        let alarms = || {
            let alarms = meanings.iter();
            alarms.filter_map(|(meant, score)| match meant {
                Meant::Alarm(flag) => Some((*meant, *flag, *score)),
                _ => None,
            })
        };
        if !told.flags.is_empty() {
            let likely = alarms().any(|(_, _, score)| score >= best * NEAR_LIKEST);
            return if likely {
                told.flags
            } else {
                OptionSet::default()
            };
        }
        // A text that tells so much of a case is told by its own words, and one that asks for a dose tells of nothing;
        // what is merely like a flag is none, and a likeness does not see what a "no" denies.
        let dose = self.settled(text, &seen.plain, false) == Some(SmallTalkKind::Dose);
        let denies = self.reader.denies(content, text);
        // "Is the tendon weak now": a question that speaks of nobody tells of nobody by what it is like.
        let form = self.form_of(text, &seen);
        let asks = self.reader.is_question(content, text) || self.asks_in_a_part(text);
        let of_nobody = asks && !form.of_case && !form.patient;
        // What was understood as facts of a patient is no danger by what it is like.
        let is_understood = !reading.answers.is_empty() && reading.is_most_of(text);
        let is_plain = is_understood && !self.is_of_own_body(text);
        if dose || denies || of_nobody || is_plain || reading.answers.len() >= LEAST_CASE {
            return OptionSet::default();
        }
        let likest = alarms().next().filter(|(meant, flag, score)| {
            *score >= best
                && self.index.held(&seen, &[*meant]).terms >= LEAST_HELD
                && !is_denied(content, *flag, reading)
                && !told.over.has(*flag)
                && is_named(content, *flag, reading)
        });
        likest.map(|(_, flag, _)| flag).into_iter().collect()
    }

    /// Whether a part of a text asks in general: "fracture through an ossified tendon – how does it present".
    fn asks_in_a_part(&self, text: &str) -> bool {
        let mut parts = text.split(['.', ',', ';', ':', '–', '—']);
        parts.any(|part| self.screen.is_general(part))
    }

    /// Whether phrases that tell a flag wherever they stand tell it here: in a text that asks nothing, or in a question
    /// about a patient that is not of another part of the body.
    fn are_told_by_signs(&self, content: &Content, text: &str, seen: &Seen, told: &Told) -> bool {
        let of_patient =
            || self.form_of(text, seen).of_case || self.reader.introduces_patient(text);
        let asks = || self.screen.is_general(text) || self.reader.is_question(content, text);
        let is_ours = || of_patient() && !self.is_out_of_domain(seen);
        !told.signs.is_empty()
            && (!asks() || is_ours() || self.is_told_in_passing(content, text, told))
    }

    /// Whether a sign stands in a part of a text that asks nothing, whatever is asked beside it: "calf fuller than the
    /// other since the flight, which shoes?"
    fn is_told_in_passing(&self, content: &Content, text: &str, told: &Told) -> bool {
        const ENDS: &[char] = &[',', ';', '.', '?', '!', '\n'];
        told.places.iter().any(|(flag, place)| {
            let before = text.get(..place.start).unwrap_or_default();
            let start = before.rfind(ENDS).map_or(0, |at| at + 1);
            let after = text.get(place.end..).unwrap_or_default();
            let end = after.find(ENDS).map_or(text.len(), |at| place.end + at);
            let part = text.get(start..end).unwrap_or_default().trim();
            let asked = text[end..].starts_with('?')
                || self.screen.is_general(part)
                || self.reader.is_question(content, part);
            told.signs.has(*flag) && !asked
        })
    }

    /// Whether a text only asks for a medicine that a flag is about ("moxifloxacin for TB?"), telling of nobody
    /// who takes it; or is a short answer to something of the case ("pain 9 now"), which is told by its own words.
    fn only_asks(&self, content: &Content, text: &str, seen: &Seen, reading: &Reading) -> bool {
        if !reading.flags.places.is_empty() {
            return false;
        }
        if reading.flags.flags.is_empty() {
            let short = seen.plain.split(' ').count() <= MOST_OF_ANSWER;
            let asks = self.reader.is_question(content, text) && !self.screen.is_told(text);
            return short && (asks || !reading.answers.is_empty());
        }
        let of_patient = self.form_of(text, seen).of_case;
        self.reader.is_question(content, text)
            && reading.answers.len() <= 1
            && !of_patient
            && !self.reader.tells_use(content, text)
    }
}

/// Whether a text names what a flag is about, where that is the matter of a question: no sore tendon alone is one of a
/// fluoroquinolone.
fn is_named(content: &Content, flag: OptionIx, reading: &Reading) -> bool {
    let alarms = content.language.alarms.iter();
    let alarms = alarms.filter(|alarm| alarm.flag == flag);
    let mut raising = alarms.flat_map(|alarm| &alarm.raised_by).peekable();
    let is_read = |(question, _): &Choice| {
        reading.answer(*question).is_some()
            || (reading.uncertain.iter()).any(|uncertain| uncertain.question == *question)
    };
    raising.peek().is_none() || raising.any(is_read)
}

/// Whether a text says what a flag cannot be with: "never had cipro".
fn is_denied(content: &Content, flag: OptionIx, reading: &Reading) -> bool {
    let alarms = content.language.alarms.iter();
    let mut alarms = alarms.filter(|alarm| alarm.flag == flag);
    alarms.any(|alarm| {
        let mut unless = alarm.raised_unless.iter();
        unless.any(|choice| reading.says(*choice))
    })
}
